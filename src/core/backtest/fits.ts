import {
  type BinnedTraining,
  type Booster,
  type BoosterParams,
  binTraining,
  defaultBoosterParams,
  type Engine,
  growBooster,
  type PermutationImportance,
  predictProbability,
  type RoundProgress,
} from '../boosting/index.ts'
import { invalidParam } from '../errors.ts'
import type { Dataset, Matrix } from '../matrix/matrix.ts'
import {
  applyPreprocessing,
  type FittedPreprocessing,
  fitPreprocessing,
  type PreprocessingPlan,
  perPreprocessedColumn,
} from '../matrix/preprocessing.ts'
import { didYouMean } from '../nearest.ts'
import { innerFolds } from '../validation/innerFolds.ts'
import { outerFolds } from '../validation/walkForward.ts'
import { type ClassLabels, labelClasses, requireDirections, requireTwoClasses } from './classes.ts'
import { type BacktestConfig, checkConfig } from './config.ts'
import { type ShufflePlan, shuffleFeatures, withShuffling } from './heldOut.ts'
import { requireFinite, requireSplits } from './learnable.ts'
import { rowsInHours } from './signals.ts'
import { withoutReturns } from './withoutReturns.ts'

/** One outer fold: who is trained and tested on what. All rows are rows of the matrix, ascending. */
export interface FoldPlan {
  fold: number
  /** Rows of known label before the test block; their labels end before it starts. */
  trainRows: Int32Array
  /** Rows of the test block, those without a label included: their signals can be traded all the same. */
  testRows: Int32Array
  /** Splits of `trainRows`; together their tests score each training row once. None where nobody needs such scores. */
  inner: { train: Int32Array; test: Int32Array }[]
  classes: ClassLabels
}

/** One model to fit and the rows to score with it: all that a worker needs besides the columns. */
export interface FitTask {
  fold: number
  /** Which inner split the fit belongs to; `final` is the fit on the whole training part. */
  inner: number | 'final'
  trainRows: Int32Array
  /** Class number of each training row. */
  labels: Float64Array
  /** Rows later than the training rows: the fit stops after `rounds` rounds without gain on them. Null: it doesn't. */
  validation: { rows: Int32Array; labels: Float64Array; rounds: number } | null
  predictRows: Int32Array
  params: Omit<BoosterParams, 'earlyStopping'>
  /** Fitted on `trainRows` alone, applied to all rows of the task; null or absent: the model sees the features. */
  preprocessing?: PreprocessingPlan | null
  /** Rows to measure the importance of features on; absent: it is not measured. */
  shuffle?: ShufflePlan
}

/** What a task's model says of its `predictRows`. The booster is kept for the final fit only. */
export interface FitResult {
  fold: number
  inner: number | 'final'
  /** Probability of the second of two classes by row; of more classes rows x classes, row-major. */
  probability: Float64Array
  booster: Booster | null
  /** What the task's training rows taught about the features; null where nothing was to be learned. */
  preprocessing: FittedPreprocessing | null
  /** What the task's `shuffle` found. */
  shuffled?: PermutationImportance
}

/** The rows of a task, ready to be fitted. */
export interface BinnedFit {
  training: BinnedTraining
  preprocessing: FittedPreprocessing | null
}

/**
 * The fits of a walk-forward backtest: for each outer fold one per inner split, and the final one.
 *
 * @throws UNPROCESSABLE when the data has no returns to earn, too few rows, a single class or features all the same
 * @throws INVALID_PARAM for a bad configuration, an unknown feature or an infinite value, and for classes that name no
 *   directions
 */
export function planFits(dataset: Dataset, config: BacktestConfig): { plans: FoldPlan[]; tasks: FitTask[] } {
  checkConfig(config)
  const { matrix } = dataset
  if (dataset.returnBasis === 'forward' && !matrix.retFwd.some(Number.isFinite)) throw withoutReturns()
  requireFinite(usedFeatures(matrix, config))
  const rows = usedRows(matrix, config)
  const folds = outerFolds({
    times: pick(matrix.ts, rows),
    labelEnds: pick(matrix.labelEnd, rows),
    splits: config.splits,
    embargo: config.embargo,
    mode: config.mode,
  })
  const plans = folds.map(({ train, test }, fold) => {
    const where = `the training part of fold ${fold + 1}`
    const { inner, ...plan } = planFold(matrix, config, fold, pickRows(rows, train), where)
    requireDirections(plan.classes)
    return { ...plan, testRows: pickRows(rows, test), inner: inner() }
  })
  return { plans, tasks: plans.flatMap((plan) => tasksOf(matrix, config, plan)) }
}

