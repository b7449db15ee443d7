import { describe, expect, it } from 'vitest'
import { computeIndicators } from '../../../src/core/indicators/index.ts'
import { dailyBars, fromCloses, randomWalk } from './testBars.ts'

const bars = dailyBars(randomWalk(50, 3))

describe('computeIndicators', () => {
  it('gives the columns in the order of the specifications', () => {
    const columns = computeIndicators(bars, [{ name: 'ema', params: { window: 5 } }, { name: 'macd' }])
    expect(columns.map(({ name }) => name)).toEqual(['ema_5', 'macd_line', 'macd_signal', 'macd_hist'])
  })

  it('computes an indicator that is named twice once', () => {
    const twice = [{ name: 'rsi' }, { name: 'rsi__period=14' }, { name: 'rsi', params: { column: 'close' } }]
    expect(computeIndicators(bars, twice)).toHaveLength(1)
  })

  it('refuses two different indicators that would write the same column', () => {
    expect(() =>
      computeIndicators(bars, [{ name: 'ema' }, { name: 'ema', params: { column: 'open' } }]),
    ).toThrow('ema_10: would be written by both ema(column=close, window=10) and ema(column=open, window=10)')
  })

  it('gives each column an array of its own, so that changing one changes no other', () => {
    const specs = [{ name: 'sma' }, { name: 'bollinger_bands' }, { name: 'ret' }, { name: 'momentum' }]
    const columns = computeIndicators(bars, specs)
    expect(new Set(columns.map(({ values }) => values.buffer)).size).toBe(columns.length)
    expect(columns[1].values).toEqual(columns[0].values)
  })

  it('gives the same values alone as beside others that share intermediate results', () => {
    const specs = ['trix', 'macd', 'tsi', 'keltner', 'atr', 'adx', 'rsi', 'stoch_rsi', 'daily_rsi'].map(
      (name) => ({ name }),
    )
    const together = computeIndicators(bars, specs)
    expect(specs.flatMap((spec) => computeIndicators(bars, [spec]))).toEqual(together)
  })

  it('refuses the daily bars of another instrument', () => {
    const other = [{ name: 'daily_ret', params: { ticker: 'SPY' } }]
    expect(() => computeIndicators(bars, other)).toThrow(
      'daily_ret asks for daily bars of SPY, but the bars at hand are TEST',
    )
    expect(computeIndicators(bars, [{ name: 'daily_ret', params: { ticker: 'test' } }])).toHaveLength(1)
  })

  it('gives all-missing columns for one bar, and empty ones for none', () => {
    const specs = [{ name: 'rsi' }, { name: 'sma' }, { name: 'adx' }]
    expect(
      computeIndicators(dailyBars(fromCloses([5])), specs).every(({ values }) => values.every(Number.isNaN)),
    ).toBe(true)
    expect(computeIndicators(dailyBars([]), specs).every(({ values }) => values.length === 0)).toBe(true)
  })
})
