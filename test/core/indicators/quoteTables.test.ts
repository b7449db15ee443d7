import { describe, expect, it } from 'vitest'
import type { Bars } from '../../../src/core/bars/bars.ts'
import { type MarketData, noMarketData } from '../../../src/core/bars/marketData.ts'
import { computeIndicators } from '../../../src/core/indicators/index.ts'
import { blackScholes } from '../../../src/core/options/blackScholes.ts'
import { type QuoteRow, quoteTable } from '../options/testTables.ts'
import { dailyBars, fromCloses, hourlyBars } from './testBars.ts'

const nan = Number.NaN

/** Monday 2024-01-01, when New York is five hours behind UTC. */
const monday = 19_723
const at = (day: number, hour: number, minute = 0) =>
  (monday + day) * 86_400_000 + (hour + 5) * 3_600_000 + minute * 60_000

function table(bars: Bars, market: Partial<MarketData>, name: string, params: Record<string, unknown> = {}) {
  const columns = computeIndicators(bars, [{ name, params }], { ...noMarketData, ...market })
  return columns.map(({ values }) => Array.from(values, (v) => Math.round(v * 1e9) / 1e9 + 0))[0]
}

/** Call and put of a strike, quoted 0.01 around the price that a volatility gives in the middle of a window. */
function pair(
  day: number,
  [hour, minute]: [number, number],
  middle: number,
  {
    spot = 100,
    strike,
    volatility,
    expiry = 4,
  }: { spot?: number; strike: number; volatility: number; expiry?: number },
): QuoteRow[] {
  const years = (at(expiry, 16) - middle) / (365 * 86_400_000)
  return [true, false].map((isCall) => {
    const { price } = blackScholes({ isCall, spot, strike, years }, volatility)
    const contract = { session: monday + day, expiry: monday + expiry, strike, isCall }
    return { ...contract, ts: at(day, hour, minute), bid: price - 0.005, ask: price + 0.005 }
  })
}

/** Two sessions of seven hourly bars, complete at 10:00, 11:00 ... 16:00, that close at these prices. */
const sessions = (...closes: number[]) =>
  hourlyBars(fromCloses(closes.flatMap((close) => Array(7).fill(close))))

const morning = at(1, 10, 30)
const evening = at(0, 15, 57.5)

