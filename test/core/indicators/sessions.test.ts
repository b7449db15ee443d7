import { describe, expect, it } from 'vitest'
import type { Bars } from '../../../src/core/bars/bars.ts'
import { noMarketData } from '../../../src/core/bars/marketData.ts'
import { computeIndicators } from '../../../src/core/indicators/index.ts'
import { type BarRow, dailyBars, fromCloses, hourlyBars, randomWalk } from './testBars.ts'

const nan = Number.NaN

function column(bars: Bars, name: string, params: Record<string, unknown> = {}): number[] {
  return Array.from(computeIndicators(bars, [{ name, params }])[0].values)
}

/** Sessions of seven hourly bars: session s closes at closes[s] after trading at closes[s] - 1. */
function sessions(closes: number[]): Bars {
  const rows: BarRow[] = closes.flatMap((close) =>
    Array.from({ length: 7 }, (_, i) => ({
      open: close - 1,
      high: close + 1,
      low: close - 2,
      close: i === 6 ? close : close - 1,
      volume: i === 6 ? 3 : 1,
    })),
  )
  return hourlyBars(rows)
}

const perSession = (values: number[]) => values.filter((_, row) => row % 7 === 3)

describe('indicators of whole sessions', () => {
  it('show every bar of a session what was known when it began', () => {
    const bars = sessions([10, 20, 40, 30])
    expect(perSession(column(bars, 'daily_ret'))).toEqual([nan, nan, 1, 1])
    expect(perSession(column(bars, 'daily_ema', { window: 1 }))).toEqual([nan, 10, 20, 40])
    // Six bars at close - 1 with volume 1 and one at the close with volume 3.
    expect(perSession(column(bars, 'daily_vwap'))).toEqual([
      nan,
      (54 + 30) / 9,
      (114 + 60) / 9,
      (234 + 120) / 9,
    ])
    expect(perSession(column(bars, 'daily_vwap', { shift_days: 2 })).slice(0, 3)).toEqual([nan, nan, 84 / 9])
    for (const name of [
      'daily_ret',
      'daily_rsi__period=2',
      'daily_dist_to_ema__window=2',
      'open_gap_z__atr_period=2',
    ]) {
      const values = column(bars, name)
      for (let row = 0; row < values.length; row++) expect(values[row], name).toBe(values[row - (row % 7)])
    }
  })

  it('are the same on hourly bars as on daily bars of the same sessions', () => {
    const hourly = hourlyBars(randomWalk(7 * 40, 5))
    const rows = Array.from({ length: 40 }, (_, s) => {
      const part = (values: Float64Array) => values.subarray(7 * s, 7 * s + 7)
      return {
        open: part(hourly.open)[0],
        high: Math.max(...part(hourly.high)),
        low: Math.min(...part(hourly.low)),
        close: part(hourly.close)[6],
        volume: part(hourly.volume).reduce((a, b) => a + b, 0),
      }
    })
    const daily = dailyBars(rows)
    for (const name of ['daily_ema', 'daily_ret', 'daily_rsi', 'daily_dist_to_ema', 'open_gap_z']) {
      expect(perSession(column(hourly, name)), name).toEqual(column(daily, name))
    }
  })

  it('measure the opening gap in the ranges of the sessions before', () => {
    // Closes 10, 20, 40; each session ranges from close - 2 to close + 1. TR 3, then 21 - 10 = 11, mean 7.
    expect(perSession(column(sessions([10, 20, 40]), 'open_gap_z', { atr_period: 2 }))).toEqual([
      nan,
      nan,
      (39 - 20) / 7,
    ])
  })

  it('measure the opening gap in deviations of five-minute bars, its own or those beside it', () => {
    const bars = sessions([10, 20, 40])
    expect(() => column(bars, 'open_gap_z', { norm: 'stddev5m' })).toThrow(
      'open_gap_z with norm stddev5m needs 5-minute bars of TEST, and the data at hand has none',
    )
    const walk = hourlyBars(randomWalk(60, 9))
    const fine: Bars = {
      ...walk,
      cadence: '5m',
      session: walk.session.map((_, row) => 19_723 + Math.floor(row / 30)),
    }
    const gap = column(fine, 'open_gap_z', { norm: 'stddev5m' })
    const returns = Array.from({ length: 20 }, (_, i) => fine.close[10 + i] / fine.close[9 + i] - 1)
    const mean = returns.reduce((a, b) => a + b, 0) / 20
    const deviation = Math.sqrt(returns.reduce((a, b) => a + (b - mean) ** 2, 0) / 19)
    expect(gap[29]).toBeNaN()
    expect(gap[30]).toBeCloseTo((fine.open[30] / fine.close[29] - 1) / deviation, 9)
    expect(gap[59]).toBe(gap[30])

    const two = dailyBars([
      { open: 9, high: 12, low: 8, close: 10, volume: 1 },
      { open: 11, high: 12, low: 8, close: 10, volume: 1 },
    ])
    const spec = { name: 'open_gap_z', params: { norm: 'stddev5m' } }
    const [daily] = computeIndicators(two, [spec], { ...noMarketData, fiveMinute: fine })
    expect(Array.from(daily.values)).toEqual([nan, expect.closeTo((11 / 10 - 1) / deviation, 9)])
  })
})

