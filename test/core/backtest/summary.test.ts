import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  cagrOf,
  maxDrawdownOf,
  meanOfWorst,
  sampleOf,
  sharpeOf,
  sortinoOf,
  totalReturnOf,
} from '../../../src/core/backtest/summary.ts'
import { summarise } from '../../../src/core/backtest/totals.ts'
import { expectedShortfall95 } from '../../../src/core/statistics/expectedShortfall.ts'
import { cagr, maxDrawdown, sharpe, sortino, totalReturn } from '../../../src/core/statistics/returns.ts'
import { sharpeSample } from '../../../src/core/statistics/sharpeTests.ts'
import { randomOf } from './builders.ts'

function expectSame(got: number | null, want: number | null, name: string): void {
  if (want === null || got === null) expect(got, name).toBe(want)
  else expect(Math.abs(got - want), name).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(want)))
}

describe('summarise', () => {
  it('agrees with the statistics it is a faster form of', () => {
    const series = fc.array(fc.integer({ min: -90, max: 120 }), { maxLength: 60 })
    fc.assert(
      fc.property(series, (hundredths) => {
        const returns = Float64Array.from(hundredths, (value) => value / 1000)
        const summary = summarise(returns)
        expectSame(sharpeOf(summary), sharpe(returns), 'sharpe')
        expectSame(sortinoOf(summary), sortino(returns), 'sortino')
        expectSame(totalReturnOf(summary), totalReturn(returns), 'total')
        expectSame(cagrOf(summary, 252), cagr(returns, 252), 'cagr')
        const deepest = maxDrawdown(returns)
        expectSame(maxDrawdownOf(summary), deepest === null ? null : -deepest, 'drawdown')
        expectSame(meanOfWorst(returns), expectedShortfall95(returns)?.value ?? null, 'shortfall')
        const sample = sharpeSample(returns)
        const own = sampleOf(summary)
        expect(own === null).toBe(sample === null)
        expectSame(own?.skewness ?? null, sample?.skewness ?? null, 'skewness')
        expectSame(own?.kurtosis ?? null, sample?.kurtosis ?? null, 'kurtosis')
      }),
    )
  })

  it.each([
    ['random', (index: number, random: () => number) => random() + 0 * index],
    ['rising', (index: number) => index],
    ['falling', (index: number) => -index],
    ['mostly equal', (index: number) => (index % 50 === 0 ? -index : 0)],
    ['periodic, in step with the sample', (index: number) => (index % 20 === 0 ? -1 : index)],
  ])('finds the worst of many %s values', (_, valueAt) => {
    const random = randomOf(1)
    const values = Float64Array.from({ length: 40_001 }, (_, index) => valueAt(index, random))
    const want = expectedShortfall95(values)?.value ?? 0
    expect(meanOfWorst(values)).toBeCloseTo(want, 6)
  })
})