describe('volatility of quotes, worked out by hand', () => {
  it('iv_realized_spread: that of the same day, once the window is over', () => {
    // All returns are 0: the spread is the volatility itself. The close before is 99.6: anchor 100.
    const quotes = quoteTable([
      ...pair(1, [10, 0], morning, { strike: 100, volatility: 0.2 }),
      ...pair(1, [11, 0], morning, { strike: 100, volatility: 0.2 }),
      ...pair(1, [10, 30], morning, { strike: 101, volatility: 0.5 }),
      ...pair(1, [9, 59], morning, { strike: 100, volatility: 0.9 }), // before the window
      ...pair(1, [11, 1], morning, { strike: 100, volatility: 0.9 }), // after it
    ])
    const source = { iv_source: 'quotes', window: 2 }
    const spread = table(sessions(99.6, 99.6), { quotes }, 'iv_realized_spread', source)
    expect(spread).toEqual([...Array(8).fill(nan), ...Array(6).fill(0.2)])
    const daily = dailyBars(fromCloses([99.6, 99.6, 99.6]))
    expect(table(daily, { quotes }, 'iv_realized_spread', source)).toEqual([nan, nan, nan]) // two returns by Wednesday
    expect(table(daily, { quotes }, 'iv_skew_25d', { iv_source: 'quotes' })).toEqual([nan, nan, nan]) // deltas 0.5
  })

  it.each([
    [9, 60 - 1 / 60_000, nan],
    [10, 0, 0.2],
    [11, 0, 0.2],
    [11, 1 / 60_000, nan],
  ])('counts a quote of %i:%d in the window from 10:00 to 11:00 as it should', (hour, minute, value) => {
    const quotes = quoteTable(pair(1, [hour, minute], morning, { strike: 100, volatility: 0.2 }))
    const params = { iv_source: 'quotes', window: 2 }
    expect(table(sessions(100, 100), { quotes }, 'iv_realized_spread', params)[13]).toBe(value)
  })

  it('counts the time to the close of a half day, when options expire at 13:00', () => {
    // Wednesday 2024-07-03. At 10:30 in New York, four hours behind UTC, two and a half hours are left.
    const day = 19_907
    const instant = (hours: number) => day * 86_400_000 + (hours + 4) * 3_600_000
    const bars = {
      ...hourlyBars(fromCloses([100, 100, 100])),
      session: Int32Array.of(day - 1, day, day),
      ts: Float64Array.of(instant(16 - 24), instant(11), instant(12)),
    }
    const quotes = quoteTable(
      [true, false].map((isCall) => {
        const { price } = blackScholes({ isCall, spot: 100, strike: 100, years: 2.5 / (365 * 24) }, 0.2)
        const contract = { session: day, expiry: day, strike: 100, isCall }
        return { ...contract, ts: instant(10.5), bid: price - 0.005, ask: price + 0.005 }
      }),
    )
    // All returns are 0, and there are two of them at 12:00: the spread is the volatility itself.
    const spread = table(bars, { quotes }, 'iv_realized_spread', { iv_source: 'quotes', window: 2 })
    expect(spread).toEqual([nan, nan, 0.2])
  })

  it('takes the median of the mids that can be used', () => {
    const usable = [
      ...pair(1, [10, 5], morning, { strike: 100, volatility: 0.1 }),
      ...pair(1, [10, 10], morning, { strike: 100, volatility: 0.2 }),
      ...pair(1, [10, 15], morning, { strike: 100, volatility: 0.7 }),
    ]
    const [call, put] = pair(1, [10, 20], morning, { strike: 100, volatility: 0.4 })
    const unusable = [call, put].flatMap((quote) => [
      { ...quote, bid: 0 },
      { ...quote, bid: nan },
      { ...quote, ask: nan },
      { ...quote, ask: quote.bid - 0.01 },
    ])
    const quotes = quoteTable([...usable, ...unusable])
    const params = { iv_source: 'quotes', window: 2 }
    expect(table(sessions(100, 100), { quotes }, 'iv_realized_spread', params)[13]).toBe(0.2)
    const bad = quoteTable(unusable)
    expect(table(sessions(100, 100), { quotes: bad }, 'iv_realized_spread', params)[13]).toBeNaN()
  })

  it('takes the price of the underlying from call and put, wherever the day before closed', () => {
    // The close before is 100, but the quotes are those of 102.3: call - put of 102 says so.
    const quotes = quoteTable(
      [99, 100, 101, 102, 103].flatMap((strike) =>
        pair(1, [10, 30], morning, { spot: 102.3, strike, volatility: 0.2 + (strike - 100) / 100 }),
      ),
    )
    const value = (quoteRows: typeof quotes, params = {}) =>
      table(sessions(100, 100), { quotes: quoteRows }, 'iv_realized_spread', {
        iv_source: 'quotes',
        window: 2,
        ...params,
      })[13]
    expect(value(quotes)).toBe(0.2) // the strike nearest to the anchor
    const calls = quoteTable(
      pair(1, [10, 30], morning, { strike: 100, volatility: 0.2 }).filter(({ isCall }) => isCall),
    )
    expect(value(calls)).toBeNaN()
    expect(value(quotes, { strike_band: 0, contract_type: 'put' })).toBe(0.2)
  })

  it('atm_iv_eod and div_eod: the last five minutes, seen in the next session', () => {
    // The same day's expiry is over at 16:00: the front one is Friday's. The middle of the window is 15:57:30.
    const quotes = quoteTable([
      ...pair(0, [15, 55], evening, { strike: 100, volatility: 0.2 }),
      ...pair(0, [16, 0], evening, { strike: 100, volatility: 0.2 }),
      ...pair(0, [15, 57], evening, { strike: 100, volatility: 0.9, expiry: 0 }),
      ...pair(1, [15, 58], at(1, 15, 57.5), { strike: 100, volatility: 0.26 }),
    ])
    const bars = dailyBars(fromCloses([100.3, 99.8, 100]))
    expect(table(bars, { quotes }, 'atm_iv_eod')).toEqual([nan, 0.2, 0.26])
    expect(table(bars, { quotes }, 'div_eod')).toEqual([nan, nan, 0.06])
  })

  it('atm_iv_open_delta: the opening less the close before', () => {
    const opening = at(1, 9, 32.5)
    const quotes = quoteTable([
      ...pair(0, [15, 56], evening, { strike: 100, volatility: 0.2 }),
      ...pair(1, [9, 30], opening, { strike: 100, volatility: 0.25 }),
      ...pair(1, [9, 35], opening, { strike: 100, volatility: 0.25 }),
      ...pair(1, [9, 36], opening, { strike: 100, volatility: 0.9 }),
    ])
    const bars = sessions(100, 104) // the close of the second session is of no account
    expect(table(bars, { quotes }, 'atm_iv_open_delta')).toEqual([
      ...Array(7).fill(nan),
      ...Array(7).fill(0.05),
    ])
    const late = table(bars, { quotes }, 'atm_iv_open_delta', { open_sampling: '09:30-10:30' })
    expect(late.slice(7).map(Number.isNaN)).toEqual([true, ...Array(6).fill(false)]) // 10:00 is within the window
  })

  it('iv_smile_wings: the mean of both wings less the middle', () => {
    const smile = (strikes: [number, number][]) =>
      quoteTable(
        strikes.flatMap(([strike, volatility]) => pair(1, [10, 30], morning, { strike, volatility })),
      )
    const value = (quotes: ReturnType<typeof smile>, params = {}) =>
      table(sessions(100, 100), { quotes }, 'iv_smile_wings', { wing_points: 2, ...params })
    const quotes = smile([
      [97, 0.7],
      [98, 0.32],
      [100, 0.2],
      [102, 0.26],
      [103, 0.7],
    ])
    expect(value(quotes)).toEqual([...Array(8).fill(nan), ...Array(6).fill(0.09)]) // 0.58/2 - 0.2
    expect(value(quotes, { strike_band: 2 })[13]).toBe(0.09)
    // Without 98 the nearest to it is 97, one of the two points away; without 97 too it is the middle: no wing.
    expect(
      value(
        smile([
          [97, 0.4],
          [100, 0.2],
          [102, 0.26],
        ]),
      )[13],
    ).toBe(0.13)
    expect(
      value(
        smile([
          [100, 0.2],
          [102, 0.26],
        ]),
      )[13],
    ).toBeNaN()
  })

  it('iv_term_slope and iv_skew25_delta of quotes', () => {
    const quotes = quoteTable([
      ...pair(1, [10, 30], morning, { strike: 100, volatility: 0.2 }),
      ...pair(1, [10, 30], morning, { strike: 100, volatility: 0.23, expiry: 35 }),
      ...pair(1, [10, 30], morning, { strike: 101, volatility: 0.18 }),
      ...pair(1, [10, 30], morning, { strike: 99, volatility: 0.24 }),
    ])
    const params = { iv_source: 'quotes' }
    expect(table(sessions(100, 100), { quotes }, 'iv_term_slope', params)[13]).toBe(0.03)
    // 3.23 days at 20 % are a deviation of 1.9: the call of 101 has a delta of some 0.29, the put of 99 of some -0.34.
    expect(table(sessions(100, 100), { quotes }, 'iv_skew_25d', params)[13]).toBe(-0.06)
  })
})

