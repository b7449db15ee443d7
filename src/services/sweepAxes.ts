import type { Hyperparameters } from '../packs/modelConfig.ts'
import type { FitRequest } from './runSettings.ts'

/** What a sweep goes through that takes fits of its own; an absent list is not gone through. */
export interface FitAxes {
  /** Null is every hour. */
  hoursSets?: (number[] | null)[]
  splitsVariants?: number[]
  calibrations?: NonNullable<FitRequest['calibration']>[]
  /** Each in the place of what the request says of the same names. */
  hyperparameterSets?: Hyperparameters[]
  /** Null: those of the model. */
  featureSets?: (string[] | null)[]
}

/** One choice of an axis, as a request for a single run says it. */
type Choice = FitRequest

/** The axes of a sweep as lists of choices; one that is not gone through has what the request says as its only choice. */
export function fitAxes(request: FitRequest & FitAxes): Choice[][] {
  const { hours, splits, calibration, hyperparameters } = request
  return [
    (request.hoursSets ?? [hours]).map((one) => said('hours', one)),
    (request.splitsVariants ?? [splits]).map((one) => said('splits', one)),
    (request.calibrations ?? [calibration]).map((one) => said('calibration', one)),
    (request.hyperparameterSets ?? [{}]).map((set) =>
      said('hyperparameters', { ...hyperparameters, ...set }),
    ),
    (request.featureSets ?? [null]).map((one) => said('features', one)),
  ]
}

/** Every combination, the last axis fastest. */
export function combinations(axes: readonly Choice[][]): Choice[] {
  return axes.reduce<Choice[]>(
    (all, axis) => all.flatMap((one) => axis.map((choice) => ({ ...one, ...choice }))),
    [{}],
  )
}

/** One combination. @param places a place on each axis */
export function combined(axes: readonly Choice[][], places: readonly number[]): Choice {
  return Object.assign({}, ...axes.map((axis, at) => axis[places[at]]))
}

function said<Name extends keyof FitRequest>(name: Name, value: FitRequest[Name]): Choice {
  return value === undefined ? {} : { [name]: value }
}