/**
 * The fits of a model trained on every labelled row. With inner splits its rows are scored out of fold too, for a
 * calibration and a threshold; that is one more fit for each split. Without them there is a single fit, whose model
 * scores the very rows it has seen. The importance of features is measured on rows held out of a fit, where there are any.
 */
export function planFinalFit(
  dataset: Dataset,
  config: BacktestConfig,
  { withInner }: { withInner: boolean },
): { plan: FoldPlan; tasks: FitTask[] } {
  checkConfig(config)
  const { matrix } = dataset
  requireFinite(usedFeatures(matrix, config))
  const { inner, ...whole } = planFold(matrix, config, 0, usedRows(matrix, config), 'the training window')
  const plan: FoldPlan = withInner
    ? { ...whole, testRows: new Int32Array(0), inner: inner() }
    : { ...whole, testRows: whole.trainRows, inner: [] }
  return { plan, tasks: withShuffling(tasksOf(matrix, config, plan), plan.classes.ofRow) }
}

/**
 * The first part of `runFit`, apart so that a caller with a clock can time it: learns the preprocessing from the
 * training rows, and bins the rows of a task.
 */
export function binFit(columns: Float64Array[], task: FitTask, engine?: Engine): BinnedFit {
  const { trainRows, labels, validation, preprocessing: plan } = task
  const train = columns.map((column) => pick(column, trainRows))
  const preprocessing = plan ? fitPreprocessing(train, plan) : null
  const params = preprocessing ? withColumnDirections(task.params, preprocessing) : task.params
  const earlyStopping = validation && {
    rounds: validation.rounds,
    validation: {
      columns: preprocessed(columns, validation.rows, preprocessing),
      labels: validation.labels,
    },
  }
  const training = binTraining(
    preprocessing ? applyPreprocessing(train, preprocessing) : train,
    labels,
    earlyStopping ? { ...params, earlyStopping } : params,
    undefined,
    engine,
  )
  return { training, preprocessing }
}

/** Monotone directions are given per feature, and the trainer wants them per column. */
function withColumnDirections(params: FitTask['params'], fitted: FittedPreprocessing): FitTask['params'] {
  if (!params.monotone) return params
  return { ...params, monotone: Int8Array.from(perPreprocessedColumn(params.monotone, fitted, 0)) }
}

function preprocessed(
  columns: Float64Array[],
  rows: Int32Array,
  fitted: FittedPreprocessing | null,
): Float64Array[] {
  const picked = columns.map((column) => pick(column, rows))
  return fitted ? applyPreprocessing(picked, fitted) : picked
}

/**
 * Fits one model and scores its rows. A pure function of its arguments, so that any thread may run it.
 *
 * @param columns the columns of `featureColumns`, whole
 * @param onRound told after each boosting round
 * @param engine the threads to grow trees with; the calling one alone when absent
 */
export function runFit(
  columns: Float64Array[],
  task: FitTask,
  { training, preprocessing }: BinnedFit = binFit(columns, task),
  onRound?: (progress: RoundProgress) => void,
  engine?: Engine,
): FitResult {
  const { fold, inner, predictRows, shuffle, params } = task
  const booster = growBooster(training, onRound, engine)
  const columnsOf = (rows: Int32Array) => preprocessed(columns, rows, preprocessing)
  const probability = predictProbability(booster, columnsOf(predictRows))
  const { seed } = params
  return {
    fold,
    inner,
    probability,
    booster: inner === 'final' ? booster : null,
    preprocessing,
    ...(shuffle && { shuffled: shuffleFeatures(shuffle, booster, columnsOf, { preprocessing, seed }) }),
  }
}

/**
 * The columns that a model is fitted on, in the order of `features`, or all of them.
 *
 * @throws INVALID_PARAM for a feature that the matrix does not have
 */
