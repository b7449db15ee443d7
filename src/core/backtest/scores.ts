import type { Booster } from '../boosting/index.ts'
import { applyCalibration, type Calibration, fitIsotonic, fitPlatt } from '../calibration/index.ts'
import type { ClassLabels } from './classes.ts'
import type { BacktestConfig } from './config.ts'
import type { FitResult, FoldPlan } from './fits.ts'
import type { Scores } from './signals.ts'

/** Maps raw scores to probabilities, one map per traded side; with two classes `down` follows from `up`. */
export interface ScoreCalibration {
  up: Calibration
  down: Calibration | null
}

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
  calibration: ScoreCalibration | null
  /** Fitted on the whole training part. */
  booster: Booster
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
  const byTask = new Map(results.map((result) => [taskKey(result.fold, result.inner), result]))
  const resultOf = (fold: number, inner: number | 'final'): FitResult => {
    const result = byTask.get(taskKey(fold, inner))
    if (!result) throw new Error(`fold ${fold} has no result of its fit ${inner}`)
    return result
  }
  return plans.map(({ fold, classes, trainRows, testRows, inner }) => {
    const innerResults = inner.map((_, index) => resultOf(fold, index))
    const final = resultOf(fold, 'final')
    if (!final.booster) throw new Error(`the final fit of fold ${fold} came without its model`)
    const innerRows = concatRows(inner.map(({ test }) => test))
    const innerRaw = {
      up: concat(innerResults.map(({ up }) => up)),
      down: concat(innerResults.map(({ down }) => down)),
    }
    const testRaw = { up: final.up, down: final.down }
    const fitted = fitCalibration(calibration, innerRaw, innerRows, classes)
    return {
      fold,
      classes,
      trainRows,
      innerRows,
      innerRaw,
      inner: calibrateScores(fitted, innerRaw),
      testRows,
      testRaw,
      test: calibrateScores(fitted, testRaw),
      calibration: fitted,
      booster: final.booster,
    }
  })
}

/** Calibrated scores; both sides together never exceed 1. */
export function calibrateScores(calibration: ScoreCalibration | null, raw: Scores): Scores {
  if (calibration === null) return raw
  const up = applyCalibration(calibration.up, raw.up)
  if (calibration.down === null) return { up, down: up.map((value) => 1 - value) }
  const down = applyCalibration(calibration.down, raw.down)
  for (let row = 0; row < up.length; row++) {
    const total = up[row] + down[row]
    if (total > 1) {
      up[row] /= total
      down[row] /= total
    }
  }
  return { up, down }
}

function fitCalibration(
  kind: BacktestConfig['calibration'],
  raw: Scores,
  rows: Int32Array,
  { names, ofRow }: ClassLabels,
): ScoreCalibration | null {
  if (kind === 'none') return null
  const calibrator = kind === 'sigmoid' ? fitPlatt : fitIsotonic
  const isClass = (number: number) => Float64Array.from(rows, (row) => (ofRow[row] === number ? 1 : 0))
  const up = calibrator(raw.up, isClass(names.length - 1))
  return { up, down: names.length === 2 ? null : calibrator(raw.down, isClass(0)) }
}

const taskKey = (fold: number, inner: number | 'final'): string => `${fold}/${inner}`

function concat(parts: Float64Array[]): Float64Array {
  const joined = new Float64Array(parts.reduce((length, part) => length + part.length, 0))
  let offset = 0
  for (const part of parts) {
    joined.set(part, offset)
    offset += part.length
  }
  return joined
}

function concatRows(parts: Int32Array[]): Int32Array {
  return Int32Array.from(parts.flatMap((part) => [...part]))
}
