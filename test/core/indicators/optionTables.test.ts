import { describe, expect, it } from 'vitest'
import type { Bars } from '../../../src/core/bars/bars.ts'
import { type MarketData, noMarketData } from '../../../src/core/bars/marketData.ts'
import { computeIndicators } from '../../../src/core/indicators/index.ts'
import { type ChainRow, chainTable } from '../options/testTables.ts'
import { dailyBars, fromCloses, hourlyBars } from './testBars.ts'

const nan = Number.NaN

/** Monday 2024-01-01 and the days after it, one for each session. */
const monday = 19_723

function table(bars: Bars, market: Partial<MarketData>, name: string, params: Record<string, unknown> = {}) {
  const columns = computeIndicators(bars, [{ name, params }], { ...noMarketData, ...market })
  return columns.map(({ values }) => Array.from(values, (v) => Math.round(v * 1e9) / 1e9 + 0))[0]
}

/** A contract of a session's front expiry, the Friday of the first week unless told otherwise. */
function contract(day: number, strike: number, type: 'call' | 'put', rest: Partial<ChainRow>): ChainRow {
  return { session: monday + day, expiry: monday + 4, strike, isCall: type === 'call', ...rest }
}

const three = dailyBars(fromCloses([100, 101, 103]))

describe('open interest, worked out by hand', () => {
  // Monday: 100 has 30 + 10 = 40, 105 has 20, 110 has 40. Puts 10 + 20 = 30, calls 30 + 40 = 70.
  // Tuesday: 100 has 5, 105 has 45. Puts 5, calls 45. Wednesday's snapshot is known on Thursday only.
  const chain = chainTable([
    contract(0, 110, 'call', { openInterest: 40, gamma: 0.01 }),
    contract(0, 100, 'call', { openInterest: 30, gamma: 0.05 }),
    contract(0, 100, 'put', { openInterest: 10, gamma: 0.05 }),
    contract(0, 105, 'put', { openInterest: 20, gamma: 0.04 }),
    contract(0, 105, 'call', { openInterest: nan, gamma: 0.04 }),
    contract(0, 90, 'put', { openInterest: 9999, gamma: 1, expiry: monday }), // over at the end of the session
    contract(0, 90, 'put', { openInterest: 9999, gamma: 1, expiry: monday + 11 }), // not the front expiry
    contract(1, 100, 'put', { openInterest: 5, gamma: 0.06 }),
    contract(1, 105, 'call', { openInterest: 45, gamma: 0.02 }),
    contract(2, 100, 'put', { openInterest: 7777, gamma: 1 }),
  ])

  it('pcr_oi: puts over calls of the front expiry', () => {
    expect(table(three, { chain }, 'pcr_oi')).toEqual([nan, 0.428571429, 0.111111111]) // 30/70, 5/45
    const puts = chainTable([contract(0, 100, 'put', { openInterest: 10 })])
    expect(table(three, { chain: puts }, 'pcr_oi')).toEqual([nan, nan, nan])
    const noCalls = chainTable([
      contract(0, 100, 'put', { openInterest: 10 }),
      contract(0, 100, 'call', { openInterest: 0 }),
    ])
    expect(table(three, { chain: noCalls }, 'pcr_oi')).toEqual([nan, nan, nan])
  })

  it('oi_change_1d and oi_trend: totals 100 and 50', () => {
    const four = dailyBars(fromCloses([100, 101, 103, 103]))
    expect(table(four, { chain }, 'oi_change_1d')).toEqual([nan, nan, -50, 7727]) // 7777 - 50
    // EMA of 2 sessions moves 2/3 of the way: 100, then 100 - 100/3 = 66.67: 50 is 16.67 below.
    expect(table(three, { chain }, 'oi_trend', { window: 2 })).toEqual([nan, nan, -16.666666667])
  })

  it('oi_peak_strike: the lowest of equal peaks; dist_to_oi_peak: from the price of the bar', () => {
    expect(table(three, { chain }, 'oi_peak_strike')).toEqual([nan, 100, 105]) // 100 and 110 have 40 each
    expect(table(three, { chain }, 'dist_to_oi_peak')).toEqual([nan, 1, -2]) // 101 - 100, 103 - 105
    expect(table(three, { chain }, 'dist_to_oi_peak', { spot_col: 'open' })).toEqual([nan, 0, -4]) // opens 100, 101
    const none = chainTable([contract(0, 100, 'put', { openInterest: 0 })])
    expect(table(three, { chain: none }, 'oi_peak_strike')).toEqual([nan, nan, nan])
  })

  it('oi_concentration_hhi: squared shares of the largest strikes in all', () => {
    // Monday shares 0.4, 0.2, 0.4; the two largest: 0.16 + 0.16. Tuesday 0.1, 0.9: 0.01 + 0.81.
    expect(table(three, { chain }, 'oi_concentration_hhi', { top_n: 2 })).toEqual([nan, 0.32, 0.82])
    expect(table(three, { chain }, 'oi_concentration_hhi')).toEqual([nan, 0.36, 0.82])
  })

  it('gamma_peak_strike and its twin: the most gamma held', () => {
    // Monday: 100 has 0.05 x 40 = 2, 105 has 0.04 x 20 = 0.8, 110 has 0.4. Tuesday: 0.06 x 5 = 0.3, 0.02 x 45 = 0.9.
    expect(table(three, { chain }, 'gamma_peak_strike')).toEqual([nan, 100, 105])
    expect(table(three, { chain }, 'gamma_density_peak_strike')).toEqual([nan, 100, 105])
    expect(table(three, { chain }, 'dist_to_gamma_peak')).toEqual([nan, 1, -2])
  })

  it('gamma_concentration: squared shares of gamma held', () => {
    // Monday: 2, 0.8, 0.4 of 3.2: 0.390625, 0.0625, 0.015625. Tuesday: 0.3, 0.9 of 1.2: 0.0625, 0.5625.
    expect(table(three, { chain }, 'gamma_concentration', { top_n: 1 })).toEqual([nan, 0.390625, 0.5625])
    expect(table(three, { chain }, 'gamma_concentration')).toEqual([nan, 0.46875, 0.625])
  })

  it('gamma_skew_left_right: above the price against below it, at each bar', () => {
    // Tuesday at 101: above 0.8 + 0.4, below 2: -0.8/3.2. Wednesday at 103: above 0.9, below 0.3: 0.6/1.2.
    expect(table(three, { chain }, 'gamma_skew_left_right')).toEqual([nan, -0.25, 0.5])
    // Tuesday opens at 100, which is on neither side: (1.2 - 0)/1.2.
    expect(table(three, { chain }, 'gamma_skew_left_right', { spot_col: 'open' })).toEqual([nan, 1, 0.5])
  })

  it('is missing after a session without a snapshot, and refuses the options of another instrument', () => {
    const gap = chainTable([
      contract(0, 100, 'call', { openInterest: 1 }),
      contract(2, 100, 'call', { openInterest: 4 }),
    ])
    const five = dailyBars(fromCloses([100, 100, 100, 100, 100]))
    expect(table(five, { chain: gap }, 'oi_peak_strike')).toEqual([nan, 100, nan, 100, nan])
    expect(table(five, { chain: gap }, 'oi_change_1d')).toEqual([nan, nan, nan, nan, nan])
    expect(() => table(three, { chain }, 'pcr_oi', { underlying: 'SPY' })).toThrow(
      'pcr_oi asks for options of SPY, but the bars at hand are TEST',
    )
    expect(table(three, { chain }, 'pcr_oi', { underlying: 'test' })[1]).toBeCloseTo(3 / 7, 9)
  })
})

