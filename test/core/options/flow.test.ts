import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Bars } from '../../../src/core/bars/bars.ts'
import { type MarketData, marketDataAt, noMarketData } from '../../../src/core/bars/marketData.ts'
import { sliceBars } from '../../../src/core/bars/window.ts'
import { SeriesCache } from '../../../src/core/indicators/seriesCache.ts'
import { flowColumnNames, flowColumns, reachingTo } from '../../../src/core/options/flowColumns.ts'
import { barsAt } from './flowBars.ts'
import { chainOf, firstDay, marketOf, type Trade, tradesOf } from './tables.ts'

const nan = Number.NaN
const [monday, tuesday, wednesday] = [firstDay, firstDay + 1, firstDay + 2]

function columns(bars: Bars, market: MarketData, names: string[], distanceMax = 2) {
  const cache = new SeriesCache(bars, market)
  return Object.fromEntries(
    flowColumns(cache, { distanceMax, columns: names }).map(({ name, values }) => [name, [...values]]),
  )
}

/** The close before Tuesday is 100.3, so that strikes 98 to 102 count, at distances -2 to 2. */
const bars = barsAt([
  { day: monday, clock: '15:30', close: 100 },
  { day: monday, clock: '16:00', close: 100.3 },
  { day: tuesday, clock: '10:30', close: 101 },
  { day: tuesday, clock: '11:30', close: 100.5 },
  { day: tuesday, clock: '12:30', close: 100.5 },
])

const call = (clock: string, strike: number, volume: number, others: Partial<Trade> = {}): Trade => ({
  day: tuesday,
  clock,
  side: 'call',
  strike,
  volume,
  ...others,
})
const put = (clock: string, strike: number, volume: number, others: Partial<Trade> = {}): Trade => ({
  ...call(clock, strike, volume, others),
  side: 'put',
})

const trades = tradesOf([
  call('10:00', 100, 999, { day: monday }), // the first session has no close before it
  call('09:30', 100, 500), // before the open
  call('09:31', 100, 10, { premium: 120 }),
  put('10:00', 98, 4, { premium: 30 }),
  call('10:30', 102, 3, { premium: 15 }), // stamped at the end of the bar: known there
  call('10:31', 100, 7, { premium: 70 }),
  put('11:00', 100, 5, { premium: 25 }),
  call('11:00', 103, 900), // too far: 103 - 100 > 2
  put('11:10', 97, 900),
  call('11:20', 100, 900, { expiry: wednesday }), // expires another day
  put('11:30', 101, 6, { premium: 90 }),
])
const market = marketOf({ trades })