describe('indicators of the session so far', () => {
  const bars = hourlyBars(
    [
      [10, 12, 8, 11, 1],
      [11, 16, 11, 16, 3],
      [16, 16, 9, 10, 0],
    ].map(([open, high, low, close, volume]) => ({ open, high, low, close, volume })),
  )

  it('weigh prices by volume', () => {
    expect(column(bars, 'intraday_vwap')).toEqual([11, 59 / 4, 59 / 4])
    expect(column(bars, 'close_vs_vwap')[1]).toBeCloseTo(16 / 14.75 - 1, 12)
    expect(column(bars, 'intraday_vwap', { price_col: 'high' })[1]).toBe(60 / 4)
  })

  it('place the close in the range up to its own bar', () => {
    expect(column(bars, 'day_range_pos')).toEqual([0.75, 1, 0.25])
  })

  it('start again with each session', () => {
    const two = sessions([10, 20])
    expect(column(two, 'intraday_vwap')[7]).toBe(19)
    expect(column(two, 'day_range_pos')[7]).toBeCloseTo(1 / 3, 12)
  })

  it('compare the close with that of half an hour ago or, on longer bars, with the latest before', () => {
    expect(column(bars, 'returns_last_30m')).toEqual([nan, 16 / 11 - 1, 10 / 16 - 1])
    const quarter: Bars = { ...bars, cadence: '15m', ts: Float64Array.of(0, 900_000, 1_800_000) }
    expect(column(quarter, 'returns_last_30m')).toEqual([nan, nan, 10 / 11 - 1])
  })
})

describe('indicators of the hour and the day', () => {
  it('take the relative strength of the last hour from that hour alone, and hold it through the next session', () => {
    // Closes of hour 15: 10, 12, 11, 13: changes 2, -1, 2.
    const strength = column(sessions([10, 12, 11, 13]), 'rsi_last_hour', { period: 2 })
    expect(strength.slice(0, 20).every(Number.isNaN)).toBe(true)
    expect(strength[20]).toBeCloseTo(100 / 1.5, 12)
    expect(strength[26]).toBe(strength[20])
    expect(strength[27]).toBeCloseTo(150 / 1.75, 12)
    expect(column(dailyBars(fromCloses([10, 12, 11])), 'rsi_last_hour', { period: 2 })[2]).toBe(strength[20])
  })

  it('read the hour of the bar and the day of the week', () => {
    const bars = sessions([10, 20])
    expect(column(bars, 'hour_of_day').slice(0, 8)).toEqual([9, 10, 11, 12, 13, 14, 15, 9])
    expect(column(bars, 'day_of_week').filter((_, row) => row % 7 === 0)).toEqual([0, 1])
    expect(column(dailyBars(fromCloses([1, 2])), 'hour_of_day')).toEqual([16, 16])
  })
})

describe('momentum_score_total', () => {
  it('weighs standardised returns of the trailing bars and the daily relative strength', () => {
    const bars = dailyBars(randomWalk(320, 21))
    const z = (horizon: number, row: number) => {
      const returns: number[] = []
      for (let r = Math.max(horizon, row - 251); r <= row; r++)
        returns.push(bars.close[r] / bars.close[r - horizon] - 1)
      const mean = returns.reduce((a, b) => a + b, 0) / returns.length
      const deviation = Math.sqrt(returns.reduce((a, b) => a + (b - mean) ** 2, 0) / (returns.length - 1))
      return ((returns.at(-1) ?? nan) - mean) / deviation
    }
    const score = column(bars, 'momentum_score_total')
    const rsi = column(bars, 'daily_rsi')
    for (const row of [62, 100, 253, 254, 255, 319]) {
      const expected = (0.7 * (z(1, row) + z(3, row))) / 2 + (0.3 * (rsi[row] - 50)) / 50
      expect(score[row], `row ${row}`).toBeCloseTo(expected, 9)
    }
    expect(score[61]).toBeNaN()
    expect(column(bars, 'momentum_score_total', { w_hourly: 0, w_daily: 1 })[40]).toBeCloseTo(
      (rsi[40] - 50) / 50,
      12,
    )
  })
})
