import { describe, expect, it } from 'vitest'
import {
  type BacktestConfig,
  defaultBacktestConfig,
  defaultExecution,
} from '../../../src/core/backtest/config.ts'
import { evaluateVariant } from '../../../src/core/backtest/evaluate.ts'
import {
  binFit,
  type FitResult,
  featureColumns,
  planFinalFit,
  planFits,
  runFit,
} from '../../../src/core/backtest/fits.ts'
import { assembleFinal, assembleFolds } from '../../../src/core/backtest/scores.ts'
import { suggestThreshold } from '../../../src/core/backtest/threshold.ts'
import { predictProbability } from '../../../src/core/boosting/index.ts'
import type { Dataset } from '../../../src/core/matrix/matrix.ts'
import { applyPreprocessing } from '../../../src/core/matrix/preprocessing.ts'
import { barsOf, datasetOf, randomOf, randomWalk } from './builders.ts'

const quick: BacktestConfig = {
  ...defaultBacktestConfig,
  splits: 3,
  innerFolds: 2,
  booster: { rounds: 8, depth: 2 },
}

/** Rows whose label the feature `signal` tells, more or less. */
function learnable(count: number, horizon = 1): Dataset {
  const { open, close } = randomWalk(count, 11)
  const random = randomOf(12)
  const dataset = datasetOf(barsOf(open, close), horizon)
  const signal = dataset.matrix.retFwd.map(
    (value) => (Number.isNaN(value) ? 0 : value) + (random() - 0.5) * 0.01,
  )
  const noise = Float64Array.from({ length: count }, random)
  return {
    ...dataset,
    matrix: {
      ...dataset.matrix,
      features: [
        { name: 'signal', values: signal },
        { name: 'noise', values: noise },
      ],
    },
  }
}

function fitAll(
  dataset: Dataset,
  config: BacktestConfig,
  order: (results: FitResult[]) => FitResult[] = (results) => results,
) {
  const { plans, tasks } = planFits(dataset, config)
  const columns = featureColumns(dataset.matrix, config.features)
  return assembleFolds(plans, order(tasks.map((task) => runFit(columns, task))), config.calibration)
}

