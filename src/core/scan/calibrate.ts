import { invalidParam } from '../errors.ts'

interface ThresholdCount {
  threshold: number
  /** Values at or above it. */
  count: number
}

/** The threshold that lets nearest to `topN` values pass; the first of equally near ones. Missing values never pass. */
export function calibrateThreshold(
  values: Float64Array,
  grid: readonly number[],
  topN: number,
): { counts: ThresholdCount[]; recommended: ThresholdCount } {
  const counts = grid.map((threshold) => ({ threshold, count: countFrom(values, threshold) }))
  return { counts, recommended: nearest(counts, ({ count }) => Math.abs(count - topN), 'grid') }
}

function countFrom(values: Float64Array, threshold: number): number {
  let count = 0
  for (const value of values) if (value >= threshold) count++
  return count
}

interface BracketPair {
  kStop: number
  kTarget: number
  rewardRisk: number
  /** Distance from the ratio that is wanted. */
  delta: number
}

/** Pairs by how near they come to a ratio of reward to risk, then by the nearer stop; the ten nearest. */
export function calibratePairs(
  stops: readonly number[],
  targets: readonly number[],
  desired: number,
): BracketPair[] {
  const pairs = stops.flatMap((kStop) =>
    targets.map((kTarget) => {
      const rewardRisk = kTarget / kStop
      return { kStop, kTarget, rewardRisk, delta: Math.abs(rewardRisk - desired) }
    }),
  )
  return pairs.sort((a, b) => a.delta - b.delta || a.kStop - b.kStop).slice(0, 10)
}

/** The documented time stop. */
const usualMinutes = 120

/** The candidate nearest to two hours, the first of equally near ones. */
export function calibrateTimeStop(candidates: readonly number[]): number {
  return nearest(candidates, (minutes) => Math.abs(minutes - usualMinutes), 'time_stop_candidates')
}

function nearest<T>(candidates: readonly T[], distance: (candidate: T) => number, field: string): T {
  const [first, ...others] = candidates
  if (first === undefined) throw invalidParam([{ field, issue: 'expected at least one number' }])
  return others.reduce((best, one) => (distance(one) < distance(best) ? one : best), first)
}