describe('the flow of a bar', () => {
  it('is what traded since the bar before, by side and distance from the close before', () => {
    // 100 - 100.3 = -0.3 rounds to 0, 98 to -2, 102 to 2, 101 to 1.
    expect(
      columns(bars, market, [
        'calls_sold_d0',
        'calls_sold_d2',
        'puts_sold_d-2',
        'puts_sold_d0',
        'puts_sold_d1',
        'calls_premium_d0',
        'puts_premium_d1',
      ]),
    ).toEqual({
      calls_sold_d0: [nan, nan, 10, 7, 0],
      calls_sold_d2: [nan, nan, 3, 0, 0],
      'puts_sold_d-2': [nan, nan, 4, 0, 0],
      puts_sold_d0: [nan, nan, 0, 5, 0],
      puts_sold_d1: [nan, nan, 0, 6, 0],
      calls_premium_d0: [nan, nan, 120, 70, 0],
      puts_premium_d1: [nan, nan, 0, 90, 0],
    })
  })

  it('gives totals, ratios and dealer features', () => {
    const got = columns(bars, market, flowColumnNames(2).slice(20, 33))
    expect(got).toMatchObject({
      calls_sold_total: [nan, nan, 10 + 3, 7, 0],
      puts_sold_total: [nan, nan, 4, 5 + 6, 0],
      calls_premium_total: [nan, nan, 120 + 15, 70, 0],
      puts_premium_total: [nan, nan, 30, 25 + 90, 0],
      imbalance: [nan, nan, 13 - 4, 7 - 11, 0],
      atm_calls: [nan, nan, 10, 7, 0],
      atm_puts: [nan, nan, 0, 5, 0],
      atm_imbalance: [nan, nan, 10, 2, 0],
      mm_profit_dir_simple: [nan, nan, -1, 1, 0], // puts - calls: 4 - 13, 11 - 7, 0
      divergence_score: [nan, nan, 1, 1, 0], // moves up, down, none against -1, 1, 0
    })
    expect(got.pc_ratio.slice(2)).toEqual([(4 + 1e-6) / (13 + 1e-6), (11 + 1e-6) / (7 + 1e-6), 1])
    expect(got.atm_pc_ratio.slice(2)).toEqual([1e-6 / (10 + 1e-6), (5 + 1e-6) / (7 + 1e-6), 1])
    expect(got.dealer_sold_premium_imbalance.slice(2)).toEqual([
      (30 - 135) / (30 + 135 + 1e-6),
      (115 - 70) / (115 + 70 + 1e-6),
      0,
    ])
  })

  it('is missing up to the first trade of a session, since no bar can know whether there will be one', () => {
    const late = marketOf({ trades: tradesOf([call('11:31', 100, 1)]) })
    expect(columns(bars, late, ['calls_sold_total']).calls_sold_total).toEqual([nan, nan, nan, nan, 1])
    const elsewhere = marketOf({ trades: tradesOf([call('10:00', 100, 1, { expiry: wednesday })]) })
    expect(columns(bars, elsewhere, ['calls_sold_total']).calls_sold_total).toEqual(Array(5).fill(nan))
    const tooFar = marketOf({ trades: tradesOf([call('10:00', 150, 1)]) })
    expect(columns(bars, tooFar, ['calls_sold_total']).calls_sold_total).toEqual([nan, nan, 0, 0, 0])
    const dayAfter = barsAt([
      { day: monday, clock: '16:00', close: 100 },
      { day: tuesday, clock: '16:00', close: 100 },
      { day: wednesday, clock: '16:00', close: 100 },
    ])
    expect(columns(dayAfter, market, ['calls_sold_d0']).calls_sold_d0).toEqual([nan, 17, nan])
  })

  it('of a daily bar is its session from the open to its time', () => {
    const daily = barsAt(
      [
        { day: monday, clock: '16:00', close: 100.3 },
        { day: tuesday, clock: '16:00', close: 100.5 },
      ],
      'daily',
    )
    expect(columns(daily, market, ['calls_sold_total', 'puts_sold_total'])).toEqual({
      calls_sold_total: [nan, 20],
      puts_sold_total: [nan, 15],
    })
  })

  it('measures the distance from the close itself, not from the rounded one', () => {
    const near = marketOf({ trades: tradesOf([call('10:00', 99.5, 8)]) }) // 99.5 - 100.3 = -0.8
    expect(columns(bars, near, ['calls_sold_d-1'])['calls_sold_d-1']).toEqual([nan, nan, 8, 0, 0])
  })

  it('counts half distances to the lower one, and only the strike of the rounded close as at the money', () => {
    // Close before 100.5, rounded 101: strike 101 is 0.5 away, 100.5 is 0, 103 is 2.5, 99 is -1.5; 98.5 is too far.
    const half = barsAt([
      { day: monday, clock: '16:00', close: 100.5 },
      { day: tuesday, clock: '10:30', close: 100 },
    ])
    const traded = [101, 100.5, 103, 99, 98.5].map((strike, i) => call('10:00', strike, 10 ** i))
    expect(
      columns(half, marketOf({ trades: tradesOf(traded) }), [
        'calls_sold_d-2',
        'calls_sold_d0',
        'calls_sold_d2',
        'calls_sold_total',
        'atm_calls',
      ]),
    ).toEqual({
      'calls_sold_d-2': [nan, 1000],
      calls_sold_d0: [nan, 11],
      calls_sold_d2: [nan, 100],
      calls_sold_total: [nan, 1111],
      atm_calls: [nan, 1],
    })
  })

  it('adds up to its totals, and is the same at row t whether or not anything later is known', () => {
    const random = fc.array(
      fc.record({
        minute: fc.integer({ min: 0, max: 4 * 30 - 1 }),
        side: fc.constantFrom('call' as const, 'put' as const),
        strike: fc.integer({ min: 190, max: 210 }).map((half) => half / 2),
        volume: fc.integer({ min: 0, max: 50 }),
      }),
      { maxLength: 60 },
    )
    const names = flowColumnNames(3)
    fc.assert(
      fc.property(random, fc.integer({ min: 0, max: 11 }), (made, row) => {
        // Four sessions of three bars, at 10:00, 10:10 and 10:20; trades from 09:51 to 10:20.
        const some = barsAt(
          Array.from({ length: 12 }, (_, i) => ({
            day: firstDay + Math.floor(i / 3),
            clock: `10:${(i % 3) * 10}`,
            close: 100 + Math.sin(i) * 2,
          })),
        )
        const sorted = [...made].sort((a, b) => a.minute - b.minute)
        const all = marketOf({
          trades: tradesOf(
            sorted.map(({ minute, ...trade }) => ({
              ...trade,
              day: firstDay + Math.floor(minute / 30),
              clock: `9:${51 + (minute % 30)}`,
            })),
          ),
          chain: chainOf(
            sorted.map(({ minute, side, strike, volume }) => {
              const day = firstDay + Math.floor(minute / 30)
              return { day, expiry: day + 1, side, strike, open: volume }
            }),
          ),
        })
        const whole = columns(some, all, names, 3)
        const part = columns(sliceBars(some, 0, row + 1), marketDataAt(all, some, row), names, 3)
        for (const name of names) expect(part[name], name).toEqual(whole[name].slice(0, row + 1))
        for (const measure of ['calls_sold', 'puts_premium']) {
          const single = names.filter((name) => name.startsWith(`${measure}_d`))
          const sum = single.reduce((total, name) => total + whole[name][row], 0)
          expect(sum).toEqual(whole[`${measure}_total`][row])
        }
      }),
      { numRuns: 200 },
    )
  })

  it('is computed once, whatever asks for it', () => {
    const cache = new SeriesCache(bars, market)
    const request = { distanceMax: 2, columns: ['calls_sold_d0'] }
    const [first] = flowColumns(cache, request)
    const [again] = flowColumns(cache, request)
    expect(again.values.buffer).toBe(first.values.buffer)
  })

  it('says which column needs which data, and names the nearest column', () => {
    const ask = (name: string) => () => columns(bars, noMarketData, [name])
    expect(ask('pc_ratio')).toThrow('pc_ratio needs option trades')
    expect(ask('oi_concentration')).toThrow('oi_concentration needs option chain snapshots')
    expect(ask('pc_ratios')).toThrow('there is no flow column "pc_ratios"; did you mean "pc_ratio"?')
    expect(ask('calls_sold_d3')).toThrow('there is no flow column "calls_sold_d3"')
  })
})

