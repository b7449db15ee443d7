import {
  assembleFinal,
  assemblePaths,
  assembleRegression,
  type BacktestConfig,
  type FinalPredictions,
  type FinalScores,
  type FitTask,
  type FoldScores,
  featureValues,
  planFinalFit,
  planFits,
  planRegression,
} from '../core/backtest/index.ts'
import type { Dataset } from '../core/matrix/matrix.ts'
import { fitWork } from '../jobs/fitWork.ts'
import type { JobContext } from '../jobs/queue.ts'
import type { TimedFit } from '../jobs/timedFit.ts'
import { FitTally, type JobPart } from './fitTally.ts'
import type { Parts } from './parts.ts'
import type { SharedFits } from './sharedFits.ts'
import { traced } from './tracing.ts'

/**
 * A job, how many threads its request allows and whether it measures them, and which part of the job the fits are; all of
 * it when absent.
 */
export interface FitContext extends JobContext {
  threads?: number | undefined
  inThreads?: boolean
  /** The boosters are not wanted. */
  scoresOnly?: boolean
  part?: JobPart
  /** Told of each model that is fitted. */
  onFit?: () => void
  /** Has workers do the fits. */
  shared?: SharedFits | undefined
}

/**
 * Fits and scores every fold of a backtest: one run of walk-forward folds, or one for each path of combinatorial splits.
 * Deterministic for a seed, whatever the threads.
 */
export async function fitFolds(
  parts: Parts,
  dataset: Dataset,
  config: BacktestConfig,
  context: FitContext,
): Promise<FoldScores[][]> {
  const { plans, tasks } = planFits(dataset, config)
  const byWorkers = await context.shared?.fits(config, context)
  const results = byWorkers ?? (await runFits(parts, dataset, config, context, tasks))
  return assemblePaths(plans, results, config.calibration)
}

/**
 * Fits and scores the first of the walk-forward folds alone: its training part lies before every test block.
 * Deterministic for a seed, whatever the threads.
 */
export async function fitFirstFold(
  parts: Parts,
  dataset: Dataset,
  { cpcv: _, ...config }: BacktestConfig,
  context: FitContext,
): Promise<FoldScores> {
  const { plans, tasks } = planFits(dataset, config)
  const [first] = plans
  const results = await runFits(
    parts,
    dataset,
    config,
    context,
    tasks.filter(({ fold }) => fold === first.fold),
  )
  const [[scores]] = assemblePaths([first], results, config.calibration)
  return scores
}

/** A fitted model, with the milliseconds that binning its features took. */
export interface FinalFit extends FinalScores {
  binMs: number
}

/** Fits the model on every labelled row; `withInner` adds out-of-fold scores, at the price of a fit for each split. */
export async function fitFinal(
  parts: Parts,
  dataset: Dataset,
  config: BacktestConfig,
  context: FitContext,
  options: { withInner: boolean },
): Promise<FinalFit> {
  const { plan, tasks } = planFinalFit(dataset, config, options)
  const results = await runFits(parts, dataset, config, context, tasks)
  return { ...assembleFinal(plan, results, config.calibration), binMs: binMsOf(results) }
}

/** A fitted regression, with the milliseconds that binning its features took. */
export interface FinalRegression extends FinalPredictions {
  binMs: number
}

/** Fits a regression on every row of known value; `withInner` adds out-of-fold predictions, as in `fitFinal`. */
export async function fitRegression(
  parts: Parts,
  dataset: Dataset,
  config: BacktestConfig,
  context: FitContext,
  options: { withInner: boolean },
): Promise<FinalRegression> {
  const { plan, tasks } = planRegression(dataset, config, options)
  const results = await runFits(parts, dataset, config, context, tasks)
  return { ...assembleRegression(plan, results), binMs: binMsOf(results) }
}

function binMsOf(results: readonly TimedFit[]): number {
  return results.find(({ inner }) => inner === 'final')?.binMs ?? 0
}

async function runFits(
  parts: Parts,
  dataset: Dataset,
  config: BacktestConfig,
  { signal, report, threads, inThreads, scoresOnly, part, onFit }: FitContext,
  tasks: FitTask[],
): Promise<TimedFit[]> {
  const columns = featureValues(dataset.matrix, config.features)
  const tally = new FitTally(
    tasks.map((task) => fitWork(task, columns.length)),
    report,
    part,
  )
  return traced(parts.tracing, 'fits', { 'sigma.fits': tasks.length }, () =>
    parts.fits.run(columns, tasks, {
      signal,
      ...(threads !== undefined && { threads }),
      ...(inThreads && { inThreads }),
      ...(scoresOnly && { scoresOnly }),
      onProgress: (index, progress) => tally.onProgress(index, progress),
      onFit: (index) => {
        tally.onFit(index)
        parts.meters.fitDone()
        parts.log.debug('model fitted', { fit: index + 1, of: tasks.length })
        onFit?.()
      },
    }),
  )
}
