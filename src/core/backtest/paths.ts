import type { Dataset } from '../matrix/matrix.ts'
import type { BacktestConfig, Execution, Variant } from './config.ts'
import { type BacktestResult, variantEvaluator } from './evaluate.ts'
import type { FitResult } from './fits.ts'
import type { FoldPlan } from './fitTasks.ts'
import type { FoldResult } from './foldResults.ts'
import type { Metrics, UndefinedMetrics } from './metrics.ts'
import { assembleFolds, type FoldScores } from './scores.ts'
import type { Scores } from './signals.ts'

/** The figures of one path of combinatorial folds: a whole run over the sample. */
export interface PathResult {
  path: number
  /** Whether the figures of the run are those of this path. */
  headline: boolean
  metrics: Metrics
  undefined: UndefinedMetrics
  folds: FoldResult[]
}

/** A result, with the paths that it was taken from; walk-forward folds have none. */
export interface PathedResult {
  result: BacktestResult
  paths: PathResult[] | null
}

/**
 * Joins fitted tasks to the runs that they make: one of walk-forward folds; of combinatorial splits one for each path,
 * in which each test fold is scored by the split that its path says. All folds of a path adjoin: together they are the
 * whole sample, and a tranche may run from one into the next.
 */
export function assemblePaths(
  plans: readonly FoldPlan[],
  results: readonly FitResult[],
  calibration: BacktestConfig['calibration'],
): FoldScores[][] {
  const scored = assembleFolds(plans, results, calibration)
  if (plans.every(({ tests }) => tests === undefined)) return [scored]
  const paths: FoldScores[][] = []
  for (const [split, { tests = [] }] of plans.entries()) {
    let start = 0
    for (const { fold, path, rows } of tests) {
      const end = start + rows.length
      const part = ({ up, down }: Scores): Scores => ({
        up: up.slice(start, end),
        down: down.slice(start, end),
      })
      const { testRaw, test, ...model } = scored[split]
      paths[path] ??= []
      paths[path].push({
        ...model,
        fold,
        testRows: rows,
        testRaw: part(testRaw),
        test: part(test),
        nonCausal: true,
      })
      start = end
    }
  }
  return paths
}

/**
 * Evaluates variants on every path. The run's result is that of the path of median Sharpe ratio: of two in the middle
 * the lower one, of equal ones the first; a path without a Sharpe ratio stands below all others.
 *
 * @throws as `variantEvaluator`
 */
export function pathsEvaluator(
  dataset: Dataset,
  paths: readonly (readonly FoldScores[])[],
  execution: Execution,
): (variant: Variant) => PathedResult {
  const evaluators = paths.map((folds) => variantEvaluator(dataset, folds, execution))
  return (variant) => {
    const all = evaluators.map((evaluate) => evaluate(variant))
    if (!paths[0]?.[0]?.nonCausal) return { result: all[0], paths: null }
    const headline = medianPath(all.map(({ metrics }) => metrics.sharpe))
    return {
      result: all[headline],
      paths: all.map(({ metrics, undefined: reasons, folds }, path) => ({
        path,
        headline: path === headline,
        metrics,
        undefined: reasons,
        folds,
      })),
    }
  }
}

/** The place of the median, the lower of two. */
export function medianPath(sharpes: readonly (number | null)[]): number {
  const ordered = sharpes
    .map((sharpe, path) => ({ sharpe: sharpe ?? Number.NEGATIVE_INFINITY, path }))
    .sort((a, b) => (a.sharpe === b.sharpe ? a.path - b.path : a.sharpe - b.sharpe))
  return ordered[Math.floor((ordered.length - 1) / 2)].path
}
