import {
  assembleFolds,
  type BacktestConfig,
  type FitTask,
  type FoldPlan,
  type FoldScores,
  featureColumns,
  planFinalFit,
  planFits,
} from '../core/backtest/index.ts'
import type { Dataset } from '../core/matrix/matrix.ts'
import type { JobContext } from '../jobs/queue.ts'
import type { Parts } from './parts.ts'

/** Fits and scores every fold of a walk-forward backtest. Deterministic for a seed, whatever the threads. */
export function fitFolds(
  parts: Parts,
  dataset: Dataset,
  config: BacktestConfig,
  context: JobContext,
): Promise<FoldScores[]> {
  const { plans, tasks } = planFits(dataset, config)
  return runFits(parts, dataset, config, context, plans, tasks)
}

/** Fits the model on every labelled row, with inner out-of-fold scores for its calibration and threshold. */
export async function fitFinal(
  parts: Parts,
  dataset: Dataset,
  config: BacktestConfig,
  context: JobContext,
): Promise<FoldScores> {
  const { plan, tasks } = planFinalFit(dataset, config)
  const [scores] = await runFits(parts, dataset, config, context, [plan], tasks)
  return scores
}

async function runFits(
  parts: Parts,
  dataset: Dataset,
  config: BacktestConfig,
  { signal, report }: JobContext,
  plans: FoldPlan[],
  tasks: FitTask[],
): Promise<FoldScores[]> {
  let done = 0
  const columns = featureColumns(dataset.matrix, config.features)
  const results = await parts.fits.run(columns, tasks, {
    signal,
    onFit: () => report({ done: ++done, total: tasks.length, message: 'fitting' }),
  })
  return assembleFolds(plans, results, config.calibration)
}
