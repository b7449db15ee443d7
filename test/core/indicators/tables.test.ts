import { describe, expect, it } from 'vitest'
import type { Bars } from '../../../src/core/bars/bars.ts'
import { computeIndicators } from '../../../src/core/indicators/index.ts'
import { dailyBars, fromCloses } from './testBars.ts'

const nan = Number.NaN

/** The columns of one indicator, rounded to nine decimals. */
function table(bars: Bars, name: string, params: Record<string, unknown> = {}): number[][] {
  return computeIndicators(bars, [{ name, params }]).map(({ values }) =>
    Array.from(values, (v) => Math.round(v * 1e9) / 1e9 + 0),
  )
}

const closes = (...prices: number[]) => dailyBars(fromCloses(prices))

/** [open, high, low, close, volume] */
const candles = (...rows: [number, number, number, number, number][]) =>
  dailyBars(rows.map(([open, high, low, close, volume]) => ({ open, high, low, close, volume })))

describe('tables worked out by hand', () => {
  it('rsi: smoothed rises as a share of smoothed moves', () => {
    // Changes 2, -1, 2, -1. Rises 2, then (2+0)/2 = 1, (1+2)/2 = 1.5, 0.75; falls 0, 0.5, 0.25, 0.625.
    const [rsi] = table(closes(10, 12, 11, 13, 12), 'rsi', { period: 2 })
    expect(rsi).toEqual([nan, nan, 66.666666667, 85.714285714, 54.545454545])
  })

  it('ema: half way to each new price with window 3', () => {
    expect(table(closes(4, 8, 8, 1), 'ema', { window: 3 })).toEqual([[nan, nan, 7, 4]])
    expect(table(closes(4, 8, 8, 1), 'ema_slope', { window: 3 })).toEqual([[nan, nan, nan, -3]])
    expect(table(closes(4, 8, 8, 1), 'dist_to_ema', { window: 3 })).toEqual([[nan, nan, 0.125, -3]])
    expect(table(closes(4, 8, 8, 1), 'dist_to_ema', { window: 3, normalize: 'ema' })[0][3]).toBe(-0.75)
  })

  it('atr: true ranges include the gap from the close before', () => {
    // TR 2, then max(1, 15-11) = 4, then max(1, |9-15|) = 6. Wilder by 2: 2, 3, 4.5.
    const bars = candles([10, 12, 10, 11, 1], [15, 15, 14, 15, 1], [9, 10, 9, 10, 1])
    expect(table(bars, 'atr', { period: 2 })).toEqual([[nan, 3, 4.5]])
  })

  it('stochastic and williams_r: the close in the range of the window', () => {
    const bars = candles([1, 4, 0, 2, 1], [2, 8, 2, 6, 1], [6, 6, 3, 3, 1])
    expect(table(bars, 'stochastic', { period_k: 2, period_d: 2 })).toEqual([
      [nan, 75, 16.666666667], // (6-0)/8; (3-2)/6
      [nan, nan, 45.833333333],
    ])
    expect(table(bars, 'williams_r', { period: 2 })[0]).toEqual([nan, -25, -83.333333333])
  })

  it('cci: one mean for the whole window', () => {
    // TP 1, 2, 6: mean 3, deviations 2, 1, 3: mean 2. (6-3)/(0.015 × 2) = 100.
    const bars = candles([1, 1, 1, 1, 1], [2, 2, 2, 2, 1], [6, 6, 6, 6, 1])
    expect(table(bars, 'cci', { period: 3 })[0][2]).toBe(100)
  })

  it('aroon: the newest extreme reads 100, and of equal ones the latest counts', () => {
    const bars = candles([5, 9, 5, 5, 1], [5, 7, 4, 5, 1], [5, 9, 4, 5, 1], [5, 8, 6, 5, 1])
    expect(table(bars, 'aroon', { period: 2 })).toEqual([
      [nan, nan, 100, 50],
      [nan, nan, 100, 50],
      [nan, nan, 0, 0],
    ])
  })

  it('donchian: the prior channel leaves the current bar out', () => {
    const bars = candles([1, 3, 1, 2, 1], [2, 5, 2, 4, 1], [4, 9, 3, 9, 1])
    expect(table(bars, 'donchian', { window: 2 })).toEqual([
      [nan, 5, 9],
      [nan, 1, 2],
      [nan, 3, 5.5],
      [nan, nan, 5],
      [nan, nan, 1],
    ])
  })

  it('bollinger_bands: sample standard deviation', () => {
    expect(table(closes(2, 4, 6), 'bollinger_bands', { window: 3, num_std: 1.5 })).toEqual([
      [nan, nan, 4],
      [nan, nan, 7],
      [nan, nan, 1],
    ])
  })

  it('volatility: the first bar has no return', () => {
    // Returns 1, 0.5 -> deviation 0.5/√2; then 0.5, 0 the same.
    const [deviation] = table(closes(1, 2, 3, 3), 'volatility', { window: 2 })
    expect(deviation).toEqual([nan, nan, 0.353553391, 0.353553391])
    expect(table(closes(1, 2, 3, 3), 'rolling_std', { window: 2 })).toEqual([deviation])
  })

  it('qstick: the mean body of the candles', () => {
    const bars = candles([1, 3, 1, 2, 1], [2, 5, 2, 5, 1], [4, 9, 3, 3, 1])
    expect(table(bars, 'qstick', { period: 2 })).toEqual([[nan, 2, 1]]) // bodies 1, 3, -1
  })

  it('fisher_transform: the place in the range, smoothed by 0.33 and stretched', () => {
    // Middles 1, 3, 2 over 2 bars: place 1, then -1. Smoothed 1 (clipped to 0.999), then 1 - 0.66 = 0.34.
    const bars = candles([1, 1, 1, 1, 1], [3, 3, 3, 3, 1], [2, 2, 2, 2, 1])
    const [fisher] = table(bars, 'fisher_transform', { period: 2 })
    expect(fisher[1]).toBeCloseTo(Math.atanh(0.999), 8)
    expect(fisher[2]).toBeCloseTo(Math.atanh(0.34), 8)
  })

  it('supertrend: a close beyond the upper band turns the trend up', () => {
    // One bar, multiplier 1: bands 10 ± 2; then TR 4, bands 12 ± 4 -> the upper one stays 12, close 14 passes it.
    const bars = candles([10, 11, 9, 10, 1], [12, 14, 10, 14, 1])
    expect(table(bars, 'supertrend', { period: 1, multiplier: 1 })).toEqual([
      [12, 8],
      [-1, 1],
    ])
  })

  it('psar: rises towards the extreme, and turns when the low touches it', () => {
    // 1.02: 1 + 0.02 (2-1), held below the low before: 1. New extreme 3: AF 0.04. Then 1.08, touched by 0.5: SAR 3.
    const bars = candles([1, 2, 1, 2, 1], [2, 3, 2, 3, 1], [3, 3, 0.5, 1, 1])
    expect(table(bars, 'psar')).toEqual([[1, 1, 3]])
  })

  it('ichimoku: shifted spans are those of kijun bars earlier', () => {
    const bars = closes(1, 3, 5, 7, 9)
    const params = { tenkan: 1, kijun: 2, senkou: 3 }
    const [, , spanA, spanB] = table(bars, 'ichimoku', params)
    const [, , shiftedA, shiftedB] = table(bars, 'ichimoku', { ...params, shift_ahead: true })
    expect(shiftedA).toEqual([nan, nan, ...spanA.slice(0, 3)])
    expect(shiftedB).toEqual([nan, nan, ...spanB.slice(0, 3)])
  })

  it('obv, cmf and mfi: volume by direction', () => {
    const bars = candles([2, 4, 2, 3, 10], [3, 5, 3, 5, 20], [5, 5, 3, 3, 5], [3, 5, 1, 3, 7])
    expect(table(bars, 'obv')).toEqual([[0, 20, 15, 15]])
    // Multipliers 0, 1, -1, 0: (0 + 20)/30, (20 - 5)/25, -5/12.
    expect(table(bars, 'cmf', { period: 2 })[0]).toEqual([nan, 0.666666667, 0.6, -0.416666667])
    // TP 3, 13/3, 11/3, 3; money +260/3, -55/3, -21: 260/315, then no inflow.
    expect(table(bars, 'mfi', { period: 2 })[0]).toEqual([nan, nan, 82.53968254, 0])
  })

  it('tsi and trix: nothing but rises reads 100; a steady growth rate is found again', () => {
    expect(table(closes(1, 2, 4, 8), 'tsi', { r: 2, s: 2 })).toEqual([[nan, nan, nan, 100]])
    expect(table(closes(1, 2, 4, 8), 'trix', { period: 1 })).toEqual([[nan, 100, 100, 100]])
  })
})

