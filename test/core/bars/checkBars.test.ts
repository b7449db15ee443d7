import { describe, expect, it } from 'vitest'
import { barsHash } from '../../../src/core/bars/barsHash.ts'
import { checkBars } from '../../../src/core/bars/checkBars.ts'
import { medianSessionRows, sessionRanges } from '../../../src/core/bars/sessions.ts'
import { sliceBars } from '../../../src/core/bars/window.ts'
import { someBars } from './someBars.ts'

const fresh = () => sliceBars(someBars({ sessions: 4, perSession: 2 }), 0, 8)

describe('checkBars', () => {
  it('finds nothing in good bars', () => {
    expect(checkBars(fresh())).toEqual({ errors: [], warnings: [] })
  })

  it('calls times out of order, prices that are not positive and a high below the low errors, with their row', () => {
    const bars = fresh()
    bars.ts[2] = bars.ts[1]
    bars.ts[4] = bars.ts[3] - 1
    bars.close[5] = 0
    bars.high[7] = bars.low[7] - 1
    const { errors } = checkBars(bars)
    expect(errors.map(({ row, column }) => [row, column])).toEqual([
      [2, 'ts'],
      [4, 'ts'],
      [5, 'close'],
      [7, 'high'],
    ])
  })

  it('calls an earlier session an error', () => {
    const bars = fresh()
    bars.session[3] = bars.session[0] - 1
    expect(checkBars(bars).errors).toContainEqual({
      row: 3,
      column: 'session',
      message: 'an earlier session than that of the bar before',
    })
  })

  it('only warns of what real feeds contain: opens outside the range, missing prices, negative volume', () => {
    const bars = fresh()
    bars.open[1] = bars.high[1] + 1
    bars.close[2] = bars.low[2] - 1
    bars.low[3] = Number.NaN
    bars.volume[4] = -5
    const { errors, warnings } = checkBars(bars)
    expect(errors).toEqual([])
    expect(warnings.map(({ row, column }) => [row, column])).toEqual([
      [1, 'high'],
      [2, 'low'],
      [3, 'low'],
      [4, 'volume'],
    ])
  })
})

describe('barsHash', () => {
  it('is equal for equal bars and differs by a single bit, the ticker, or one bar more', () => {
    const hash = barsHash(fresh())
    expect(barsHash(fresh())).toBe(hash)
    expect(hash).toMatch(/^[0-9a-f]{64}$/)
    const nudged = fresh()
    nudged.close[3] *= 1 + Number.EPSILON
    expect(barsHash(nudged)).not.toBe(hash)
    expect(barsHash({ ...fresh(), ticker: 'OTHER' })).not.toBe(hash)
    expect(barsHash(sliceBars(fresh(), 0, 7))).not.toBe(hash)
  })

  it('takes every NaN as the same missing value', () => {
    const [quiet, negative] = [fresh(), fresh()]
    quiet.volume[0] = Number.NaN
    new DataView(negative.volume.buffer).setBigUint64(0, 0xfff8000000000001n, true)
    expect(barsHash(quiet)).toBe(barsHash(negative))
  })
})

describe('sessionRanges', () => {
  it('groups rows and takes the lower median of their numbers', () => {
    const ranges = sessionRanges(Int32Array.of(5, 5, 5, 6, 9, 9))
    expect(ranges.count).toBe(3)
    expect([...ranges.start]).toEqual([0, 3, 4, 6])
    expect([...ranges.ofRow]).toEqual([0, 0, 0, 1, 2, 2])
    expect(medianSessionRows(ranges)).toBe(2)
    expect(medianSessionRows(sessionRanges(new Int32Array(0)))).toBe(0)
  })
})
