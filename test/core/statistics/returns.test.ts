import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  annualisedSharpe,
  annualisedSortino,
  cagr,
  calmar,
  downsideDeviation,
  equityCurve,
  kurtosis,
  maxDrawdown,
  mean,
  moments,
  sharpe,
  skewness,
  sortino,
  std,
  totalReturn,
  winRate,
} from '../../../src/core/statistics/returns.ts'

const none = new Float64Array()
const returns = Float64Array.of(0.1, -0.2, 0.1, 0.2)

describe('returns', () => {
  it('matches the table worked out by hand', () => {
    expect(mean(returns)).toBeCloseTo(0.05, 15) // 0.2 / 4
    expect(std(returns)).toBeCloseTo(Math.sqrt(0.03), 15) // (0.0025 + 0.0625 + 0.0025 + 0.0225) / 3
    expect(sharpe(returns)).toBeCloseTo(0.05 / Math.sqrt(0.03), 15)
    expect(annualisedSharpe(returns, 4)).toBeCloseTo((2 * 0.05) / Math.sqrt(0.03), 14)
    expect(downsideDeviation(returns)).toBeCloseTo(0.1, 15) // one loss of 0.2 among four: √(0.04 / 4)
    expect(sortino(returns)).toBeCloseTo(0.5, 14)
    expect(annualisedSortino(returns, 4)).toBeCloseTo(1, 14)
    expect([...equityCurve(returns)].map((value) => value.toFixed(4))).toEqual([
      '1.1000',
      '0.8800',
      '0.9680',
      '1.1616',
    ])
    expect(totalReturn(returns)).toBeCloseTo(0.1616, 15)
    expect(maxDrawdown(returns)).toBeCloseTo(-0.2, 15) // 0.88 / 1.1 - 1
    expect(cagr(returns, 8)).toBeCloseTo(1.1616 ** 2 - 1, 14) // half a year
    expect(calmar(returns, 8)).toBeCloseTo((1.1616 ** 2 - 1) / 0.2, 13)
    expect(winRate(returns)).toBe(0.75)
  })

  it('measures the shape by population moments, without taking 3 off the kurtosis', () => {
    const values = Float64Array.of(0, 0, 0, 4) // mean 1, m2 = 3, m3 = (−3 + 27) / 4 = 6, m4 = (3 + 81) / 4 = 21
    expect(skewness(values)).toBeCloseTo(6 / 3 ** 1.5, 14)
    expect(kurtosis(values)).toBeCloseTo(21 / 9, 14)
    expect(moments(values).std).toBe(std(values))
  })

  it('counts the start as a peak', () => {
    expect(maxDrawdown(Float64Array.of(-0.1, -0.1, 0.5))).toBeCloseTo(-0.19, 15)
  })

  it('has no value without returns', () => {
    const all = [mean, std, sharpe, sortino, downsideDeviation, totalReturn, maxDrawdown, winRate, skewness]
    for (const statistic of all) expect(statistic(none), statistic.name).toBeNull()
    expect(cagr(none, 252)).toBeNull()
    expect(calmar(none, 252)).toBeNull()
  })

  it('has a spread of exactly 0 and no Sharpe ratio when all returns are equal', () => {
    const equal = new Float64Array(1000).fill(0.1)
    expect(std(equal)).toBe(0)
    expect(sharpe(equal)).toBeNull()
    expect(kurtosis(equal)).toBeNull()
  })

  it('has no Sortino and Calmar ratio when nothing was lost, and no win rate when nothing moved', () => {
    expect(sortino(Float64Array.of(0.01, 0.02))).toBeNull()
    expect(calmar(Float64Array.of(0.01, 0.02), 252)).toBeNull()
    expect(winRate(Float64Array.of(0, 0))).toBeNull()
  })

  it('shrinks by 100 % when everything is lost', () => {
    expect(cagr(Float64Array.of(0.1, -1, 0.5), 252)).toBe(-1)
    expect(maxDrawdown(Float64Array.of(0.1, -1, 0.5))).toBe(-1)
  })

  it('does not compound a debt, of which two would make a gain', () => {
    const ruined = Float64Array.of(0.1, -1.5, -1.5)
    expect(totalReturn(ruined)).toBeNull()
    expect(maxDrawdown(ruined)).toBeNull()
    expect(cagr(ruined, 252)).toBeNull()
  })

  it('leaves every figure undefined when a return is missing', () => {
    const gap = Float64Array.of(0.01, Number.NaN, -0.02)
    for (const statistic of [
      mean,
      std,
      sharpe,
      sortino,
      totalReturn,
      maxDrawdown,
      winRate,
      skewness,
      kurtosis,
    ]) {
      expect(statistic(gap), statistic.name).toBeNull()
    }
  })

  it('keeps the ratios when all returns are scaled', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 3, maxLength: 40 }),
        fc.integer({ min: -8, max: 8 }),
        (values, power) => {
          const scaled = Float64Array.from(values, (value) => value * 2 ** power)
          expect(sharpe(scaled)).toBe(sharpe(Float64Array.from(values)))
          expect(sortino(scaled)).toBe(sortino(Float64Array.from(values)))
        },
      ),
    )
  })
})