describe('planFits', () => {
  it('cuts sixteen rows as worked out by hand', () => {
    const close = Array.from({ length: 16 }, (_, row) => 100 + (row % 2))
    const config = { ...quick, splits: 2, booster: { ...quick.booster, minChildWeight: 0.5 } }
    const { plans, tasks } = planFits(datasetOf(barsOf(close, close)), config)
    const rowsOf = (rows: Int32Array) => [...rows]
    // Test blocks of floor(16 / 3) rows end at row 15. The label of the row before a block ends inside it: purged.
    expect(plans.map(({ trainRows }) => rowsOf(trainRows))).toEqual([
      [0, 1, 2, 3, 4],
      [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
    ])
    expect(plans.map(({ testRows }) => rowsOf(testRows))).toEqual([
      [6, 7, 8, 9, 10],
      [11, 12, 13, 14, 15],
    ])
    expect(plans[0].inner.map(({ test }) => rowsOf(test))).toEqual([
      [0, 1, 2],
      [3, 4],
    ])
    // The label of row 2 ends at row 3, which is left out after the block; that of row 2 before the second block too.
    expect(plans[0].inner.map(({ train }) => rowsOf(train))).toEqual([[4], [0, 1]])
    expect(tasks.map(({ fold, inner }) => [fold, inner])).toEqual([
      [0, 0],
      [0, 1],
      [0, 'final'],
      [1, 0],
      [1, 1],
      [1, 'final'],
    ])
  })

  it('scores rows without a label, but trains on none, wherever they stand', () => {
    const dataset = learnable(60)
    for (const row of [5, 20, 31, 50]) {
      dataset.matrix.retFwd[row] = Number.NaN
      dataset.matrix.labelEnd[row] = Number.NaN
    }
    const { plans, tasks } = planFits(dataset, quick)
    for (const { trainRows, labels } of tasks) {
      expect([...trainRows].filter((row) => [5, 20, 31, 50, 59].includes(row))).toEqual([])
      expect(labels.some(Number.isNaN)).toBe(false)
    }
    expect(plans.flatMap(({ testRows }) => [...testRows])).toEqual(expect.arrayContaining([20, 31, 50, 59]))
  })

  it('uses the rows of the chosen hours alone, before anything is fitted', () => {
    const { open, close } = randomWalk(160, 3)
    const dataset = datasetOf(barsOf(open, close, 4))
    const { plans } = planFits(dataset, { ...quick, hours: [10, 11] })
    const rows = plans.flatMap(({ trainRows, testRows }) => [...trainRows, ...testRows])
    expect(new Set(rows.map((row) => dataset.matrix.hourEt?.[row]))).toEqual(new Set([10, 11]))
  })

  it('fits the band of each fold on its own training rows', () => {
    const { plans } = planFits(learnable(120), { ...quick, classTarget: { kind: 'k_sigma', k: 0.5 } })
    const bands = plans.map(({ classes }) => classes.band)
    expect(new Set(bands).size).toBe(3)
    const changed = learnable(120)
    for (let row = 60; row < 119; row++) changed.matrix.retFwd[row] *= 5
    const others = planFits(changed, { ...quick, classTarget: { kind: 'k_sigma', k: 0.5 } }).plans
    expect(others[0].classes.band, 'later returns do not move the band of the first fold').toBe(bands[0])
    expect(others[2].classes.band).not.toBe(bands[2])
  })

  it('gives each fit a seed of its own that depends on its place alone', () => {
    const dataset = learnable(80)
    const seeds = planFits(dataset, quick).tasks.map(({ params }) => params.seed)
    expect(new Set(seeds).size).toBe(seeds.length)
    const fewer = planFits(dataset, { ...quick, booster: { rounds: 2 } }).tasks.map(
      ({ params }) => params.seed,
    )
    expect(fewer).toEqual(seeds)
    expect(planFits(dataset, { ...quick, seed: 1 }).tasks[0].params.seed).not.toBe(seeds[0])
  })

  it('plans the same, whatever was planned on the data before', () => {
    const dataset = learnable(160)
    const others: BacktestConfig[] = [
      { ...quick, splits: 4 },
      { ...quick, embargo: 0.05 },
      { ...quick, mode: 'rolling' },
      { ...quick, cpcv: { folds: 4, testFolds: 2 } },
      { ...quick, innerFolds: 3 },
      { ...quick, classTarget: { kind: 'k_sigma', k: 0.5 } },
      { ...quick, seed: 7, calibration: 'sigmoid', booster: { rounds: 9 } },
      { ...quick, earlyStopping: { rounds: 3, share: 0.2 } },
      { ...quick, preprocessing: { scaling: 'robust', oneHot: [] } },
    ]
    for (const config of others.flatMap((other) => [quick, other])) {
      const anew = { ...dataset, matrix: { ...dataset.matrix } }
      expect(planFits(dataset, config)).toEqual(planFits(anew, config))
    }
    const [{ trainRows }] = planFits(dataset, quick).plans
    expect(planFits(dataset, { ...quick, seed: 8, booster: { depth: 3 } }).plans[0].trainRows).toBe(trainRows)
  })

  it('refuses what it refuses, whatever was planned on the data before', () => {
    const dataset = learnable(160)
    planFits(dataset, quick)
    const heavy = { ...quick, booster: { ...quick.booster, minChildWeight: 40 } }
    expect(() => planFits(dataset, heavy)).toThrow(/a tree needs 320/)
    expect(() => planFits(dataset, { ...quick, features: ['sginal'] })).toThrow(/no feature sginal/)
  })

  it('stops early on a later tail whose labels no training row reaches into', () => {
    const dataset = learnable(120, 3)
    const { tasks } = planFits(dataset, { ...quick, earlyStopping: { rounds: 3, share: 0.25 } })
    for (const { trainRows, validation } of tasks) {
      const start = validation?.rows[0] ?? -1
      expect(Math.max(...trainRows) + 3).toBeLessThan(start)
      expect(validation?.labels.length).toBe(validation?.rows.length)
    }
    const columns = featureColumns(dataset.matrix, null)
    expect(
      runFit(columns, { ...tasks[2], params: { ...tasks[2].params, rounds: 300 } }).booster?.trees.length,
    ).toBeLessThan(300)
  })

  it('refuses data without returns, with one class, or without the named feature', () => {
    const dataset = learnable(60)
    const { matrix } = dataset
    const unknown = new Float64Array(60).fill(Number.NaN)
    const target = Array.from({ length: 60 }, (_, row) => (row % 2 ? 'UP' : 'DOWN'))
    const foreign: Dataset = {
      ...dataset,
      bars: null,
      barOfRow: null,
      returnBasis: 'forward',
      matrix: { ...matrix, retFwd: unknown, target },
    }
    expect(() => planFits(foreign, quick)).toThrow(/no returns/)
    expect(planFinalFit(foreign, quick, { withInner: true }).plan.trainRows.length).toBe(59)
    const colours = {
      ...dataset,
      matrix: { ...matrix, target: target.map((name) => (name === 'UP' ? 'red' : 'blue')) },
    }
    expect(() => planFits(colours, quick)).toThrow(/classes that say where the price goes.*got blue, red/)
    const rising = { ...dataset, matrix: { ...matrix, retFwd: matrix.retFwd.map(Math.abs) } }
    expect(() => planFits(rising, quick)).toThrow(/only the class UP/)
    expect(() => featureColumns(matrix, ['signl'])).toThrow(/did you mean "signal"/)
    expect(() => planFits(dataset, { ...quick, splits: 0, innerFolds: 1 })).toThrow(/splits: .*inner_folds: /)
  })
})

describe('runFit', () => {
  it('finds a planted signal, which then earns more than its costs', () => {
    const dataset = learnable(600)
    const result = evaluateVariant(
      dataset,
      fitAll(dataset, quick),
      { selection: { kind: 'thresholds', thresholds: [0.5, 0.55, 0.6] } },
      defaultExecution,
    )
    // The label runs from close to close, the trade from open to open: half of it is still to come at the fill.
    expect(result.metrics.sharpe).toBeGreaterThan(3)
    expect(result.metrics.psr).toBeGreaterThan(0.99)
    for (const fold of result.folds) expect(fold.threshold).not.toBeNull()
  })

  it('gives the same bytes for the same seed, in whatever order the fits finish and wherever they ran', () => {
    const dataset = learnable(200)
    const one = fitAll(dataset, { ...quick, calibration: 'sigmoid' })
    const two = fitAll(dataset, { ...quick, calibration: 'sigmoid' }, (results) =>
      structuredClone(results).reverse(),
    )
    expect(two).toEqual(one)
    const other = fitAll(dataset, { ...quick, calibration: 'sigmoid', seed: 1 })
    expect(other[0].testRaw.up).not.toEqual(one[0].testRaw.up)
  })

  it('survives being posted to a thread and back', () => {
    const dataset = learnable(100)
    const { tasks } = planFits(dataset, quick)
    const columns = featureColumns(dataset.matrix, null)
    expect(structuredClone(runFit(structuredClone(columns), structuredClone(tasks[0])))).toEqual(
      runFit(columns, tasks[0]),
    )
  })

  it('keeps the two sides of three classes apart', () => {
    const dataset = learnable(200)
    const [fold] = fitAll(dataset, {
      ...quick,
      calibration: 'isotonic',
      classTarget: { kind: 'k_sigma', k: 0.5 },
    })
    expect(fold.classes.names).toEqual(['DOWN', 'FLAT', 'UP'])
    expect(fold.calibration).toHaveLength(3)
    for (const { up, down } of [fold.testRaw, fold.test, fold.inner]) {
      for (let row = 0; row < up.length; row++) expect(up[row] + down[row]).toBeLessThanOrEqual(1 + 1e-12)
    }
  })

  it('calibrates by the inner scores alone: other test labels change nothing', () => {
    const dataset = learnable(200)
    const changed = learnable(200)
    const { plans } = planFits(dataset, quick)
    const last = plans[2].testRows
    for (const row of last) changed.matrix.retFwd[row] *= -1
    const [, , one] = fitAll(dataset, { ...quick, calibration: 'isotonic' })
    const [, , two] = fitAll(changed, { ...quick, calibration: 'isotonic' })
    expect(two.calibration).toEqual(one.calibration)
    expect(two.test).toEqual(one.test)
  })
})

describe('planFinalFit', () => {
  it('trains on every labelled row, and suggests a threshold from its inner scores', () => {
    const dataset = learnable(300)
    const { plan, tasks } = planFinalFit(dataset, quick, { withInner: true })
    expect(plan.trainRows.length).toBe(299)
    expect(tasks.map(({ inner }) => inner)).toEqual([0, 1, 'final'])
    const columns = featureColumns(dataset.matrix, null)
    const scores = assembleFinal(
      plan,
      tasks.map((task) => runFit(columns, task)),
      'none',
    )
    expect(scores.basis).toBe('out_of_fold')
    expect([...scores.rows]).toEqual([...plan.trainRows])
    const choice = suggestThreshold(
      dataset,
      scores,
      { kind: 'thresholds', thresholds: [0.5, 0.6] },
      defaultExecution,
    )
    expect(choice.results.map(({ thr }) => thr)).toEqual([0.5, 0.6])
    expect(choice.results.filter(({ chosen }) => chosen)).toHaveLength(1)
  })

  it('suggests for each hour what it suggests of the rows of that hour alone', () => {
    const { matrix, ...prices } = learnable(600)
    const hourEt = Int8Array.from({ length: 600 }, (_, row) => 10 + (row % 3))
    const dataset: Dataset = { ...prices, matrix: { ...matrix, hourEt } }
    const { plan, tasks } = planFinalFit(dataset, quick, { withInner: true })
    const columns = featureColumns(matrix, null)
    const results = tasks.map((task) => runFit(columns, task))
    const scores = assembleFinal(plan, results, 'none')
    const thresholds = [0.5, 0.52, 0.54, 0.6]
    const ofHour = (hour: number) => {
      const places = [...scores.rows.keys()].filter((place) => hourEt[scores.rows[place]] === hour)
      const alone = {
        ...scores,
        rows: Int32Array.from(places, (place) => scores.rows[place]),
        probability: Float64Array.from(places, (place) => scores.probability[place]),
      }
      const { rule } = suggestThreshold(dataset, alone, { kind: 'thresholds', thresholds }, defaultExecution)
      return { hour, level: rule.kind === 'threshold' ? rule.level : null }
    }
    const hourly = { kind: 'thresholds', thresholds, perHour: 'sharpe' } as const
    const { rule } = suggestThreshold(dataset, scores, hourly, defaultExecution)
    const levels = rule.kind === 'by_hour' ? rule.levels.map(({ hour, level }) => ({ hour, level })) : []
    expect(levels).toEqual([10, 11, 12].map(ofHour))
    expect(levels.some(({ level }) => level !== null)).toBe(true)
  })

  it('is a single fit without inner splits: the same model, which scores the rows it was fitted on', () => {
    const dataset = learnable(300)
    const columns = featureColumns(dataset.matrix, null)
    const fitted = ({ withInner }: { withInner: boolean }) => {
      const { plan, tasks } = planFinalFit(dataset, quick, { withInner })
      const results = tasks.map((task) => runFit(columns, task))
      return { fits: tasks.length, ...assembleFinal(plan, results, 'none') }
    }
    const alone = fitted({ withInner: false })
    expect(alone).toMatchObject({ fits: 1, basis: 'training', calibration: null })
    expect(alone.booster).toEqual(fitted({ withInner: true }).booster)
    expect(alone.probability.length).toBe(alone.rows.length)
  })
})

describe('preprocessing', () => {
  const withDays = (rows: number): Dataset => {
    const dataset = learnable(rows)
    const day = Float64Array.from({ length: rows }, (_, row) => row % 5)
    return {
      ...dataset,
      matrix: { ...dataset.matrix, features: [...dataset.matrix.features, { name: 'day', values: day }] },
    }
  }
  const cleaned: BacktestConfig = { ...quick, preprocessing: { scaling: 'robust', oneHot: ['day'] } }

  it('learns nothing from test and validation rows, whatever stands there', () => {
    const dataset = withDays(120)
    const config = { ...cleaned, earlyStopping: { rounds: 3, share: 0.2 } }
    const { tasks } = planFits(dataset, config)
    const columns = featureColumns(dataset.matrix, null)
    for (const task of tasks) {
      const trained = new Set(task.trainRows)
      const changed = columns.map((column) =>
        column.map((value, row) => (trained.has(row) ? value : 1e6 + row)),
      )
      const { preprocessing } = binFit(columns, task)
      expect(preprocessing).not.toBeNull()
      expect(binFit(changed, task).preprocessing).toEqual(preprocessing)
    }
    // The check itself: a value of a training row does change them.
    const [task] = tasks
    const changed = columns.map((column) =>
      column.map((value, row) => (row === task.trainRows[0] ? 1e6 : value)),
    )
    expect(binFit(changed, task).preprocessing).not.toEqual(binFit(columns, task).preprocessing)
  })

  it('is applied to whatever is scored', () => {
    const dataset = withDays(120)
    const { tasks } = planFits(dataset, cleaned)
    const columns = featureColumns(dataset.matrix, null)
    const task = tasks[tasks.length - 1]
    const { booster, preprocessing, probability } = runFit(columns, task)
    if (!booster || !preprocessing) throw new Error('the final fit keeps its model')
    expect(booster.features).toBe(2 + 5)
    const rows = columns.map((column) => Float64Array.from(task.predictRows, (row) => column[row]))
    expect(predictProbability(booster, applyPreprocessing(rows, preprocessing))).toEqual(probability)
  })

  it('changes no split of a tree but its units: the scores stay as they are', () => {
    const dataset = withDays(200)
    const scaled: BacktestConfig = { ...quick, preprocessing: { scaling: 'robust', oneHot: [] } }
    const [plain, other] = [fitAll(dataset, quick), fitAll(dataset, scaled)]
    plain.forEach(({ test }, fold) => {
      test.up.forEach((p, index) => {
        expect(other[fold].test.up[index]).toBeCloseTo(p, 6)
      })
    })
  })

  it('refuses one-hot features that are unknown or monotone', () => {
    const dataset = withDays(120)
    const unknown: BacktestConfig = { ...cleaned, preprocessing: { scaling: 'none', oneHot: ['dya'] } }
    expect(() => planFits(dataset, unknown)).toThrow('the matrix has no feature dya; did you mean "day"?')
    const monotone = { ...cleaned, booster: { ...quick.booster, monotone: Int8Array.of(1, 0, 1) } }
    expect(() => planFits(dataset, monotone)).toThrow('day is to be monotone')
    const free = { ...cleaned, booster: { ...quick.booster, monotone: Int8Array.of(1, 0, 0) } }
    expect(fitAll(dataset, free)).toHaveLength(3)
  })
})
