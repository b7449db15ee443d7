import { describe, expect, it } from 'vitest'
import { marketDataAt } from '../../../src/core/bars/marketData.ts'
import { sliceBars } from '../../../src/core/bars/window.ts'
import { computeIndicators, indicators, resolveIndicator } from '../../../src/core/indicators/index.ts'
import { barsAt } from '../options/flowBars.ts'
import { firstDay, marketOf, type Trade, tradesOf } from '../options/tables.ts'

const nan = Number.NaN
const days = [0, 1, 2, 3].map((i) => firstDay + i)

/** Sessions of two bars, all closing at 100. */
const bars = barsAt(days.flatMap((day) => ['12:00', '16:00'].map((clock) => ({ day, clock, close: 100 }))))

/** Calls and puts per bar of the second and third session; the fourth has none. */
const perBar: [calls: number, puts: number][] = [
  [10, 5],
  [20, 40],
  [0, 3],
  [6, 0],
]
const market = marketOf({
  trades: tradesOf(
    perBar.flatMap(([calls, puts], i): Trade[] => {
      const trade = {
        day: days[1 + Math.floor(i / 2)],
        clock: i % 2 === 0 ? '11:00' : '15:00',
        strike: 100,
      }
      const sides = [
        { ...trade, side: 'call' as const, volume: calls },
        { ...trade, side: 'put' as const, volume: puts, strike: 93 + (i % 2) * 14 },
        { ...trade, side: 'put' as const, volume: 77, strike: 92 }, // 8 from the close
      ]
      return sides
    }),
  ),
})

function column(name: string, params: Record<string, number> = {}): number[] {
  return [...computeIndicators(bars, [{ name, params }], market)[0].values]
}

describe('indicators of the flow', () => {
  it('sold_flow_ratio is puts to calls of the bar, and their mean over a window', () => {
    const ratios = perBar.map(([calls, puts]) => (puts + 1e-6) / (calls + 1e-6))
    expect(column('sold_flow_ratio')).toEqual([nan, nan, ...ratios, nan, nan])
    const means = [1, 2, 3].map((i) => (ratios[i - 1] + ratios[i]) / 2)
    const got = column('sold_flow_ratio', { window: 2 })
    expect(got.slice(0, 3)).toEqual([nan, nan, nan])
    got.slice(3, 6).forEach((value, i) => {
      expect(value / means[i]).toBeCloseTo(1, 12)
    })
  })

  it('pcr_volume is puts to calls of the bar', () => {
    const ratios = perBar.map(([calls, puts]) => (puts + 1e-9) / (calls + 1e-9))
    expect(column('pcr_volume')).toEqual([nan, nan, ...ratios, nan, nan])
  })

  it('pcr_eod is puts to calls of the whole session before', () => {
    const second = (45 + 1e-9) / (30 + 1e-9) // 5 + 40 puts, 10 + 20 calls
    const third = (3 + 1e-9) / (6 + 1e-9)
    expect(column('pcr_eod')).toEqual([nan, nan, nan, nan, second, second, third, third])
  })

  it('look as far as they are told to', () => {
    const near = perBar.map(([calls]) => 1e-9 / (calls + 1e-9)) // all puts are 7 away
    expect(column('pcr_volume', { distance_max: 6 })).toEqual([nan, nan, ...near, nan, nan])
    const { indicator, params } = resolveIndicator({ name: 'pcr_volume', params: { distance_max: 8 } })
    expect(indicator.reads?.(params)).toEqual({ trades: { strikesAround: 8 } })
    expect(column('pcr_volume', { distance_max: 8 })[2]).toBe((82 + 1e-9) / (10 + 1e-9))
  })

  it.each(['sold_flow_ratio__window=2', 'pcr_volume', 'pcr_eod'])(
    '%s never knows what comes later',
    (name) => {
      const [whole] = computeIndicators(bars, [{ name }], market)
      for (let row = 0; row < bars.ts.length; row++) {
        const part = computeIndicators(
          sliceBars(bars, 0, row + 1),
          [{ name }],
          marketDataAt(market, bars, row),
        )
        expect([...part[0].values]).toEqual([...whole.values.slice(0, row + 1)])
      }
    },
  )

  it.each([
    ['sold_flow_ratio', 1],
    ['pcr_volume', 1],
    ['pcr_eod', 2],
  ])('%s has its first value on daily bars at row %i', (name, first) => {
    const daily = barsAt(
      days.map((day) => ({ day, clock: '16:00', close: 100 })),
      'daily',
    )
    const [{ values }] = computeIndicators(daily, [{ name }], market)
    expect(values.findIndex((value) => !Number.isNaN(value))).toBe(first)
    expect(indicators.get(name)?.warmUp({ window: null, distance_max: 7 })).toBe(first)
  })

  it.each(['sold_flow_ratio', 'pcr_volume', 'pcr_eod'])(
    '%s names the data it misses and where it is',
    (name) => {
      expect(() => computeIndicators(bars, [{ name }])).toThrow(
        expect.objectContaining({
          code: 'UNPROCESSABLE',
          message: `${name} needs option trades, and the data at hand has none`,
          next: expect.stringMatching(/--source synthetic.*polygon/),
        }),
      )
    },
  )
})
