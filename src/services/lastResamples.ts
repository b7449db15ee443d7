import { type Resamples, stationaryResamplesSteps } from '../core/statistics/stationaryBootstrap.ts'
import type { Steps } from '../core/steps.ts'

let last: { seed: number; resamples: Resamples } | undefined

/**
 * Resamples of as many sessions, for a seed. The variants of a sweep, and all that is told of one, have the same ones, so
 * that the last are kept.
 */
export function* resamplesSteps(sessions: number, seed: number): Steps<Resamples> {
  if (last?.seed === seed && last.resamples.rows === sessions) return last.resamples
  const resamples = yield* stationaryResamplesSteps(sessions, seed)
  last = { seed, resamples }
  return resamples
}
