import { gatherSmallest } from '../statistics/expectedShortfall.ts'
import type { SharpeSample } from '../statistics/sharpeTests.ts'

/**
 * What the figures of a return series are made of, gathered in two passes over it: a run of a million bars has
 * to be measured in milliseconds. Definitions are those of `statistics/returns.ts`.
 */
export interface Summary extends Moments {
  skewness: number
  kurtosis: number
}

/** A summary without the shape of the returns. */
export interface Moments {
  count: number
  mean: number
  /** Sample standard deviation (ddof 1); 0 when all returns are equal or there are fewer than two. */
  deviation: number
  /** √mean(min(r, 0)²). */
  downside: number
  /** Equity at the end of 1 at the start. */
  equity: number
  /** Magnitude. */
  maxDrawdown: number
}

/** What 1 at the start becomes. */
export class Equity {
  equity = 1
  private peak = 1
  /** Least share of the highest equity before that was left. */
  private least = 1

  add(earned: number): void {
    this.equity *= 1 + earned
    if (this.equity > this.peak) this.peak = this.equity
    // A division takes as long as all else: the product tells, but for its rounding, where there is a new least.
    if (this.equity > (this.least + 1e-12) * this.peak) return
    const left = this.equity / this.peak
    if (left < this.least) this.least = left
  }

  /** Magnitude. */
  get maxDrawdown(): number {
    return 1 - this.least
  }
}

export function summarise(returns: Float64Array): Summary {
  const { varies, ...moments } = walk(returns)
  const still = { deviation: 0, skewness: Number.NaN, kurtosis: Number.NaN }
  return { ...moments, ...(varies ? shape(returns, moments.mean) : still) }
}

/** The same without the shape of the returns, which only tests of a Sharpe ratio look at. */
export function summariseMoments(returns: Float64Array): Moments {
  const { varies, ...moments } = walk(returns)
  return { ...moments, deviation: varies ? deviationOf(returns, moments.mean) : 0 }
}

function walk(returns: Float64Array) {
  const count = returns.length
  const first = count > 0 ? returns[0] : 0
  let sum = 0
  let losses = 0
  const path = new Equity()
  let varies = false
  // No branch on the sign of a return: mispredicting it would cost more than the arithmetic.
  for (let bar = 0; bar < count; bar++) {
    const value = returns[bar]
    const loss = (Math.abs(value) - value) / 2
    sum += value
    losses += loss * loss
    if (value !== first) varies = true
    path.add(value)
  }
  const mean = sum / count
  return {
    count,
    mean,
    downside: Math.sqrt(losses / count),
    equity: path.equity,
    maxDrawdown: path.maxDrawdown,
    varies,
  }
}

function deviationOf(returns: Float64Array, mean: number): number {
  let squares = 0
  for (let bar = 0; bar < returns.length; bar++) {
    const deviation = returns[bar] - mean
    squares += deviation * deviation
  }
  return Math.sqrt(squares / (returns.length - 1))
}

function shape(returns: Float64Array, mean: number): Pick<Summary, 'deviation' | 'skewness' | 'kurtosis'> {
  const count = returns.length
  let squares = 0
  let cubes = 0
  let fourths = 0
  for (let bar = 0; bar < count; bar++) {
    const deviation = returns[bar] - mean
    const square = deviation * deviation
    squares += square
    cubes += square * deviation
    fourths += square * square
  }
  const variance = squares / count
  return {
    deviation: Math.sqrt(squares / (count - 1)),
    skewness: cubes / count / (variance * Math.sqrt(variance)),
    kurtosis: fourths / count / (variance * variance),
  }
}

/** Mean per unit of standard deviation, per period; null when the returns do not vary. */
export function sharpeOf({ mean, deviation }: Moments): number | null {
  return orNull(mean / deviation)
}

/** Mean per unit of downside deviation, per period; null when no period lost. */
export function sortinoOf({ mean, downside }: Moments): number | null {
  return orNull(mean / downside)
}

/** Compounded; null without periods. */
export function totalReturnOf({ equity, count }: Pick<Moments, 'equity' | 'count'>): number | null {
  return count > 0 ? orNull(equity - 1) : null
}

/** Compound growth per year; null without periods and when more than everything was lost. */
export function cagrOf({ equity, count }: Summary, periodsPerYear: number): number | null {
  return count > 0 ? orNull(equity ** (periodsPerYear / count) - 1) : null
}

/** Magnitude; null without periods. */
export function maxDrawdownOf({ maxDrawdown, count }: Pick<Moments, 'maxDrawdown' | 'count'>): number | null {
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
 * Of many, only those below a level drawn from a sample are looked at.
 */
export function meanOfWorst(values: Float64Array): number | null {
  if (values.length === 0) return null
  const count = Math.floor((values.length - 1) / 20) + 1
  const worst = candidates(values, count)
  if (worst.length < 10 * SAMPLE) worst.sort()
  else gatherSmallest(worst, count)
  let sum = 0
  for (let index = 0; index < count; index++) sum += worst[index]
  return orNull(sum / count)
}

const SAMPLE = 2_000

/** At least `count` values, the smallest among them. */
function candidates(values: Float64Array, count: number): Float64Array {
  if (values.length < 10 * SAMPLE) return values.slice()
  const step = Math.floor(values.length / SAMPLE)
  const sample = Float64Array.from({ length: SAMPLE }, (_, index) => values[index * step]).sort()
  const level = sample[Math.ceil(0.07 * SAMPLE)]
  const below = new Float64Array(values.length >> 3)
  let found = 0
  for (let index = 0; index < values.length && found < below.length; index++) {
    if (values[index] <= level) below[found++] = values[index]
  }
  return found >= count && found < below.length ? below.subarray(0, found) : values.slice()
}

function orNull(value: number): number | null {
  return Number.isFinite(value) ? value : null
}
