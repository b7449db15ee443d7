import { overfittingSteps } from '../core/statistics/overfitting.ts'
import { alignSessionsSteps, type SessionReturns } from '../core/statistics/sessions.ts'
import type { Steps } from '../core/steps.ts'

/** What the sweep as a whole says about choosing its best variant; null where the data is too short. */
export interface Overfitting {
  pbo: number | null
  oosLossProbability: number | null
  degradationSlope: number | null
  cscvBlocks: number | null
}

/** Cross-validates the choice among the variants of a sweep: the figures belong to it, and so to all of its rows. */
export function* judgeSweep(variants: readonly SessionReturns[]): Steps<Overfitting> {
  const { columns } = yield* alignSessionsSteps(variants)
  const found = yield* overfittingSteps(columns)
  return {
    pbo: found?.pbo ?? null,
    oosLossProbability: found?.oosLossProbability ?? null,
    degradationSlope: found?.degradationSlope ?? null,
    cscvBlocks: found?.blocks ?? null,
  }
}