describe('volatility of chain snapshots, worked out by hand', () => {
  /** One volatility at the money for each session, the first a Monday. */
  const atMoney = (...volatilities: number[]) => {
    const bars = dailyBars(fromCloses([...volatilities.map(() => 100), 100]))
    const chain = chainTable(
      volatilities.map((impliedVolatility, s) => ({
        session: bars.session[s],
        expiry: bars.session[s] + 7,
        strike: 100,
        isCall: true,
        impliedVolatility,
      })),
    )
    return { bars, chain }
  }

  it('iv_term_slope: far less near, each at the strike nearest to the rounded close', () => {
    // Close 101.4: anchor 101. Near: 100 and 102 are equally near, the lower counts: mean of 0.20 and 0.24.
    // Far (35 days ahead is nearer to 30 than 21): 100 has no volatility, 102 has a put of 0.30.
    const bars = dailyBars(fromCloses([101.4, 101.4]))
    const far = { expiry: monday + 35 }
    const chain = chainTable([
      contract(0, 102, 'call', { impliedVolatility: 0.9 }),
      contract(0, 100, 'call', { impliedVolatility: 0.2 }),
      contract(0, 100, 'put', { impliedVolatility: 0.24 }),
      contract(0, 100, 'call', { impliedVolatility: 0, ...far }),
      contract(0, 102, 'put', { impliedVolatility: 0.3, ...far }),
      contract(0, 101, 'put', { impliedVolatility: 0.8, expiry: monday + 21 }),
    ])
    expect(table(bars, { chain }, 'iv_term_slope')).toEqual([nan, 0.08]) // 0.30 - 0.22
    expect(table(bars, { chain }, 'iv_term_slope', { days_fwd: 4 })).toEqual([nan, nan]) // one expiry, no slope
  })

  it('iv_skew25_delta: the call nearest to 0.25 less the put nearest to -0.25', () => {
    const chain = chainTable([
      contract(0, 100, 'call', { impliedVolatility: 0.2, delta: 0.5 }),
      contract(0, 103, 'call', { impliedVolatility: 0.18, delta: 0.3 }),
      contract(0, 104, 'call', { impliedVolatility: nan, delta: 0.25 }), // nearest, but without a volatility
      contract(0, 100, 'put', { impliedVolatility: 0.2, delta: -0.5 }),
      contract(0, 97, 'put', { impliedVolatility: 0.23, delta: -0.2 }),
      contract(1, 100, 'call', { impliedVolatility: 0.2, delta: 0.5 }), // 0.5 does not stand for 0.25
      contract(1, 97, 'put', { impliedVolatility: 0.23, delta: -0.25 }),
    ])
    expect(table(three, { chain }, 'iv_skew_25d')).toEqual([nan, -0.05, nan]) // 0.18 - 0.23
  })

  it('iv_rank_52w and iv_percentile_52w: ten sessions at least, of the sessions of the window', () => {
    const { bars, chain } = atMoney(0.3, 0.2, nan, 0.4, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.25)
    // The tenth volatility is that of the eleventh session: (0.25 - 0.2)/(0.4 - 0.2); 8 of 10 are no higher.
    expect(table(bars, { chain }, 'iv_rank_52w')).toEqual([...Array(11).fill(nan), 0.25])
    expect(table(bars, { chain }, 'iv_percentile_52w')).toEqual([...Array(11).fill(nan), 0.8])
    // Two sessions: 0.2 then 0.25 is the highest, both are no higher. Before it nothing moved: no range.
    expect(table(bars, { chain }, 'iv_rank_52w', { window_days: 2 }).slice(2)).toEqual([
      0, // 0.3, 0.2
      nan, // the session before has none
      nan, // only one of the two sessions has one
      0, // 0.4, 0.2
      ...Array(5).fill(nan),
      1,
    ])
    expect(table(bars, { chain }, 'iv_percentile_52w', { window_days: 2 }).slice(-2)).toEqual([1, 1])
  })

  it('atm_iv_zscore: five sessions at least', () => {
    const { bars, chain } = atMoney(0.2, 0.2, 0.2, 0.2, 0.3, 0.2)
    // Mean 0.22, squares 4 x 0.0004 + 0.0064 = 0.008, deviation sqrt(0.002): 0.08/0.0447 = 1.788854382.
    // Then mean 1.3/6, (0.2 - 0.21667)/sqrt(0.05/30) = -1/60/0.040824829 = -0.408248290.
    expect(table(bars, { chain }, 'atm_iv_zscore')).toEqual([
      nan,
      nan,
      nan,
      nan,
      nan,
      1.788854382,
      -0.40824829,
    ])
    const flat = atMoney(0.2, 0.2, 0.2, 0.2, 0.2)
    expect(table(flat.bars, { chain: flat.chain }, 'atm_iv_zscore')).toEqual(Array(6).fill(nan))
  })

  it('iv_realized_spread: less the deviation of returns, annualised', () => {
    // Returns 1 % and -1 %: mean 0, deviation sqrt(2 x 0.0001) = 0.0141421; a year of days: x sqrt(252) = 0.2244994.
    const bars = dailyBars(fromCloses([100, 101, 99.99]))
    const chain = chainTable([
      contract(1, 101, 'call', { impliedVolatility: 0.3 }),
      contract(1, 101, 'put', { impliedVolatility: 0.34 }),
    ])
    const spread = (params = {}) => table(bars, { chain }, 'iv_realized_spread', { window: 2, ...params })
    expect(spread()).toEqual([nan, nan, 0.095500557]) // 0.32 - 0.224499443
    expect(spread({ freq: 'day' })).toEqual(spread())
    expect(spread({ contract_type: 'call' })[2]).toBeCloseTo(0.3 - 0.224499443, 9)
    expect(spread({ contract_type: 'put' })[2]).toBeCloseTo(0.34 - 0.224499443, 9)
    expect(() => spread({ freq: 'hour' })).toThrow('freq hour needs hourly bars, but these are daily')
  })

  it('iv_realized_spread on hourly bars: of their own returns, or of the sessions before', () => {
    // Four sessions of seven bars: all at 100, at 101, at 99.99, at 110.
    const closes = [100, 101, 99.99, 110].flatMap((close) => Array(7).fill(close))
    const bars = hourlyBars(fromCloses(closes))
    const chain = chainTable([0, 1, 2].map((day) => contract(day, 100, 'call', { impliedVolatility: 0.3 })))
    // The last bars of the fourth session: returns 0, 0. Its first: 110/99.99 - 1 = 0.100110011 and 0.
    const hourly = table(bars, { chain }, 'iv_realized_spread', { window: 2, freq: 'hour' })
    expect(hourly[27]).toBe(0.3)
    expect(hourly[21]).toBeCloseTo(0.3 - (0.100110011 / Math.SQRT2) * Math.sqrt(252 * 6.5), 8)
    expect(hourly[6]).toBeNaN()
    const daily = table(bars, { chain }, 'iv_realized_spread', { window: 2, freq: 'day' })
    expect(daily.slice(14, 21)).toEqual(Array(7).fill(nan)) // one return before the third session
    expect(daily.slice(21)).toEqual(Array(7).fill(0.075500557)) // 1 % and -1 %, as above
  })
})
