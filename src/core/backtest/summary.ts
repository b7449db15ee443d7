import { gatherSmallest } from '../statistics/expectedShortfall.ts'
import type { SharpeSample } from '../statistics/sharpeTests.ts'
import { blockKernel } from './blockKernel.ts'
import * as L from './blockLayout.ts'
import type { BlockSums, PathEnd } from './blockSums.ts'

/** What the figures of a return series are made of. Definitions are those of `statistics/returns.ts`. */
export interface Summary {
  count: number
  mean: number
  /** Sample standard deviation (ddof 1); 0 when all returns are equal or there are fewer than two. */
  deviation: number
  /** NaN, as the kurtosis, when all returns are equal. */
  skewness: number
  kurtosis: number
  /** √mean(min(r, 0)²). */
  downside: number
  /** Equity at the end of 1 at the start. */
  equity: number
  /** Magnitude. */
  maxDrawdown: number
}

/** @param end of the same returns */
export function summaryOf(sums: BlockSums, { equity, maxDrawdown }: PathEnd): Summary {
  const { bars, mean, squares, cubes, fourths, losses, varies } = sums
  const variance = squares / bars
  return {
    count: bars,
    mean,
    deviation: varies ? Math.sqrt(squares / (bars - 1)) : 0,
    skewness: varies ? cubes / bars / (variance * Math.sqrt(variance)) : Number.NaN,
    kurtosis: varies ? fourths / bars / (variance * variance) : Number.NaN,
    downside: Math.sqrt(losses / bars),
    equity,
    maxDrawdown,
  }
}

/** Mean per unit of standard deviation, per period; null when the returns do not vary. */
export function sharpeOf({ mean, deviation }: Pick<Summary, 'mean' | 'deviation'>): number | null {
  return orNull(mean / deviation)
}

/** Mean per unit of downside deviation, per period; null when no period lost. */
export function sortinoOf({ mean, downside }: Summary): number | null {
  return orNull(mean / downside)
}

/** Compounded; null without periods. */
export function totalReturnOf({ equity, count }: Pick<Summary, 'equity' | 'count'>): number | null {
  return count > 0 ? orNull(equity - 1) : null
}

/** Compound growth per year; null without periods and when more than everything was lost. */
export function cagrOf({ equity, count }: Summary, periodsPerYear: number): number | null {
  return count > 0 ? orNull(equity ** (periodsPerYear / count) - 1) : null
}

/** Magnitude; null without periods. */
export function maxDrawdownOf({ maxDrawdown, count }: Pick<Summary, 'maxDrawdown' | 'count'>): number | null {
  return count > 0 ? orNull(maxDrawdown) : null
}

/** What the tests of a Sharpe ratio need; null when the returns do not vary. */
export function sampleOf(summary: Summary): SharpeSample | null {
  const sharpe = sharpeOf(summary)
  const { count, skewness, kurtosis } = summary
  return sharpe === null ? null : { sharpe, count, skewness, kurtosis }
}

/** A Sharpe or Sortino ratio per year from the one per period. */
export function perYear(ratio: number | null, periodsPerYear: number): number | null {
  return ratio === null ? null : ratio * Math.sqrt(periodsPerYear)
}

/**
 * Mean of the ⌊(n − 1) / 20⌋ + 1 smallest of n values, as in `statistics/expectedShortfall.ts`; null without any.
 * Of many, a sample tells which are surely among them, and which may be: these alone are selected from.
 */
export function meanOfWorst(values: Float64Array): number | null {
  if (values.length === 0) return null
  const count = Math.floor((values.length - 1) / 20) + 1
  const parts = values.length < 10 * SAMPLE ? null : parted(values)
  const left = parts === null ? 0 : count - parts.low.count
  if (parts === null || left < 0 || left > parts.between.length) {
    return orNull(sumOfSmallest(values.slice(), count) / count)
  }
  return orNull((parts.low.sum + sumOfSmallest(parts.between, left)) / count)
}

const SAMPLE = 2_000

interface Parted {
  /** Values below all others. */
  low: { count: number; sum: number }
  /** Those above them and below the rest. */
  between: Float64Array
}

/** Parts values at levels of a sample that their twentieth is likely to lie between; null where too many lie there. */
function parted(values: Float64Array): Parted | null {
  const step = Math.floor(values.length / SAMPLE)
  const sample = Float64Array.from({ length: SAMPLE }, (_, index) => values[index * step]).sort()
  const [lower, upper] = [sample[0.035 * SAMPLE], sample[0.07 * SAMPLE]]
  const kernel = blockKernel()
  kernel.memory[L.lowCount / 8] = 0
  kernel.memory[L.lowSum / 8] = 0
  const between = new Float64Array(values.length >> 3)
  let found = 0
  for (let from = 0; from < values.length; from += L.blockBars) {
    const some = values.subarray(from, from + L.blockBars)
    kernel.values.set(some)
    const more = kernel.partValues(some.length, lower, upper)
    // Where more are equal to a level than there is room for, nothing is told.
    if (found + more > between.length) return null
    between.set(kernel.between.subarray(0, more), found)
    found += more
  }
  return {
    low: { count: kernel.at(L.lowCount), sum: kernel.at(L.lowSum) },
    between: between.subarray(0, found),
  }
}

/** Reorders the values. */
function sumOfSmallest(values: Float64Array, count: number): number {
  gatherSmallest(values, count)
  // Of few, their sum does not depend on the order they came in.
  if (values.length < 10 * SAMPLE) values.subarray(0, count).sort()
  let sum = 0
  for (let index = 0; index < count; index++) sum += values[index]
  return sum
}

function orNull(value: number): number | null {
  return Number.isFinite(value) ? value : null
}
