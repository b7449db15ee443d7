import { describe, expect, it } from 'vitest'
import { Random } from '../../../src/core/random.ts'
import { resampledSums, stationaryResamples } from '../../../src/core/statistics/stationaryBootstrap.ts'
import { bootstrapVariance, superiorAbility } from '../../../src/core/statistics/superiorAbility.ts'
import { normalReturns } from './normalReturns.ts'

const rows = 400
const resamples = stationaryResamples(rows, 1, { draws: 400 })

/** Variants of one family: half of each is common noise. */
function family(variants: number, random: Random, means: readonly number[] = []): Float64Array[] {
  const common = normalReturns(rows, random)
  return Array.from({ length: variants }, (_, variant) => {
    const own = normalReturns(rows, random, means[variant] ?? 0)
    return own.map((value, row) => value + common[row])
  })
}

describe('variance of a resampled mean', () => {
  it('is the population variance where every row is drawn by itself', () => {
    const values = Float64Array.of(1, 2, 4, 5)
    expect(bootstrapVariance(values, 1)).toBeCloseTo(2.5, 14)
  })

  it('follows the formula of Politis and Romano, all lags written out', () => {
    const values = normalReturns(30, new Random(3))
    const average = values.reduce((sum, value) => sum + value, 0) / 30
    const covariance = (lag: number) => {
      let sum = 0
      for (let row = 0; row + lag < 30; row++) sum += (values[row] - average) * (values[row + lag] - average)
      return sum / 30
    }
    const q = 0.25
    let wanted = covariance(0)
    for (let lag = 1; lag < 30; lag++) {
      const weight = ((30 - lag) / 30) * (1 - q) ** lag + (lag / 30) * (1 - q) ** (30 - lag)
      wanted += 2 * weight * covariance(lag)
    }
    expect(bootstrapVariance(values, q) / wanted).toBeCloseTo(1, 12)
  })

  it('is what the resamples show', () => {
    const values = normalReturns(rows, new Random(5))
    for (let row = 1; row < rows; row++) values[row] += 0.5 * values[row - 1]
    const many = stationaryResamples(rows, 2, { draws: 20_000 })
    const means = resampledSums(values, many).map((sum) => sum / Math.sqrt(rows))
    const centre = means.reduce((sum, value) => sum + value, 0) / means.length
    const shown = means.reduce((sum, value) => sum + (value - centre) ** 2, 0) / means.length
    expect(shown / bootstrapVariance(values, many.restart)).toBeCloseTo(1, 1)
  })
})

describe('superior ability', () => {
  it('orders its three probabilities', () => {
    const random = new Random(11)
    for (let set = 0; set < 20; set++) {
      const got = superiorAbility(family(10, random, [0.001, -0.004, -0.002]), resamples)
      expect(got?.lower).toBeLessThanOrEqual(got?.consistent ?? -1)
      expect(got?.consistent).toBeLessThanOrEqual(got?.upper ?? -1)
    }
  })

  it('rejects a family without any edge about as often as the level says', () => {
    const random = new Random(2025)
    const tried = 300
    let rejected = 0
    let byRealityCheck = 0
    for (let set = 0; set < tried; set++) {
      const got = superiorAbility(family(15, random), resamples)
      if ((got?.consistent ?? 1) <= 0.1) rejected++
      if ((got?.realityCheck ?? 1) <= 0.1) byRealityCheck++
    }
    // 10 % wanted, standard error 1.7 %.
    expect(rejected / tried).toBeGreaterThan(0.05)
    expect(rejected / tried).toBeLessThan(0.16)
    expect(byRealityCheck / tried).toBeGreaterThan(0.05)
    expect(byRealityCheck / tried).toBeLessThan(0.16)
  })

  it('finds one variant with an edge among fifteen', () => {
    const random = new Random(7)
    const found = Array.from({ length: 40 }, () => {
      return (superiorAbility(family(15, random, [0, 0.004]), resamples)?.consistent ?? 1) <= 0.05
    })
    // Mean 0.004 at a deviation of 0.0141 over 400 rows is 5.7 standard errors.
    expect(found.filter(Boolean).length).toBeGreaterThanOrEqual(38)
  })

  it('is not blurred by a variant that only loses, as the reality check is', () => {
    const random = new Random(9)
    const good = normalReturns(rows, random, 0.0012)
    const wild = normalReturns(rows, random, -0.03, 0.2)
    const alone = superiorAbility([good], resamples)
    const both = superiorAbility([good, wild], resamples)
    expect(both?.consistent).toBe(alone?.consistent)
    expect(both?.realityCheck).toBeGreaterThan((alone?.realityCheck ?? 1) + 0.2)
  })

  it('does not change with the unit of a variant, its order, or a copy of it', () => {
    const columns = family(4, new Random(13), [0.001])
    const got = superiorAbility(columns, resamples)
    const scaled = columns.map((column, variant) => column.map((value) => value * 2 ** variant))
    const other = superiorAbility([...scaled].reverse(), resamples)
    expect(other?.statistic).toBeCloseTo(got?.statistic ?? Number.NaN, 12)
    expect(other?.consistent).toBe(got?.consistent)
    const copied = superiorAbility([...columns, ...columns], resamples)
    expect({ ...copied, variants: 4 }).toEqual(got)
  })

  it('says nothing good of a family that only loses', () => {
    const losers = family(5, new Random(17), [-0.01, -0.01, -0.01, -0.01, -0.01])
    const got = superiorAbility(losers, resamples)
    expect(got?.statistic).toBe(0)
    expect([got?.lower, got?.consistent, got?.upper]).toEqual([1, 1, 1])
  })

  it('leaves out variants that never varied, and is undefined without others', () => {
    const flat = new Float64Array(rows)
    const [one] = family(1, new Random(19), [0.001])
    expect(superiorAbility([flat, one, flat], resamples)).toEqual(superiorAbility([one], resamples))
    expect(superiorAbility([flat, flat], resamples)).toBeNull()
    expect(superiorAbility([], resamples)).toBeNull()
  })
})
