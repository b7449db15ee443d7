import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { trialBenchmark } from '../../../src/core/statistics/effectiveTrials.ts'
import { expectedMaxSharpe } from '../../../src/core/statistics/sharpeTests.ts'

const trial = (returns: number[], firstSession = 0) => ({
  sessions: Int32Array.from(returns, (_, row) => firstSession + row),
  returns: Float64Array.from(returns),
})
const flat = trial([0, 0, 0, 0])

describe('trial benchmark', () => {
  it('matches the table worked out by hand', () => {
    // demeaned: (1, −1, 1, −1) / 2 and (1, 1, −1, −1) / 2 are at right angles, the third equals the first
    const trials = [
      trial([0.02, 0, 0.02, 0]),
      trial([0.03, 0.03, 0.01, 0.01]),
      trial([0.04, 0.02, 0.04, 0.02]),
    ]
    const got = trialBenchmark(trials, 4)
    expect(got.reported).toBe(3)
    expect(got.meanCorrelation).toBeCloseTo(1 / 3, 14) // ordered pairs: 2 of 6 have correlation 1
    expect(got.effective).toBeCloseTo(1 / 3 + (2 / 3) * 3, 14)
    // all have standard deviation 0.01 √(4/3); means 0.01, 0.02, 0.03: Sharpes √¾ × (1, 2, 3), variance ¾
    expect(got.variance).toBeCloseTo(0.75, 14)
    expect(got.expectedMaxSharpe).toBeCloseTo(expectedMaxSharpe(0.75, 7 / 3), 14)
  })

  it('takes equal trials for one, with the variance of chance', () => {
    const one = trial([0.01, -0.02, 0.03, 0.01])
    const got = trialBenchmark([one, one, one, one], 4)
    expect(got.effective).toBeCloseTo(1, 12)
    expect(got.variance).toBe(0.25)
    expect(got.expectedMaxSharpe).toBe(0)
    expect(got.reported).toBe(4)
  })

  it('takes trials over different spans for uncorrelated', () => {
    const got = trialBenchmark([trial([0.01, -0.02, 0.03], 100), trial([0.01, -0.02, 0.03], 500)], 3)
    expect(got.meanCorrelation).toBeCloseTo(0, 14)
    expect(got.effective).toBeCloseTo(2, 14)
  })

  it('does not let opposite trials count as more than they are', () => {
    const got = trialBenchmark([trial([0.01, -0.02, 0.03]), trial([-0.01, 0.02, -0.03])], 3)
    expect(got.meanCorrelation).toBe(0)
    expect(got.effective).toBe(2)
  })

  it('only reports a trial without variance', () => {
    const lone = trial([0.01, -0.02, 0.03, 0])
    expect(trialBenchmark([lone, flat, flat], 4)).toEqual({
      reported: 3,
      effective: 1,
      meanCorrelation: 0,
      variance: 0.25,
      expectedMaxSharpe: 0,
    })
    const pair = [lone, trial([0.02, 0.01, 0, 0.03])]
    expect(trialBenchmark([...pair, flat], 4)).toEqual({ ...trialBenchmark(pair, 4), reported: 3 })
  })

  it('is 0 without trials', () => {
    expect(trialBenchmark([], 250)).toEqual({
      reported: 0,
      effective: 0,
      meanCorrelation: 0,
      variance: 1 / 250,
      expectedMaxSharpe: 0,
    })
  })

  it('finds between one and all trials, with the mean of the pairwise correlations', () => {
    const value = fc.integer({ min: -50, max: 50 })
    const returns = fc.array(value, { minLength: 8, maxLength: 8 }).filter((row) => new Set(row).size > 1)
    fc.assert(
      fc.property(fc.array(returns, { minLength: 2, maxLength: 8 }), (rows) => {
        const got = trialBenchmark(
          rows.map((row) => trial(row.map((one) => one / 1000))),
          8,
        )
        const units = rows.map(unit)
        let total = 0
        for (const a of units)
          for (const b of units) if (a !== b) total += a.reduce((sum, one, i) => sum + one * b[i], 0)
        const pairwise = Math.max(0, total / (rows.length * (rows.length - 1)))
        expect(got.meanCorrelation).toBeCloseTo(pairwise, 10)
        expect(got.effective).toBeGreaterThanOrEqual(1 - 1e-9)
        expect(got.effective).toBeLessThanOrEqual(rows.length)
      }),
    )
  })
})

function unit(row: number[]): number[] {
  const average = row.reduce((sum, one) => sum + one, 0) / row.length
  const length = Math.hypot(...row.map((one) => one - average))
  return row.map((one) => (one - average) / length)
}
