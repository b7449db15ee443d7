import { resolveIndicator } from '../core/indicators/index.ts'
import { continueFeatures, type FeatureCheckpoint } from '../core/matrix/continueFeatures.ts'
import type { FeatureOrigin } from '../core/matrix/truncationCheck.ts'
import { type ComputedMatrix, computeMatrix, computeOne } from './computeMatrix.ts'
import { type EarlierMatrix, findEarlierMatrix } from './earlierMatrix.ts'
import type { MatrixPlan } from './matrixPlan.ts'
import type { Parts } from './parts.ts'

/** How much of a matrix was computed: all of its bars, or those that an earlier one did not have. */
export interface Growth {
  bars: number
  bars_computed: number
  continued_from: string | null
}

interface Grown {
  computed: ComputedMatrix
  growth: Growth
  /** What a build on more bars goes on from; null of several tickers, which are always computed from their first bars. */
  checkpoint: FeatureCheckpoint | null
}

/**
 * Computes the matrix of a plan: from where a stored one ends that has the same beginning, unless `force` is given. What a
 * user should know is added to `warnings`.
 */
export async function growMatrix(
  parts: Parts,
  plan: MatrixPlan,
  force: boolean,
  warnings: string[],
): Promise<Grown> {
  const { instruments, indicators, flow, missingFlags } = plan
  const bars = instruments.reduce((total, one) => total + one.bars.ts.length, 0)
  if (instruments.length > 1) {
    const growth = { bars, bars_computed: bars, continued_from: null }
    return { computed: computeMatrix(plan), growth, checkpoint: null }
  }
  const [instrument] = instruments
  const earlier = force ? null : await findEarlierMatrix(parts, plan, instrument.bars, warnings)
  const { features, checkpoint } = continueFeatures(
    { ...instrument, indicators, flow, rule: { forwardFillBars: 1, missingFlags } },
    earlier,
  )
  const computed = computeOne(plan, instrument, features)
  const origin: FeatureOrigin = {
    ...computed.origin,
    // Features that were gone on with are missing at earlier bars without a row, and so no measure of those computed again.
    ...(earlier !== null && { features: undefined }),
    earlier: earlierCheck(plan, earlier),
  }
  const since = earlier?.checkpoint.at ?? 0
  return {
    computed: { ...computed, origin },
    growth: { bars, bars_computed: bars - since, continued_from: earlier?.sha ?? null },
    checkpoint,
  }
}

/**
 * The check of the earlier matrix stands where every feature is of bars alone, which are the same. What vendors serve of
 * options and indices may have been revised since.
 */
function earlierCheck(
  { indicators, flow }: MatrixPlan,
  earlier: EarlierMatrix | null,
): FeatureOrigin['earlier'] {
  const readsMore =
    flow !== null || indicators.some((spec) => resolveIndicator(spec).indicator.reads !== undefined)
  return earlier === null || readsMore ? null : { findings: earlier.findings, since: earlier.checkpoint.at }
}
