import {
  type BinnedTraining,
  type Booster,
  binTraining,
  type Engine,
  growBooster,
  type PermutationImportance,
  predictProbability,
  type RoundProgress,
} from '../boosting/index.ts'
import { invalidParam } from '../errors.ts'
import { type LateColumn, valuesOf } from '../lateColumn.ts'
import type { Dataset, Matrix } from '../matrix/matrix.ts'
import {
  type FittedPreprocessing,
  fitPreprocessing,
  latePreprocessing,
  perPreprocessedColumn,
} from '../matrix/preprocessing.ts'
import { didYouMean } from '../nearest.ts'
import { combinatorialPurged } from '../validation/combinatorial.ts'
import { innerFolds } from '../validation/innerFolds.ts'
import { outerFolds } from '../validation/walkForward.ts'
import { labelClasses, requireDirections, requireTwoClasses } from './classes.ts'
import { type BacktestConfig, checkConfig } from './config.ts'
import { type FitTask, type FoldPlan, tasksOf } from './fitTasks.ts'
import { shuffleFeatures, withShuffling } from './heldOut.ts'
import { requireFinite, requireSplits } from './learnable.ts'
import { type FeatureValues, joinRows, pick, pickRows, rowsWhere, usedRows } from './rowSets.ts'
import { withoutReturns } from './withoutReturns.ts'