describe('edges', () => {
  const flat = dailyBars(fromCloses(new Array(40).fill(7)))

  it.each([
    'rsi',
    'stoch_rsi',
    'stochastic',
    'williams_r',
    'cci',
    'fisher_transform',
    'mfi',
    'tsi',
    'vol_zscore',
    'ultimate_oscillator',
    'lr_r2__window=20',
    'day_range_pos',
  ])('leave %s undefined where nothing moves', (name) => {
    expect(table(flat, name).flat().every(Number.isNaN)).toBe(true)
  })

  it.each([
    'macd',
    'ppo',
    'adx',
    'rolling_std',
    'volatility',
    'roc',
    'cmf',
    'obv',
    'elder_ray',
    'dpo',
    'qstick',
    'atr',
    'close_vs_vwap',
  ])('give exactly 0 for %s where nothing moves', (name) => {
    for (const column of computeIndicators(flat, [{ name }])) expect(column.values[39], column.name).toBe(0)
  })

  it('read 100 in rsi and mfi when nothing fell', () => {
    const rising = closes(...Array.from({ length: 30 }, (_, i) => 100 + 0.37 * i))
    expect(computeIndicators(rising, [{ name: 'rsi' }])[0].values[29]).toBe(100)
    expect(computeIndicators(rising, [{ name: 'mfi' }])[0].values[29]).toBe(100)
  })

  it('leave volume ratios undefined without volume', () => {
    const silent = dailyBars(
      fromCloses(
        Array.from({ length: 40 }, (_, i) => 10 + (i % 3)),
        0,
      ),
    )
    for (const name of ['cmf', 'mfi', 'vol_zscore', 'intraday_vwap', 'daily_vwap', 'close_vs_vwap']) {
      expect(table(silent, name).flat().every(Number.isNaN), name).toBe(true)
    }
    expect(table(silent, 'obv')[0].every((value) => value === 0)).toBe(true)
  })

  it('never lose an average for a single missing bar', () => {
    const rows = fromCloses(Array.from({ length: 60 }, (_, i) => 50 + Math.sin(i)))
    rows[30] = { open: nan, high: nan, low: nan, close: nan, volume: nan }
    for (const name of ['ema', 'atr', 'rsi', 'adx', 'psar', 'supertrend', 'kama', 'obv', 'macd', 'tsi']) {
      for (const column of computeIndicators(dailyBars(rows), [{ name }])) {
        expect(column.values[30], column.name).toBeNaN()
        expect(column.values[59], column.name).not.toBeNaN()
      }
    }
  })
})
