import { describe, expect, it } from 'vitest'
import {
  type BacktestConfig,
  defaultBacktestConfig,
  defaultExecution,
  type Variant,
} from '../../../src/core/backtest/config.ts'
import { variantEvaluator } from '../../../src/core/backtest/evaluate.ts'
import { featureColumns, planFits, runFit } from '../../../src/core/backtest/fits.ts'
import { assemblePaths, medianPath, pathsEvaluator } from '../../../src/core/backtest/paths.ts'
import { assembleFolds } from '../../../src/core/backtest/scores.ts'
import { barsOf, datasetOf, randomOf, randomWalk, range } from './builders.ts'

const rows = 240
const { open, close } = randomWalk(rows, 9)
const random = randomOf(4)
const noise = Float64Array.from({ length: rows }, random)
const dataset = datasetOf(barsOf(open, close), 2, [{ name: 'noise', values: noise }])
const walk: BacktestConfig = {
  ...defaultBacktestConfig,
  splits: 3,
  innerFolds: 2,
  calibration: 'sigmoid',
  booster: { rounds: 5, depth: 2 },
}
const config: BacktestConfig = { ...walk, cpcv: { folds: 4, testFolds: 2 } }
const variant: Variant = { selection: { kind: 'thresholds', thresholds: [0.5, 0.52] } }

function fitted(settings: BacktestConfig) {
  const { plans, tasks } = planFits(dataset, settings)
  const columns = featureColumns(dataset.matrix, null)
  const results = tasks.map((task) => runFit(columns, task))
  return { plans, results, paths: assemblePaths(plans, results, settings.calibration) }
}

describe('combinatorial folds', () => {
  const { plans, results, paths } = fitted(config)

  it('are fitted once a split, clear of the labels of their test folds', () => {
    expect(plans).toHaveLength(6)
    const { ts, labelEnd } = dataset.matrix
    for (const { trainRows, tests = [] } of plans) {
      expect(tests).toHaveLength(2)
      for (const test of tests) {
        const [first, last] = [test.rows[0], test.rows[test.rows.length - 1]]
        const end = Math.max(
          ts[last],
          ...Array.from(test.rows, (row) => labelEnd[row]).filter(Number.isFinite),
        )
        for (const row of trainRows) {
          expect(row < first ? labelEnd[row] < ts[first] : ts[row] > end, `row ${row}`).toBe(true)
        }
      }
    }
  })

  it('make paths that each cover the sample once, by scores of models that had not seen the fold', () => {
    expect(paths).toHaveLength(3)
    const scored = assembleFolds(plans, results, config.calibration)
    for (const [path, folds] of paths.entries()) {
      const ordered = [...folds].sort((a, b) => a.fold - b.fold)
      expect(ordered.flatMap(({ testRows }) => [...testRows])).toEqual([...range(0, rows)])
      for (const { fold, testRows, test, trainRows } of folds) {
        const split = plans.findIndex(({ tests }) =>
          tests?.some((one) => one.fold === fold && one.path === path),
        )
        expect(trainRows).toEqual(plans[split].trainRows)
        const at = plans[split].testRows.indexOf(testRows[0])
        expect(test.up).toEqual(scored[split].test.up.slice(at, at + testRows.length))
      }
    }
  })

  it('take the figures of the path of median Sharpe ratio, beside those of every path', () => {
    const { result, paths: all } = pathsEvaluator(dataset, paths, defaultExecution)(variant)
    expect(all).toHaveLength(3)
    const headline = all?.find((one) => one.headline)
    expect(headline?.metrics).toEqual(result.metrics)
    const sharpes = (all ?? []).map(({ metrics }) => metrics.sharpe ?? Number.NEGATIVE_INFINITY)
    expect(headline?.metrics.sharpe ?? Number.NEGATIVE_INFINITY).toBe([...sharpes].sort((a, b) => a - b)[1])
    for (const [path, folds] of paths.entries()) {
      expect(all?.[path].metrics).toEqual(variantEvaluator(dataset, folds, defaultExecution)(variant).metrics)
    }
  })

  it('choose thresholds on training rows of both sides of the test fold', () => {
    const first = paths[0].find(({ fold }) => fold === 0)
    if (!first) throw new Error('the path has no first fold')
    const { thresholdResults } = variantEvaluator(dataset, paths[0], defaultExecution)(variant)
    const tried = thresholdResults.filter(({ fold }) => fold === 0)
    expect(Math.min(...first.innerRows)).toBeGreaterThan(0)
    expect(tried.some(({ trades }) => trades > 0)).toBe(true)
  })

  it('are refused where none are left to train on', () => {
    expect(() => planFits(dataset, { ...walk, cpcv: { folds: 4, testFolds: 4 } })).toThrow('cpcv_test_groups')
  })
})

describe('walk-forward folds', () => {
  it('make one run without paths', () => {
    const { paths } = fitted(walk)
    const { result, paths: none } = pathsEvaluator(dataset, paths, defaultExecution)(variant)
    expect(none).toBeNull()
    expect(result.metrics).toEqual(variantEvaluator(dataset, paths[0], defaultExecution)(variant).metrics)
  })
})

describe('the median path', () => {
  it.each([
    [[3, 1, 2], 2],
    [[4, 1, 3, 2], 3],
    [[1, 1, 1], 1],
    [[null, 2, 1], 2],
    [[5], 0],
  ])('of %j is the one at %i', (sharpes, path) => {
    expect(medianPath(sharpes)).toBe(path)
  })
})
