import { SigmaError } from '../errors.ts'
import type { Dataset } from '../matrix/matrix.ts'
import { innerFolds } from '../validation/innerFolds.ts'
import { type BacktestConfig, checkConfig } from './config.ts'
import { usedFeatures } from './fits.ts'
import { type FitTask, type FoldPlan, tasksFor } from './fitTasks.ts'
import { requireFinite, requireSplits } from './learnable.ts'
import { rowsWhere, usedRows } from './rowSets.ts'

/** Which rows a regression learns from, and its inner splits; none where nobody needs out-of-fold predictions. */
export type RegressionPlan = Omit<FoldPlan, 'classes'>

/**
 * The fits of a regression by squared error on every row whose value (`retFwd`) is known. With inner splits its rows
 * are predicted out of fold too, at the price of a fit for each; without them the model predicts the rows it has seen.
 *
 * @throws UNPROCESSABLE when no row has a value, or no tree could split them; INVALID_PARAM for an infinite feature
 */
export function planRegression(
  { matrix }: Dataset,
  config: BacktestConfig,
  { withInner }: { withInner: boolean },
): { plan: RegressionPlan; tasks: FitTask[] } {
  checkConfig(config)
  const features = usedFeatures(matrix, config)
  requireFinite(features)
  const { retFwd, labelEnd, ts, weights } = matrix
  const trainRows = rowsWhere(
    usedRows(matrix, config),
    (row) => !Number.isNaN(retFwd[row]) && !Number.isNaN(labelEnd[row]),
  )
  if (trainRows.length === 0) {
    throw new SigmaError('UNPROCESSABLE', 'no row has a value to learn', {
      next: 'widen the training window, or name the column of the values with --target',
    })
  }
  requireSplits(features, trainRows, config, { classes: 1, where: 'the training window', weights })
  const inner = withInner
    ? innerFolds({
        times: ts,
        labelEnds: labelEnd,
        trainRows,
        innerFolds: config.innerFolds,
        embargo: config.embargo,
      })
    : []
  const testRows = withInner ? new Int32Array(0) : trainRows
  const plan: RegressionPlan = { fold: 0, trainRows, testRows, inner }
  return { plan, tasks: tasksFor(matrix, config, plan, { ofRow: retFwd, objective: 'squared', classes: 1 }) }
}