/** What a task's model says of its `predictRows`. The booster is kept for the final fit only. */
export interface FitResult {
  fold: number
  inner: number | 'final'
  /**
   * Probability of the second of two classes by row; of more classes rows x classes, row-major; the predicted value
   * in a regression.
   */
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
 * The fits of a backtest: for each outer fold, or combinatorial split, one per inner split, and the final one.
 *
 * @throws UNPROCESSABLE when the data has no returns to earn, too few rows, a single class or features all the same
 * @throws INVALID_PARAM for a bad configuration, an unknown feature or an infinite value, and for classes that name no
 *   directions
 */
export function planFits(dataset: Dataset, config: BacktestConfig): { plans: FoldPlan[]; tasks: FitTask[] } {
  checkConfig(config)
  const { matrix } = dataset
  if (dataset.returnBasis === 'forward' && !matrix.retFwd.some(Number.isFinite)) throw withoutReturns()
  const plans = planFolds(matrix, config)
  return { plans, tasks: plans.flatMap((plan) => tasksOf(matrix, config, plan)) }
}

/** The last folds of a matrix: the configurations of a sweep mostly differ in how trees grow on the same. */
const lastFolds = new WeakMap<Matrix, { of: string; plans: FoldPlan[] }>()

function planFolds(matrix: Matrix, config: BacktestConfig): FoldPlan[] {
  const of = JSON.stringify(ofFolds(config))
  const last = lastFolds.get(matrix)
  if (last?.of === of) return last.plans
  requireFinite(usedFeatures(matrix, config))
  const plans = config.cpcv ? planSplits(matrix, config, config.cpcv) : planWalk(matrix, config)
  lastFolds.set(matrix, { of, plans })
  return plans
}

/** A configuration without what has no part in its folds: how trees grow, but for the rows that a leaf needs, and what follows. */
function ofFolds(config: BacktestConfig): object {
  const { minChildWeight } = config.booster
  const without = { seed: null, calibration: null, earlyStopping: null, preprocessing: null }
  return { ...config, ...without, booster: { minChildWeight } }
}

function planWalk(matrix: Matrix, config: BacktestConfig): FoldPlan[] {
  const rows = usedRows(matrix, config)
  const folds = outerFolds({
    times: pick(matrix.ts, rows),
    labelEnds: pick(matrix.labelEnd, rows),
    splits: config.splits,
    embargo: config.embargo,
    mode: config.mode,
  })
  return folds.map(({ train, test }, fold) => {
    const where = `the training part of fold ${fold + 1}`
    const { inner, ...plan } = planFold(matrix, config, fold, pickRows(rows, train), where)
    requireDirections(plan.classes)
    return { ...plan, testRows: pickRows(rows, test), inner: inner() }
  })
}

/** A plan for each combinatorial split; its test rows are those of all its test folds. */
function planSplits(
  matrix: Matrix,
  config: BacktestConfig,
  { folds, testFolds }: NonNullable<BacktestConfig['cpcv']>,
): FoldPlan[] {
  const rows = usedRows(matrix, config)
  const { embargo } = config
  const times = pick(matrix.ts, rows)
  const { splits } = combinatorialPurged({
    times,
    labelEnds: pick(matrix.labelEnd, rows),
    folds,
    testFolds,
    embargo,
  })
  return splits.map(({ train, tests }, split) => {
    const where = `the training part of split ${split + 1}`
    const { inner, ...plan } = planFold(matrix, config, split, pickRows(rows, train), where)
    requireDirections(plan.classes)
    const own = tests.map((test) => ({ ...test, rows: pickRows(rows, test.rows) }))
    return { ...plan, tests: own, testRows: joinRows(own.map((test) => test.rows)), inner: inner() }
  })
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
 * training rows, and bins the rows of a task. Of columns in a file a few are in memory at a time.
 */
export function binFit(columns: readonly FeatureValues[], task: FitTask, engine?: Engine): BinnedFit {
  const { trainRows, labels, validation, preprocessing: plan } = task
  const train = preprocessed(columns, trainRows, null)
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
    preprocessing ? latePreprocessing(train, preprocessing) : train,
    labels,
    earlyStopping ? { ...params, earlyStopping } : params,
    task.weights,
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
  columns: readonly FeatureValues[],
  rows: Int32Array,
  fitted: FittedPreprocessing | null,
): LateColumn[] {
  const picked = columns.map((column) => () => pick(column, rows))
  return fitted ? latePreprocessing(picked, fitted) : picked
}

/** Rows that are scored at a time: their columns are a small part of the memory that a fit of so many takes. */
const scoredRows = 131_072

/** Probabilities as `predictProbability` lays them out. @param columnsOf those that the model sees, of some rows */
function scoreRows(
  booster: Booster,
  rows: Int32Array,
  columnsOf: (rows: Int32Array) => Float64Array[],
): Float64Array {
  const scores = new Float64Array(rows.length * booster.groups)
  for (let begin = 0; begin < rows.length; begin += scoredRows) {
    const part = predictProbability(booster, columnsOf(rows.subarray(begin, begin + scoredRows)))
    scores.set(part, begin * booster.groups)
  }
  return scores
}

/**
 * Fits one model and scores its rows. A pure function of its arguments, so that any thread may run it.
 *
 * @param columns of the features, whole, in memory or in a file
 * @param onRound told after each boosting round
 * @param engine the threads to grow trees with; the calling one alone when absent
 */
export function runFit(
  columns: readonly FeatureValues[],
  task: FitTask,
  { training, preprocessing }: BinnedFit = binFit(columns, task),
  onRound?: (progress: RoundProgress) => void,
  engine?: Engine,
): FitResult {
  const { fold, inner, predictRows, shuffle, params } = task
  const booster = growBooster(training, onRound, engine)
  const columnsOf = (rows: Int32Array) => preprocessed(columns, rows, preprocessing).map(valuesOf)
  const probability = scoreRows(booster, predictRows, columnsOf)
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
 * The values that a model is fitted on, in the order of `features`, or all of them.
 *
 * @throws INVALID_PARAM for a feature that the matrix does not have
 */
export function featureColumns(matrix: Matrix, features: readonly string[] | null): Float64Array[] {
  return namedFeatures(matrix, features).map(({ values }) => values)
}

/**
 * The same, those in a file left there.
 *
 * @throws INVALID_PARAM for a feature that the matrix does not have
 */
export function featureValues(matrix: Matrix, features: readonly string[] | null): FeatureValues[] {
  return namedFeatures(matrix, features).map((feature) => feature.stored ?? feature.values)
}

/**
 * The features that a model is fitted on.
 *
 * @throws INVALID_PARAM for a feature that the matrix does not have
 */
export function usedFeatures(matrix: Matrix, { features }: BacktestConfig): Matrix['features'] {
  return namedFeatures(matrix, features)
}

function namedFeatures(matrix: Matrix, features: readonly string[] | null): Matrix['features'] {
  if (features === null) return matrix.features
  const byName = new Map(matrix.features.map((feature) => [feature.name, feature]))
  const found: Matrix['features'] = []
  const issues: { field: string; issue: string }[] = []
  for (const name of features) {
    const feature = byName.get(name)
    if (feature) found.push(feature)
    else
      issues.push({
        field: 'features',
        issue: `the matrix has no feature ${name}${didYouMean(name, byName.keys())}`,
      })
  }
  if (issues.length > 0) throw invalidParam(issues)
  return found
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
  requireSplits(features, trainRows, config, {
    classes: classes.names.length,
    where,
    weights: matrix.weights,
  })
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
