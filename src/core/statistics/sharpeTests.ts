import { normalCdf, normalQuantile } from './normal.ts'
import { moments } from './returns.ts'

/** What the tests need to know of a series of returns. `sharpe` is per period, `kurtosis` 3 for a normal. */
export interface SharpeSample {
  sharpe: number
  count: number
  skewness: number
  kurtosis: number
}

/** The Sharpe ratio of a series with what its uncertainty depends on; null where there is no variance. */
export function sharpeSample(returns: Float64Array): SharpeSample | null {
  const { count, mean, std, skewness, kurtosis } = moments(returns)
  if (mean === null || std === null || skewness === null || kurtosis === null) return null
  return { sharpe: mean / std, count, skewness, kurtosis }
}

/**
 * Probability that the true Sharpe ratio exceeds `benchmark` (per period):
 * Φ((SR − SR*) √(T−1) / √(1 − γ₃ SR + (γ₄−1)/4 SR²)). Null where the sample leaves it undefined.
 * Source: Bailey and López de Prado, The Sharpe Ratio Efficient Frontier, Journal of Risk 15(2), 2012.
 */
export function probabilisticSharpe(sample: SharpeSample | null, benchmark = 0): number | null {
  if (sample === null || sample.count < 2) return null
  const spread = sharpeVariance(sample)
  if (spread === null) return null
  return normalCdf(((sample.sharpe - benchmark) * Math.sqrt(sample.count - 1)) / Math.sqrt(spread))
}

/**
 * How many periods a record like this must have for its Sharpe ratio to exceed `benchmark` with the given
 * confidence: 1 + (1 − γ₃ SR + (γ₄−1)/4 SR²) (Φ⁻¹(α) / (SR − SR*))². Null when it does not exceed it at all.
 * Source: as for `probabilisticSharpe`.
 */
export function minTrackRecordLength(
  sample: SharpeSample | null,
  benchmark = 0,
  confidence = 0.95,
): number | null {
  if (sample === null || sample.sharpe <= benchmark) return null
  const spread = sharpeVariance(sample)
  if (spread === null) return null
  return 1 + spread * (normalQuantile(confidence) / (sample.sharpe - benchmark)) ** 2
}

/**
 * The Sharpe ratio that the best of `trials` worthless independent trials is expected to show, when their
 * Sharpe ratios have this variance: √V ((1−γ) Φ⁻¹(1 − 1/N) + γ Φ⁻¹(1 − 1/(N e))), never below 0.
 * `trials` may be fractional (an effective number); one trial or fewer were not selected from: 0.
 * Source: Bailey and López de Prado, The Deflated Sharpe Ratio, J. Portfolio Management 40(5), 2014.
 */
export function expectedMaxSharpe(variance: number, trials: number): number {
  if (trials <= 1) return 0
  const best = -normalQuantile(1 / trials)
  const beyond = -normalQuantile(1 / (trials * Math.E))
  return Math.max(0, Math.sqrt(variance) * ((1 - EULER_GAMMA) * best + EULER_GAMMA * beyond))
}

/**
 * Probability that the true Sharpe ratio exceeds what the best of so many worthless trials is expected to
 * show: the probabilistic Sharpe ratio against `expectedMaxSharpe`. Source: as there.
 */
export function deflatedSharpe(
  sample: SharpeSample | null,
  { variance, trials }: { variance: number; trials: number },
): number | null {
  return probabilisticSharpe(sample, expectedMaxSharpe(variance, trials))
}

const EULER_GAMMA = 0.5772156649015329

/** (T−1) times the variance of the Sharpe ratio's estimate; null where it is not positive (two-valued returns). */
function sharpeVariance({ sharpe, skewness, kurtosis }: SharpeSample): number | null {
  const variance = 1 - skewness * sharpe + ((kurtosis - 1) / 4) * sharpe * sharpe
  return variance > 0 ? variance : null
}
