import { runSteps, type Steps } from '../steps.ts'
import { distinctColumns } from './distinctColumns.ts'
import { mean, std } from './returns.ts'
import { atOnce, type Resamples, resampledSumsOf } from './stationaryBootstrap.ts'

/** Whether the best of several variants earned more than luck would give the best of as many without any edge. */
export interface SuperiorAbility {
  /** max √n·mean / ω over the variants, at least 0: how far the best is above nothing, in its own uncertainty. */
  statistic: number
  /**
   * Probabilities of so good a best variant by chance alone. `consistent` is the one to read; `lower` leaves out all
   * that lost (p is at least this), `upper` counts every variant as if it had just no edge (at most that).
   */
  lower: number
  consistent: number
  upper: number
  /** White's reality check: variants are not measured in their own uncertainty, and all count as without edge. */
  realityCheck: number
  /** Variants that were compared: those whose returns vary. */
  variants: number
  rows: number
}

/** Fewer rows than this say nothing: the test holds for many. */
export const leastRows = 50

/**
 * Hansen's test for superior predictive ability over variants' returns on the same rows, against staying out of the
 * market (return 0). Null hypothesis: no variant has a mean return above 0. Variants without variance are left out:
 * null when none is left. All variants are resampled by the same rows, so that what they have in common counts once.
 *
 * - statistic T = max(0, max_k √n d̄_k / ω_k), ω_k² the variance of √n d̄_k under the stationary bootstrap
 *   (its kernel form, Politis and Romano 1994, with restart chance q)
 * - resampled T* = max(0, max_k √n (d̄*_k − g(d̄_k)) / ω_k); p is the share of T* ≥ T, so 1 where nothing gained; g is
 *   lower max(0, d̄), consistent d̄ where d̄ ≥ −ω √(2 ln ln n / n) and else 0, upper d̄
 *
 * Source: Hansen, A Test for Superior Predictive Ability, J. Business and Economic Statistics 23(4), 2005. Reality
 * check: White, A Reality Check for Data Snooping, Econometrica 68(5), 2000.
 * The package `arch` for Python has the same ω, g and threshold, but compares means that are not divided by ω: the
 * paper's formula rules here. It counts draws above T alone; here one that equals T counts too, which errs to p too high.
 */
export function superiorAbility(
  columns: readonly Float64Array[],
  resamples: Resamples,
): SuperiorAbility | null {
  return runSteps(superiorAbilitySteps(columns, resamples))
}

/** The same in steps of a few variants. */
export function* superiorAbilitySteps(
  columns: readonly Float64Array[],
  resamples: Resamples,
): Steps<SuperiorAbility | null> {
  const varying: Float64Array[] = []
  for (const column of columns) {
    if ((std(column) ?? 0) > 0) varying.push(column)
    yield
  }
  if (varying.length === 0) return null
  const { rows, restart } = resamples
  const draws = resamples.offsets.length - 1
  const best = {
    lower: new Float64Array(draws),
    consistent: new Float64Array(draws),
    upper: new Float64Array(draws),
  }
  const bestUnscaled = new Float64Array(draws).fill(Number.NEGATIVE_INFINITY)
  let statistic = 0
  let largestMean = Number.NEGATIVE_INFINITY
  // The best of equal ones is any of them.
  const { columns: distinct } = yield* distinctColumns(varying)
  for (let from = 0; from < distinct.length; from += atOnce) {
    const some = distinct.slice(from, from + atOnce)
    const sums = resampledSumsOf(some, resamples)
    for (const [at, column] of some.entries()) compare(column, sums[at])
    yield
  }
  return {
    statistic,
    lower: shareReaching(best.lower, statistic),
    consistent: shareReaching(best.consistent, statistic),
    upper: shareReaching(best.upper, statistic),
    realityCheck: shareReaching(bestUnscaled, largestMean),
    variants: varying.length,
    rows,
  }

  function compare(column: Float64Array, sums: Float64Array): void {
    const average = mean(column) ?? 0
    const omega = Math.sqrt(bootstrapVariance(column, restart))
    const scale = Math.sqrt(rows) / omega
    statistic = Math.max(statistic, average * scale)
    largestMean = Math.max(largestMean, average)
    const isPoor = average < -omega * Math.sqrt((2 * Math.log(Math.log(rows))) / rows)
    for (let draw = 0; draw < draws; draw++) {
      const resampled = sums[draw] / rows
      const centred = resampled - average
      const fromZero = resampled - Math.max(0, average)
      best.lower[draw] = Math.max(best.lower[draw], fromZero * scale)
      best.consistent[draw] = Math.max(best.consistent[draw], (isPoor ? resampled : centred) * scale)
      best.upper[draw] = Math.max(best.upper[draw], centred * scale)
      bestUnscaled[draw] = Math.max(bestUnscaled[draw], centred)
    }
  }
}

/**
 * Variance of √n × mean of a resample: γ₀ + 2 Σ κ(i) γ_i with κ(i) = (1 − i/n) w^i + (i/n) w^(n−i), w = 1 − q, and the
 * population autocovariances γ_i. The second part of κ pairs γ_i with γ_(n−i), whose sum is the autocovariance of the
 * series closed to a ring. Source: Politis and Romano 1994, lemma 1.
 *
 * On the ring Σ (1 − i/n) w^i γ_i is a mean of x_t (F_t − G_t / n) with F_t = Σ w^i x_(t+i) and G_t = Σ i w^i x_(t+i), i from 1 to
 * n − 1, and these follow from those of the next row: all lags take as long as a few.
 */
export function bootstrapVariance(values: Float64Array, restart: number): number {
  const rows = values.length
  const average = mean(values) ?? 0
  const deviations = values.map((value) => value - average)
  const keep = 1 - restart
  const lap = keep ** rows
  let [weighted, weightedByLag] = [0, 0]
  for (let lag = 1, weight = keep; lag < rows; lag++, weight *= keep) {
    weighted += weight * deviations[lag]
    weightedByLag += lag * weight * deviations[lag]
  }
  let sum = 0
  let next = deviations[0]
  for (let row = rows - 1; row >= 0; row--) {
    const deviation = deviations[row]
    weightedByLag = keep * (next + weighted + weightedByLag) - rows * lap * deviation
    weighted = keep * (next + weighted) - lap * deviation
    sum += deviation * (deviation + 2 * (weighted - weightedByLag / rows))
    next = deviation
  }
  return sum / rows
}

function shareReaching(values: Float64Array, level: number): number {
  let reached = 0
  for (const value of values) if (value >= level) reached++
  return reached / values.length
}
