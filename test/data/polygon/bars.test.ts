import { describe, expect, it } from 'vitest'
import { parseDay } from '../../../src/core/bars/day.ts'
import type { Aggregate } from '../../../src/data/polygon/aggregates.ts'
import { barsOf } from '../../../src/data/polygon/bars.ts'
import { hours } from './fakeMarket.ts'

const forever = Number.POSITIVE_INFINITY

function bar(time: string, price: number, volume?: number): Aggregate {
  const row = { t: Date.parse(time), o: price, h: price + 2, l: price - 2, c: price + 1 }
  return volume === undefined ? row : { ...row, v: volume }
}

const iso = (ts: Float64Array) => Array.from(ts, (time) => new Date(time).toISOString())

describe('barsOf', () => {
  it('joins half hours to clock hours of the regular session', () => {
    const { bars } = barsOf(
      [
        bar('2023-01-03T14:00:00Z', 99, 5), // 9:00 in New York: before the opening
        bar('2023-01-03T14:30:00Z', 100, 10),
        bar('2023-01-03T15:00:00Z', 110, 20),
        bar('2023-01-03T15:30:00Z', 105, 30),
        bar('2023-01-03T20:30:00Z', 120, 40), // nobody traded from 15:00 to 15:30
        bar('2023-01-03T21:00:00Z', 130, 50), // 16:00: after the close
      ],
      { ticker: 'SPY', cadence: 'hourly', hours, known: forever },
    )
    expect(iso(bars.ts)).toEqual([
      '2023-01-03T15:00:00.000Z',
      '2023-01-03T16:00:00.000Z',
      '2023-01-03T21:00:00.000Z',
    ])
    expect(Array.from(bars.hourEt ?? [])).toEqual([9, 10, 15])
    expect(Array.from(bars.open)).toEqual([100, 110, 120])
    expect(Array.from(bars.high)).toEqual([102, 112, 122]) // the second: max(112, 107)
    expect(Array.from(bars.low)).toEqual([98, 103, 118]) // min(108, 103)
    expect(Array.from(bars.close)).toEqual([101, 106, 121]) // that of the second half hour
    expect(Array.from(bars.volume)).toEqual([10, 50, 40])
  })

  it('ends at 13:00 on a half day', () => {
    const rows = ['17:30', '18:00', '18:30', '20:30'].map((time) => bar(`2022-11-25T${time}:00Z`, 100, 1))
    const { bars } = barsOf(rows, { ticker: 'SPY', cadence: 'hourly', hours, known: forever })
    expect(iso(bars.ts)).toEqual(['2022-11-25T18:00:00.000Z'])
  })

  it('follows the clocks of New York over the change to summer time', () => {
    // 2023-03-10 is a Friday in winter (UTC-5), 2023-03-13 the Monday in summer (UTC-4).
    const { bars } = barsOf([bar('2023-03-10T14:30:00Z', 100, 1), bar('2023-03-13T13:30:00Z', 100, 1)], {
      ticker: 'SPY',
      cadence: '15m',
      hours,
      known: forever,
    })
    expect(iso(bars.ts)).toEqual(['2023-03-10T14:45:00.000Z', '2023-03-13T13:45:00.000Z'])
    expect(Array.from(bars.hourEt ?? [])).toEqual([9, 9])
  })

  it('reads the session of a daily bar whether it begins at midnight in New York or in Chicago', () => {
    const { bars } = barsOf([bar('2023-01-03T05:00:00Z', 100, 1), bar('2023-01-04T06:00:00Z', 20)], {
      ticker: 'SPY',
      cadence: 'daily',
      hours,
      known: forever,
    })
    expect(Array.from(bars.session)).toEqual([parseDay('2023-01-03'), parseDay('2023-01-04')])
    expect(iso(bars.ts)).toEqual(['2023-01-03T21:00:00.000Z', '2023-01-04T21:00:00.000Z'])
    expect(bars.hourEt).toBeNull()
    expect(bars.volume[1]).toBeNaN() // an index has none
  })

  it('leaves out a bar that is not over', () => {
    const rows = [bar('2023-01-03T14:30:00Z', 100, 1), bar('2023-01-03T15:00:00Z', 100, 1)]
    const at = (time: string) =>
      barsOf(rows, { ticker: 'SPY', cadence: 'hourly', hours, known: Date.parse(time) }).bars.ts.length
    expect(at('2023-01-03T15:59:59Z')).toBe(1)
    expect(at('2023-01-03T16:00:00Z')).toBe(2)
    const day = (known: number) =>
      barsOf([bar('2022-11-25T05:00:00Z', 100, 1)], { ticker: 'SPY', cadence: 'daily', hours, known }).bars.ts
        .length
    expect(day(Date.parse('2022-11-25T17:59:00Z'))).toBe(0)
    expect(day(Date.parse('2022-11-25T18:00:00Z'))).toBe(1) // a half day closes at 13:00
  })

  it('leaves out and lists days without a session', () => {
    const { bars, noSession } = barsOf([bar('2023-01-16T14:30:00Z', 100, 1)], {
      ticker: 'SPY',
      cadence: '5m',
      hours,
      known: forever,
    })
    expect(bars.ts.length).toBe(0)
    expect(noSession).toEqual([parseDay('2023-01-16')])
  })
})
