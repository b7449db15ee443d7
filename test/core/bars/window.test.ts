import { describe, expect, it } from 'vitest'
import { formatDay } from '../../../src/core/bars/day.ts'
import { barsInWindow, sliceBars } from '../../../src/core/bars/window.ts'
import { SigmaError } from '../../../src/core/errors.ts'
import { someBars } from './someBars.ts'

const bars = someBars({ sessions: 10, perSession: 3 }) // 2020-01-06 to 2020-01-17 without the weekend

describe('barsInWindow', () => {
  it('keeps whole sessions, both ends included', () => {
    const kept = barsInWindow(bars, { start: '2020-01-07', end: '2020-01-13' })
    expect([...new Set(kept.session)].map(formatDay)).toEqual([
      '2020-01-07',
      '2020-01-08',
      '2020-01-09',
      '2020-01-10',
      '2020-01-13',
    ])
    expect(kept.close).toEqual(bars.close.slice(3, 18))
    expect(kept.hourEt).toEqual(bars.hourEt?.slice(3, 18))
  })

  it('is open where an end is not given', () => {
    expect(barsInWindow(bars, {}).ts).toEqual(bars.ts)
    expect(barsInWindow(bars, { start: '2020-01-17' }).ts).toHaveLength(3)
    expect(barsInWindow(bars, { end: '2020-01-06' }).ts).toHaveLength(3)
  })

  it('says what was wanted, what there is and what to do when the window holds nothing', () => {
    const attempt = () => barsInWindow(bars, { start: '2020-01-11', end: '2020-01-12' })
    expect(attempt).toThrow('wanted 2020-01-11 to 2020-01-12, held 2020-01-06 to 2020-01-17')
    expect(attempt).toThrow(
      expect.objectContaining({
        code: 'UNPROCESSABLE',
        next: expect.stringContaining('between 2020-01-06 and 2020-01-17'),
      }),
    )
  })

  it('refuses reversed and malformed dates as bad parameters', () => {
    expect(() => barsInWindow(bars, { start: '2020-02-01', end: '2020-01-01' })).toThrow(
      /start: expected a date not after/,
    )
    expect(() => barsInWindow(bars, { end: '2020-02-30' })).toThrow(/end: expected a date/)
    try {
      barsInWindow(bars, { start: 'soon' })
      expect.unreachable()
    } catch (error) {
      expect(error).toBeInstanceOf(SigmaError)
      expect(error).toHaveProperty('code', 'INVALID_PARAM')
    }
  })

  it('explains itself when there are no bars at all', () => {
    expect(() => barsInWindow(sliceBars(bars, 0, 0), {})).toThrow('TEST hourly has no bars at all')
  })
})
