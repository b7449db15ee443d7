import type { Dataset } from '../matrix/matrix.ts'
import type { Execution } from './config.ts'
import type { FoldScores } from './scores.ts'
import { positionsOf, rowsWithMomentum } from './signals.ts'

/**
 * Of each out-of-fold row the highest threshold at which it is traded; NaN where it is traded at none, as a row is whose
 * sides are equally likely, or that the momentum gate shuts out. No return is looked at.
 */
export function tradedUpTo(
  { matrix }: Pick<Dataset, 'matrix'>,
  { inner, innerRows }: Pick<FoldScores, 'inner' | 'innerRows'>,
  execution: Execution,
): Float64Array {
  const allowed = rowsWithMomentum(matrix, execution)
  const atAnyLevel = positionsOf(inner, { kind: 'threshold', level: 0 }, execution, innerRows, allowed)
  return atAnyLevel.map((position, row) =>
    position === 0 ? Number.NaN : Math.max(inner.up[row], inner.down[row]),
  )
}
