import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  deflatedSharpe,
  expectedMaxSharpe,
  minTrackRecordLength,
  probabilisticSharpe,
  sharpeSample,
} from '../../../src/core/statistics/sharpeTests.ts'

const normal = { sharpe: 0.1, count: 253, skewness: 0, kurtosis: 3 }

describe('probabilistic Sharpe ratio', () => {
  it('is one half where the Sharpe ratio equals the benchmark', () => {
    expect(probabilisticSharpe(normal, 0.1)).toBe(0.5)
  })

  it('falls with negative skewness and fat tails', () => {
    const plain = probabilisticSharpe(normal) ?? 0
    expect(probabilisticSharpe({ ...normal, skewness: -2 })).toBeLessThan(plain)
    expect(probabilisticSharpe({ ...normal, kurtosis: 12 })).toBeLessThan(plain)
  })

  it('is undefined without a sample, with a single return and where the estimate has no variance', () => {
    expect(probabilisticSharpe(null)).toBeNull()
    expect(probabilisticSharpe({ ...normal, count: 1 })).toBeNull()
    // returns of two values in shares 1/5 and 4/5: skewness 1.5, kurtosis 3.25; 1 − 1.5 SR + 0.5625 SR² = 0 at 4/3
    expect(probabilisticSharpe({ sharpe: 4 / 3, count: 100, skewness: 1.5, kurtosis: 3.25 })).toBeNull()
    expect(sharpeSample(new Float64Array(50).fill(0.01))).toBeNull()
    expect(sharpeSample(new Float64Array())).toBeNull()
  })
})

describe('minimum track record length', () => {
  it('is the length at which the probabilistic Sharpe ratio reaches the confidence', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 0.5, noNaN: true }),
        fc.double({ min: -2, max: 2, noNaN: true }),
        fc.double({ min: 0.6, max: 0.99, noNaN: true }),
        (sharpe, skewness, confidence) => {
          const sample = { sharpe, count: 2, skewness, kurtosis: 8 }
          const count = minTrackRecordLength(sample, 0, confidence) ?? Number.NaN
          if (count >= 2) expect(probabilisticSharpe({ ...sample, count })).toBeCloseTo(confidence, 9)
        },
      ),
    )
  })

  it('is undefined for a Sharpe ratio that is not above the benchmark', () => {
    expect(minTrackRecordLength(normal, 0.1)).toBeNull()
    expect(minTrackRecordLength({ ...normal, sharpe: -0.1 })).toBeNull()
    expect(minTrackRecordLength(null)).toBeNull()
  })
})

describe('expected maximum of the Sharpe ratios', () => {
  it('is 0 when nothing was selected, and never below', () => {
    for (const trials of [0, 1, 1.01, 1.1]) expect(expectedMaxSharpe(0.01, trials)).toBe(0)
  })

  it('grows with the number of trials and with the square root of their variance', () => {
    expect(expectedMaxSharpe(0.01, 1000)).toBeGreaterThan(expectedMaxSharpe(0.01, 100))
    expect(expectedMaxSharpe(0.04, 100)).toBeCloseTo(2 * expectedMaxSharpe(0.01, 100), 14)
  })

  it('makes the deflated Sharpe ratio of a single trial its probabilistic one', () => {
    expect(deflatedSharpe(normal, { variance: 0.01, trials: 1 })).toBe(probabilisticSharpe(normal))
    expect(deflatedSharpe(normal, { variance: 0.01, trials: 50 })).toBeLessThan(
      probabilisticSharpe(normal) ?? 0,
    )
  })
})