export function featureColumns(matrix: Matrix, features: readonly string[] | null): Float64Array[] {
  if (features === null) return matrix.features.map(({ values }) => values)
  const byName = new Map(matrix.features.map(({ name, values }) => [name, values]))
  const columns: Float64Array[] = []
  const issues: { field: string; issue: string }[] = []
  for (const name of features) {
    const values = byName.get(name)
    if (values) columns.push(values)
    else
      issues.push({
        field: 'features',
        issue: `the matrix has no feature ${name}${didYouMean(name, byName.keys())}`,
      })
  }
  if (issues.length > 0) throw invalidParam(issues)
  return columns
}

/**
 * The same columns with their names.
 *
 * @throws INVALID_PARAM for a feature that the matrix does not have
 */
export function usedFeatures(matrix: Matrix, { features }: BacktestConfig): Matrix['features'] {
  const columns = featureColumns(matrix, features)
  return columns.map((values, i) => ({ name: features?.[i] ?? matrix.features[i].name, values }))
}

/** Rows that the configuration uses at all. */
function usedRows(matrix: Matrix, config: BacktestConfig): Int32Array {
  const inHours = rowsInHours(matrix, config.hours)
  const rows = new Int32Array(matrix.ts.length)
  for (let row = 0; row < rows.length; row++) rows[row] = row
  return inHours === null ? rows : rowsWhere(rows, (row) => inHours[row] === 1)
}

function planFold(
  matrix: Matrix,
  config: BacktestConfig,
  fold: number,
  before: Int32Array,
  where: string,
): Pick<FoldPlan, 'fold' | 'trainRows' | 'classes'> & { inner: () => FoldPlan['inner'] } {
  const { ts, labelEnd } = matrix
  const known = rowsWhere(before, (row) => !Number.isNaN(labelEnd[row]))
  const classes = labelClasses(matrix, config.classTarget, known)
  const trainRows = rowsWhere(known, (row) => !Number.isNaN(classes.ofRow[row]))
  requireTwoClasses(classes, trainRows, where)
  const features = usedFeatures(matrix, config)
  requireSplits(features, trainRows, config, { classes: classes.names.length, where })
  const inner = () =>
    innerFolds({
      times: ts,
      labelEnds: labelEnd,
      trainRows,
      innerFolds: config.innerFolds,
      embargo: config.embargo,
    })
  return { fold, trainRows, classes, inner }
}

function tasksOf(matrix: Matrix, config: BacktestConfig, { fold, classes, ...plan }: FoldPlan): FitTask[] {
  const preprocessing = preprocessingPlan(matrix, config)
  const labelsOf = (rows: Int32Array) => pick(classes.ofRow, rows)
  const task = (inner: number | 'final', rows: Int32Array, predictRows: Int32Array): FitTask => {
    const { trainRows, validation } = holdOutTail(matrix, config, rows)
    return {
      fold,
      inner,
      trainRows,
      labels: labelsOf(trainRows),
      validation: validation && { ...validation, labels: labelsOf(validation.rows) },
      predictRows,
      params: {
        ...defaultBoosterParams,
        ...config.booster,
        objective: classes.names.length === 2 ? 'binary' : 'softmax',
        classes: classes.names.length,
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

/** Values of the given rows; a view, not a copy, where the rows follow each other. */
function pick(values: Float64Array, rows: Int32Array): Float64Array {
  const count = rows.length
  if (count > 0 && rows[count - 1] - rows[0] === count - 1) return values.subarray(rows[0], rows[0] + count)
  const picked = new Float64Array(count)
  for (let index = 0; index < count; index++) picked[index] = values[rows[index]]
  return picked
}

/** As `rows.filter`, which is several times slower on typed arrays. */
function rowsWhere(rows: Int32Array, keep: (row: number) => boolean): Int32Array {
  const kept = new Int32Array(rows.length)
  let count = 0
  for (const row of rows) if (keep(row)) kept[count++] = row
  return kept.subarray(0, count)
}

function pickRows(rows: Int32Array, indexes: Int32Array): Int32Array {
  return indexes.map((index) => rows[index])
}