describe('volatility indices, worked out by hand', () => {
  const index = (ticker: string, days: number[], closes: number[]): [string, Bars] => [
    ticker,
    { ...dailyBars(fromCloses(closes)), ticker, session: Int32Array.from(days, (day) => monday + day) },
  ]
  const daily = new Map([
    index('I:VIX', [-1, 0, 1, 3, 4], [13, 14, 17, 16, 15]),
    index('I:VIX3M', [0, 1, 2, 3, 4], [16, 16, 16, 18, 20]),
  ])
  const bars = dailyBars(fromCloses([100, 100, 100, 100, 100]))

  it('vix_level and vix_delta: the close of the session before, missing where there is none', () => {
    expect(table(bars, { daily }, 'vix_level')).toEqual([nan, 14, 17, nan, 16])
    expect(table(bars, { daily }, 'vix_level', { index_ticker: '3m' })).toEqual([nan, 16, 16, 16, 18])
    expect(table(bars, { daily }, 'vix_delta')).toEqual([nan, nan, 3, nan, nan])
  })

  it('vix_term_slope: far less near', () => {
    expect(table(bars, { daily }, 'vix_term_slope', { near: '1m', far: 'next' })).toEqual([
      nan,
      2,
      -1,
      nan,
      2,
    ])
    expect(() => table(bars, { daily }, 'vix_term_slope', { far: '6m' })).toThrow(
      'vix_term_slope needs daily bars of I:VIX6M, and the data at hand has none',
    )
  })
})

describe('first15m_range_z, worked out by hand', () => {
  /** Five-minute bars of a session that begin at 09:30. */
  const fine = (day: number, ranges: [number, number][]): Bars => ({
    ...dailyBars(ranges.map(([low, high]) => ({ open: low, high, low, close: high, volume: 1 }))),
    cadence: '5m',
    session: Int32Array.from(ranges, () => monday + day),
    ts: Float64Array.from(ranges, (_, i) => at(day, 9, 35 + 5 * i)),
  })
  // Every session ranges from 98 to 102 and closes at 100: its true range is 4.
  const row = { open: 100, high: 102, low: 98, close: 100, volume: 1 }
  const lastDay = 18 // the fifteenth weekday
  const fiveMinute = fine(lastDay, [
    [99, 100],
    [100, 101],
    [99.5, 102],
    [90, 110],
  ])

  it('is the range of the first minutes against the usual one', () => {
    const bars = dailyBars(Array(15).fill(row))
    expect(table(bars, { fiveMinute }, 'first15m_range_z')).toEqual([...Array(14).fill(nan), 0.75]) // (102 - 99)/4
    expect(table(bars, { fiveMinute }, 'first15m_range_z', { window_mins: 10 })[14]).toBe(0.5) // (101 - 99)/4
    expect(table(bars, { fiveMinute }, 'first15m_range_z', { window_mins: 20 })[14]).toBe(5)
  })

  it('is missing until those minutes are over', () => {
    const bars = hourlyBars(Array(15 * 7).fill(row))
    const early = table(bars, { fiveMinute }, 'first15m_range_z')
    expect(early.slice(14 * 7)).toEqual(Array(7).fill(0.75)) // the first bar is complete at 10:00
    const late = table(bars, { fiveMinute }, 'first15m_range_z', { window_mins: 35 })
    expect(late.slice(14 * 7)).toEqual([nan, ...Array(6).fill(5)])
  })
})