describe('open interest before the session', () => {
  const names = ['distance_to_max_pain', 'oi_concentration']

  it('is that of the session before, for the options that expire today', () => {
    const chain = chainOf([
      { day: monday, expiry: monday, side: 'call', strike: 99, open: 9999 }, // expired
      { day: monday, expiry: tuesday, side: 'call', strike: 97, open: 30 },
      { day: monday, expiry: tuesday, side: 'put', strike: 97, open: 30 },
      { day: monday, expiry: tuesday, side: 'put', strike: 104, open: 60 }, // a tie: the lower strike counts
      { day: monday, expiry: tuesday, side: 'call', strike: 110, open: 40 },
      { day: monday, expiry: tuesday, side: 'call', strike: 111, open: 50 }, // 11 from the anchor
      { day: monday, expiry: tuesday, side: 'call', strike: 100, open: nan },
      { day: tuesday, expiry: tuesday, side: 'call', strike: 120, open: 9999 }, // not known before the end of Tuesday
    ])
    // Anchor 100; within 10 of it 60, 60 and 40 of 160.
    const concentration = (60 ** 2 + 60 ** 2 + 40 ** 2) / 160 ** 2
    expect(columns(bars, marketOf({ chain }), names)).toEqual({
      distance_to_max_pain: [nan, nan, 3, 3, 3],
      oi_concentration: [nan, nan, concentration, concentration, concentration],
    })
  })

  it('is missing where the session before has no snapshot of today', () => {
    const chain = chainOf([{ day: monday - 1, expiry: tuesday, side: 'call', strike: 100, open: 5 }])
    expect(columns(bars, marketOf({ chain }), names)).toEqual({
      distance_to_max_pain: Array(5).fill(nan),
      oi_concentration: Array(5).fill(nan),
    })
  })
})

describe('the same flow up to another distance', () => {
  const calls = ['calls_sold_d-1', 'calls_sold_d0', 'calls_sold_d1']

  it('has every distance of a measure that had every distance, and no other columns', () => {
    const flow = { distanceMax: 1, columns: [...calls, 'puts_sold_d0', 'pc_ratio'] }
    expect(reachingTo(flow, 2)).toEqual({
      distanceMax: 2,
      columns: ['calls_sold_d-2', ...calls, 'calls_sold_d2', 'puts_sold_d0', 'pc_ratio'],
    })
    const all = { distanceMax: 7, columns: flowColumnNames(7) }
    expect(reachingTo(all, 3)).toEqual({ distanceMax: 3, columns: flowColumnNames(3) })
    expect(reachingTo(reachingTo(all, 3), 7)).toEqual(all)
  })

  it('refuses to lose a column that was listed', () => {
    const flow = { distanceMax: 7, columns: ['calls_sold_d3', 'pc_ratio'] }
    expect(reachingTo(flow, 3)).toEqual({ ...flow, distanceMax: 3 })
    expect(() => reachingTo(flow, 2)).toThrow(/short of calls_sold_d3/)
  })
})
