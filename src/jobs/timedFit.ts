import { binFit, type FitResult, runFit } from '../core/backtest/fits.ts'
import type { FitTask } from '../core/backtest/fitTasks.ts'
import type { FeatureValues } from '../core/backtest/rowSets.ts'
import { type FitProgress, roundWatcher } from './fitProgress.ts'
import { threadEngine } from './threadEngine.ts'

/** A fit, with the milliseconds that went into binning its features; the core itself has no clock. */
export interface TimedFit extends FitResult {
  binMs: number
}

/** How a fit is done. */
export interface FitManner {
  /** Threads that it may use. */
  threads: number
  /**
   * Whether its booster is not wanted: thousands of arrays, which take ten milliseconds on their way from one thread to
   * another.
   */
  scoresOnly?: boolean | undefined
}

/** Does one fit on the feature columns, and tells of its rounds now and then. */
export function timedFit(
  columns: readonly FeatureValues[],
  task: FitTask,
  { threads, scoresOnly = false }: FitManner,
  report: (progress: FitProgress) => void,
): TimedFit {
  const watch = roundWatcher(task.params.rounds, report)
  const engine = threadEngine(threads)
  const started = performance.now()
  const binned = binFit(columns, task, engine)
  const binMs = performance.now() - started
  const fit = { ...runFit(columns, task, binned, watch, engine), binMs }
  return scoresOnly ? { ...fit, booster: null } : fit
}
