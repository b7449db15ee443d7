import { describe, expect, it } from 'vitest'
import { noMarketData } from '../../../src/core/bars/marketData.ts'
import { computeLabel, type LabelSpec } from '../../../src/core/labels/index.ts'
import type { OptionChain } from '../../../src/core/options/tables.ts'
import { chainOf, type DayBars, dayBars } from './eventBars.ts'

const spec: LabelSpec = { kind: 'pin_drift', driftStart: '14:00', minPullAtr: 0.2 }

/** Bars of range 2 with open and close at 100: the ATR of 14 is 2 from the end of the second day on. */
const quiet = (date: string): DayBars => ({
  date,
  bars: [10, 11, 12, 13, 14, 15, 16].map((hour) => ({
    end: `${hour}:00`,
    open: 100,
    high: 101,
    low: 99,
    close: 100,
  })),
})

/** The third day: quiet until 14:00, at `at` by 15:00 and at `close` by 16:00. */
function barsWith(at: number, close: number) {
  const day = quiet('2020-01-08')
  const bars = [
    ...day.bars.slice(0, 5),
    { end: '15:00', open: 100, close: at },
    { end: '16:00', open: at, close },
  ]
  return dayBars('hourly', [quiet('2020-01-06'), quiet('2020-01-07'), { date: day.date, bars }])
}

const label = (chain: OptionChain | null, at = 100, close = 100) =>
  computeLabel(barsWith(at, close), spec, { ...noMarketData, chain })

/** Rows 18 and 19 end at 14:00 and 15:00 of the third day: the only ones that decide. */
const lastDay = (values: Float64Array | undefined) => [...(values ?? [])].slice(17, 21)

const chain = chainOf([
  ['2020-01-06', '2020-01-08', 95, 9, 900], // two sessions old
  ['2020-01-07', '2020-01-07', 96, 9, 900], // expired
  ['2020-01-07', '2020-01-08', 101, 0.1, 100], // 10, with the put below: 20
  ['2020-01-07', '2020-01-08', 101, 0.1, 100],
  ['2020-01-07', '2020-01-08', 103, 0.15, 100], // 15
  ['2020-01-08', '2020-01-08', 97, 9, 900], // known at the end of the day itself: too late
])

describe('pin_drift', () => {
  it.each([
    // T = 101: |100 - 101| - |100.6 - 101| = 0.6, at least 0.2 x 2
    ['drawn near', 100.6, 1],
    // |100 - 101| - |101.4 - 101| = 0.6: from the other side as well
    ['drawn across', 101.4, 1],
    // 1 - |100.3 - 101| = 0.3
    ['hardly moved', 100.3, 0],
    ['pushed away', 98, 0],
  ])('is decided by how much nearer the close is to the strike of most gamma: %s', (_, close, y) => {
    expect(lastDay(label(chain, 100, close).event?.y)).toEqual([Number.NaN, y, y, Number.NaN])
  })

  it('is traded towards the strike from where each bar ends', () => {
    const { event, retFwd, labelEndRow } = label(chain, 102, 101)
    // At 14:00 the price is 100, below 101; at 15:00 it is 102, above.
    expect(lastDay(event?.side)).toEqual([Number.NaN, 1, -1, Number.NaN])
    expect(lastDay(retFwd)).toEqual([Number.NaN, 101 / 100 - 1, 101 / 102 - 1, Number.NaN])
    expect([...labelEndRow].slice(17)).toEqual([-1, 20, 20, -1])
  })

  it('takes the peak of open interest where no gamma is known, the lowest of equal ones', () => {
    const flat = chainOf([
      ['2020-01-07', '2020-01-08', 103, Number.NaN, 700],
      ['2020-01-07', '2020-01-08', 99, Number.NaN, 700],
      ['2020-01-07', '2020-01-08', 98, 0, 100],
    ])
    expect(lastDay(label(flat).event?.side)).toEqual([Number.NaN, -1, -1, Number.NaN])
  })

  it('has no y without a strike, and says in how many sessions', () => {
    const old = chainOf([['2020-01-06', '2020-01-08', 95, 9, 900]])
    const { event, warnings, retFwd } = label(old)
    expect([...(event?.y ?? [])].every(Number.isNaN)).toBe(true)
    expect([...(event?.side ?? [])].every(Number.isNaN)).toBe(true)
    expect(warnings.join()).toContain('3 of 3 sessions have no strike to be drawn to')
    expect(lastDay(retFwd)[1]).toBe(0)
  })

  it('says which data it lacks', () => {
    expect(() => label(null)).toThrow('option chain snapshots')
    expect(() => label(null)).toThrow(expect.objectContaining({ code: 'UNPROCESSABLE' }))
  })
})
