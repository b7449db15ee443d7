import { applyCalibration, type Calibration, fitIsotonic, fitPlatt } from '../calibration/index.ts'
import type { ClassLabels } from './classes.ts'
import type { BacktestConfig } from './config.ts'
import type { RowScores, Scores } from './signals.ts'

/**
 * Maps raw probabilities to calibrated ones: one map for the second of two classes; of more classes one for each
 * against the rest, whose results are then scaled to add up to 1.
 * Source: Zadrozny and Elkan, Transforming classifier scores into accurate multiclass probability estimates (2002).
 */
export type ClassCalibration = readonly Calibration[]

/**
 * Fits the maps on scores of rows that the scoring models have not seen.
 *
 * @param raw probabilities of `rows`, laid out as those of `FitResult`
 */
export function fitClassCalibration(
  kind: BacktestConfig['calibration'],
  raw: Float64Array,
  rows: Int32Array,
  { names, ofRow }: Pick<ClassLabels, 'names' | 'ofRow'>,
): ClassCalibration | null {
  if (kind === 'none') return null
  const calibrator = kind === 'sigmoid' ? fitPlatt : fitIsotonic
  const against = (number: number, scores: Float64Array) =>
    calibrator(
      scores,
      Float64Array.from(rows, (row) => (ofRow[row] === number ? 1 : 0)),
    )
  if (names.length === 2) return [against(1, raw)]
  return names.map((_, number) => against(number, probabilityOf(number, raw, names.length)))
}

/** Calibrated probabilities, laid out as the raw ones. Where every map says 0, all classes are equally likely. */
export function calibrateClasses(
  calibration: ClassCalibration | null,
  raw: Float64Array,
  classes: number,
): Float64Array {
  if (calibration === null) return raw
  if (classes === 2) return applyCalibration(calibration[0], raw)
  const out = new Float64Array(raw.length)
  calibration.forEach((map, number) => {
    const own = applyCalibration(map, probabilityOf(number, raw, classes))
    for (let row = 0; row < own.length; row++) out[row * classes + number] = own[row]
  })
  for (let start = 0; start < out.length; start += classes) {
    const row = out.subarray(start, start + classes)
    const total = row.reduce((sum, value) => sum + value, 0)
    if (total > 0) for (let number = 0; number < classes; number++) row[number] /= total
    else row.fill(1 / classes)
  }
  return out
}

/** Probability of one class by row. */
export function probabilityOf(number: number, probability: Float64Array, classes: number): Float64Array {
  if (classes === 2) return number === 1 ? probability : probability.map((second) => 1 - second)
  const own = new Float64Array(probability.length / classes)
  for (let row = 0; row < own.length; row++) own[row] = probability[row * classes + number]
  return own
}

/**
 * What a model says of rows, before and after its calibration.
 *
 * @param raw probabilities of `rows`, laid out as those of `FitResult`
 */
export function rowScores(
  raw: Float64Array,
  calibration: ClassCalibration | null,
  classes: Omit<ClassLabels, 'ofRow' | 'band'>,
  rows: Int32Array,
): RowScores {
  const calibrated = calibrateClasses(calibration, raw, classes.names.length)
  return { raw: sidesOf(raw, classes, rows), calibrated: sidesOf(calibrated, classes, rows) }
}

/**
 * Probabilities that the price rises and that it falls. A direction that has no class is never taken. Of an event
 * the probability that it comes about goes to the side that then earns, and the other one has none.
 *
 * @param rows matrix row of each score
 */
export function sidesOf(
  probability: Float64Array,
  { names, up, down, side: eventSide }: Omit<ClassLabels, 'ofRow' | 'band'>,
  rows: Int32Array,
): Scores {
  if (eventSide !== undefined) {
    return {
      up: probability.map((value, index) => (eventSide[rows[index]] > 0 ? value : 0)),
      down: probability.map((value, index) => (eventSide[rows[index]] < 0 ? value : 0)),
    }
  }
  const classes = names.length
  const side = (number: number | null) =>
    number === null
      ? new Float64Array(classes === 2 ? probability.length : probability.length / classes)
      : probabilityOf(number, probability, classes)
  return { up: side(up), down: side(down) }
}
