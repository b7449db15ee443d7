import { type BoosterParams, defaultBoosterParams } from '../boosting/index.ts'
import { invalidParam } from '../errors.ts'
import type { Matrix } from '../matrix/matrix.ts'
import type { PreprocessingPlan } from '../matrix/preprocessing.ts'
import { didYouMean } from '../nearest.ts'
import type { ClassLabels } from './classes.ts'
import type { BacktestConfig } from './config.ts'
import type { ShufflePlan } from './heldOut.ts'
import { pick, rowsWhere } from './rowSets.ts'

/** One outer fold: who is trained and tested on what. All rows are rows of the matrix, ascending. */
export interface FoldPlan {
  /** Of combinatorial folds the number of the split. */
  fold: number
  /** Rows of known label whose labels do not overlap the test block; of walk-forward folds all of them lie before it. */
  trainRows: Int32Array
  /** Rows of the test block, those without a label included: their signals can be traded all the same. */
  testRows: Int32Array
  /** Splits of `trainRows`; together their tests score each training row once. None where nobody needs such scores. */
  inner: { train: Int32Array; test: Int32Array }[]
  classes: ClassLabels
  /** The test folds of a combinatorial split, in time order, with the path that each one belongs to. */
  tests?: { fold: number; path: number; rows: Int32Array }[]
}

/** One model to fit and the rows to score with it: all that a worker needs besides the columns. */
export interface FitTask {
  fold: number
  /** Which inner split the fit belongs to; `final` is the fit on the whole training part. */
  inner: number | 'final'
  trainRows: Int32Array
  /** Class number of each training row, or its value in a regression. */
  labels: Float64Array
  /** How much each training row counts; absent where all count alike. */
  weights?: Float64Array
  /** Rows later than the training rows: the fit stops after `rounds` rounds without gain on them. Null: it doesn't. */
  validation: { rows: Int32Array; labels: Float64Array; rounds: number } | null
  predictRows: Int32Array
  params: Omit<BoosterParams, 'earlyStopping'>
  /** Fitted on `trainRows` alone, applied to all rows of the task; null or absent: the model sees the features. */
  preprocessing?: PreprocessingPlan | null
  /** Rows to measure the importance of features on; absent: it is not measured. */
  shuffle?: ShufflePlan
}

/** What a fit learns: a value per matrix row, and what it means. */
interface Outcome {
  ofRow: Float64Array
  objective: BoosterParams['objective']
  /** Number of classes; 1 in a regression. */
  classes: number
}

/** The fits of a plan that tells classes apart. */
export function tasksOf(matrix: Matrix, config: BacktestConfig, plan: FoldPlan): FitTask[] {
  const { names, ofRow } = plan.classes
  const objective = names.length === 2 ? 'binary' : 'softmax'
  return tasksFor(matrix, config, plan, { ofRow, objective, classes: names.length })
}

/** The fits of a plan: one per inner split, and the final one. */
export function tasksFor(
  matrix: Matrix,
  config: BacktestConfig,
  { fold, ...plan }: Omit<FoldPlan, 'classes'>,
  { ofRow, objective, classes }: Outcome,
): FitTask[] {
  const preprocessing = preprocessingPlan(matrix, config)
  const labelsOf = (rows: Int32Array) => pick(ofRow, rows)
  const task = (inner: number | 'final', rows: Int32Array, predictRows: Int32Array): FitTask => {
    const { trainRows, validation } = holdOutTail(matrix, config, rows)
    return {
      fold,
      inner,
      trainRows,
      labels: labelsOf(trainRows),
      ...(matrix.weights && { weights: pick(matrix.weights, trainRows) }),
      validation: validation && { ...validation, labels: labelsOf(validation.rows) },
      predictRows,
      params: {
        ...defaultBoosterParams,
        ...config.booster,
        objective,
        classes,
        seed: taskSeed(config.seed, fold, inner),
      },
      ...(preprocessing && { preprocessing }),
    }
  }
  return [
    ...plan.inner.map(({ train, test }, index) => task(index, train, test)),
    task('final', plan.trainRows, plan.testRows),
  ]
}

/** @throws INVALID_PARAM for one-hot features that are not used, or are to be monotone */
function preprocessingPlan(matrix: Matrix, config: BacktestConfig): PreprocessingPlan | null {
  const { preprocessing, features, booster } = config
  if (!preprocessing) return null
  const used = features ?? matrix.features.map(({ name }) => name)
  const fault = (issue: string) => ({ field: 'hygiene.one_hot', issue })
  const faults = preprocessing.oneHot.flatMap((name) => {
    const place = used.indexOf(name)
    if (place < 0) return [fault(`the matrix has no feature ${name}${didYouMean(name, used)}`)]
    return booster.monotone?.[place]
      ? [fault(`${name} is to be monotone, which its categories can't be`)]
      : []
  })
  if (faults.length > 0) throw invalidParam(faults)
  return {
    scaling: preprocessing.scaling,
    oneHot: preprocessing.oneHot.map((name) => ({ place: used.indexOf(name), name })),
  }
}

/** Splits off the last rows for early stopping, and purges the rows whose label reaches into them. */
function holdOutTail(
  { ts, labelEnd }: Matrix,
  { earlyStopping }: BacktestConfig,
  rows: Int32Array,
): { trainRows: Int32Array; validation: { rows: Int32Array; rounds: number } | null } {
  if (earlyStopping === null) return { trainRows: rows, validation: null }
  const start = ts[rows[Math.floor(rows.length * (1 - earlyStopping.share))]]
  const trainRows = rowsWhere(rows, (row) => labelEnd[row] < start)
  if (trainRows.length === 0) return { trainRows: rows, validation: null }
  return {
    trainRows,
    validation: { rows: rowsWhere(rows, (row) => ts[row] >= start), rounds: earlyStopping.rounds },
  }
}

/** The seed of one fit: a mix of the run's seed and the fit's place, never of an order or a worker. */
function taskSeed(seed: number, fold: number, inner: number | 'final'): number {
  let mixed = 0
  for (const part of [seed % 2 ** 32, Math.floor(seed / 2 ** 32), fold, inner === 'final' ? -1 : inner]) {
    mixed = Math.imul(mixed ^ part, 0x9e3779b1)
    mixed ^= mixed >>> 15
  }
  return mixed >>> 0
}
