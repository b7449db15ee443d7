import type { Booster } from '../boosting/index.ts'
import { laid, lengthOf } from '../laid.ts'
import type { FittedPreprocessing } from '../matrix/preprocessing.ts'
import type { ClassLabels } from './classes.ts'
import { type ClassCalibration, calibrateClasses, fitClassCalibration, rowScores } from './classScores.ts'
import type { BacktestConfig } from './config.ts'
import type { FitResult } from './fits.ts'
import type { FoldPlan } from './fitTasks.ts'
import { joinShuffles, type ShuffleImportance } from './heldOut.ts'
import type { RegressionPlan } from './regression.ts'
import { joinRows } from './rowSets.ts'
import type { Scores } from './signals.ts'

/** All that evaluating a fold needs: scores of its training rows by models that had not seen them, and of its test. */
export interface FoldScores {
  fold: number
  classes: ClassLabels
  trainRows: Int32Array
  /** Training rows in time order; `inner` and `innerRaw` score them out of fold. */
  innerRows: Int32Array
  innerRaw: Scores
  inner: Scores
  testRows: Int32Array
  testRaw: Scores
  test: Scores
  /** Fitted on the inner out-of-fold scores; null without calibration. */
  calibration: ClassCalibration | null
  /** Fitted on the whole training part; null where nothing but its scores was kept. */
  booster: Booster | null
  /** What the model needs to be done to the features; null: nothing. */
  preprocessing: FittedPreprocessing | null
  /** Whether rows after the test block were trained on, as combinatorial folds do; absent: none were. */
  nonCausal?: boolean
}

/** A model fitted on every labelled row, with scores of those rows. */
export interface FinalScores {
  classes: ClassLabels
  trainRows: Int32Array
  /** Whose scores these are: of models that had not seen the row, or of the model itself. */
  basis: 'out_of_fold' | 'training'
  rows: Int32Array
  /** Class probabilities of `rows` before any calibration, laid out as those of `FitResult`. */
  raw: Float64Array
  /** The same, calibrated. */
  probability: Float64Array
  calibration: ClassCalibration | null
  booster: Booster
  /** What the model needs to be done to the features; null: nothing. */
  preprocessing: FittedPreprocessing | null
  /** Null where no rows were held out of a fit. */
  shuffled: ShuffleImportance | null
}

/**
 * Joins fitted tasks, in whatever order they finished, to scores per fold, and calibrates them.
 * No calibration sees a test row: it is fitted on the inner out-of-fold scores of its own fold.
 */
export function assembleFolds(
  plans: readonly FoldPlan[],
  results: readonly FitResult[],
  calibration: BacktestConfig['calibration'],
): FoldScores[] {
  return plans.map((plan) => {
    const { fold, classes, trainRows, testRows } = plan
    const { final, innerRows, innerRaw } = joinFits(plan, results)
    const fitted = fitClassCalibration(calibration, innerRaw, innerRows, classes)
    const inner = rowScores(innerRaw, fitted, classes, innerRows)
    const test = rowScores(final.probability, fitted, classes, testRows)
    return {
      fold,
      classes,
      trainRows,
      innerRows,
      innerRaw: inner.raw,
      inner: inner.calibrated,
      testRows,
      testRaw: test.raw,
      test: test.calibrated,
      calibration: fitted,
      booster: final.booster,
      preprocessing: final.preprocessing,
    }
  })
}

/** Joins the fits of `planFinalFit`. A calibration needs inner splits. */
export function assembleFinal(
  plan: FoldPlan,
  results: readonly FitResult[],
  calibration: BacktestConfig['calibration'],
): FinalScores {
  const { classes, trainRows } = plan
  const { final, innerRows, innerRaw, shuffles } = joinFits(plan, results)
  const booster = boosterOf(final)
  const { preprocessing } = final
  const shuffled = joinShuffles(shuffles, plan.inner.length > 0 ? 'out_of_fold' : 'held_out')
  if (plan.inner.length === 0) {
    const { probability } = final
    return {
      classes,
      trainRows,
      basis: 'training',
      rows: trainRows,
      raw: probability,
      probability,
      calibration: null,
      booster,
      preprocessing,
      shuffled,
    }
  }
  const fitted = fitClassCalibration(calibration, innerRaw, innerRows, classes)
  const probability = calibrateClasses(fitted, innerRaw, classes.names.length)
  return {
    classes,
    trainRows,
    basis: 'out_of_fold',
    rows: innerRows,
    raw: innerRaw,
    probability,
    calibration: fitted,
    booster,
    preprocessing,
    shuffled,
  }
}

/** A regression fitted on every row of known value, with predictions of those rows. */
export type FinalPredictions = Pick<
  FinalScores,
  'trainRows' | 'basis' | 'rows' | 'booster' | 'preprocessing'
> & {
  /** Of `rows`. */
  predicted: Float64Array
}

/** Joins the fits of `planRegression`. */
export function assembleRegression(plan: RegressionPlan, results: readonly FitResult[]): FinalPredictions {
  const { trainRows } = plan
  const { final, innerRows, innerRaw } = joinFits(plan, results)
  const model = { trainRows, booster: boosterOf(final), preprocessing: final.preprocessing }
  return plan.inner.length === 0
    ? { ...model, basis: 'training', rows: trainRows, predicted: final.probability }
    : { ...model, basis: 'out_of_fold', rows: innerRows, predicted: innerRaw }
}

function joinFits({ fold, inner }: Pick<FoldPlan, 'fold' | 'inner'>, results: readonly FitResult[]) {
  const byTask = new Map(results.map((result) => [taskKey(result.fold, result.inner), result]))
  const resultOf = (task: number | 'final'): FitResult => {
    const result = byTask.get(taskKey(fold, task))
    if (!result) throw new Error(`fold ${fold} has no result of its fit ${task}`)
    return result
  }
  const final = resultOf('final')
  const innerRaw = inner.map((_, index) => resultOf(index).probability)
  return {
    final,
    innerRows: joinRows(inner.map(({ test }) => test)),
    innerRaw: laid(new Float64Array(lengthOf(innerRaw)), innerRaw),
    shuffles: [...inner.map((_, index) => resultOf(index)), final].flatMap((result) => result.shuffled ?? []),
  }
}

function boosterOf({ fold, booster }: FitResult): Booster {
  if (!booster) throw new Error(`the final fit of fold ${fold} came without its model`)
  return booster
}

const taskKey = (fold: number, inner: number | 'final'): string => `${fold}/${inner}`
