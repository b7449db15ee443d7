import type { FieldError } from '../errors.ts'
import { invalidParam } from '../errors.ts'
import type { LateColumn } from '../lateColumn.ts'
import type { ObjectiveName } from './model.ts'

/** Most bins that values may take: as many as a byte can number. */
const maxValueBins = 256

export interface BoosterParams {
  objective: ObjectiveName
  /** Number of classes; read for `softmax` only. */
  classes: number
  /** Boosting rounds; `softmax` grows one tree per class in each. */
  rounds: number
  /** Greatest number of splits between root and leaf. */
  depth: number
  /** Most leaves of a tree; 0: as many as its depth allows. */
  maxLeaves: number
  /** What is split next: all nodes of a depth before deeper ones, or the leaf that gains most (best-first). */
  growth: 'depth' | 'leaf'
  /** Learning rate: the share of each Newton step that is taken. */
  rate: number
  /** L2 penalty on leaf weights. */
  lambda: number
  /** L1 penalty on leaf weights. */
  alpha: number
  /** Least loss reduction of a split. */
  gamma: number
  /** Least sum of hessians in a child. */
  minChildWeight: number
  /** Share of rows drawn for each round, without replacement. */
  subsample: number
  /** Share of features drawn for each tree, without replacement. */
  columnSample: number
  /** Share of the tree's features drawn anew for each depth, without replacement. */
  columnSampleByLevel: number
  /** Most bins per feature, without that of missing values. */
  maxBins: number
  seed: number
  /** Stops when the loss on these rows has not fallen for `rounds` rounds, and keeps the trees up to its lowest. */
  earlyStopping?: { rounds: number; validation: { columns: readonly LateColumn[]; labels: Float64Array } }
  /** Per feature: 1 the margin may only rise with it, -1 only fall, 0 free. */
  monotone?: Int8Array
}

/** Rounds, depth, rate, sampling and seed of the engine that Sigma replaces; penalties as XGBoost's defaults. */
export const defaultBoosterParams: Readonly<BoosterParams> = {
  objective: 'binary',
  classes: 2,
  rounds: 300,
  depth: 4,
  maxLeaves: 0,
  growth: 'depth',
  rate: 0.08,
  lambda: 1,
  alpha: 0,
  gamma: 0,
  minChildWeight: 1,
  subsample: 0.9,
  columnSample: 0.9,
  columnSampleByLevel: 1,
  maxBins: maxValueBins,
  seed: 2025,
}

type NumericParam = Exclude<keyof BoosterParams, 'objective' | 'growth' | 'earlyStopping' | 'monotone'>

interface Range {
  name: NumericParam
  min: number
  max: number
  integer?: boolean
  /** The lower bound itself is not allowed. */
  above?: boolean
}

const ranges: readonly Range[] = [
  { name: 'classes', min: 1, max: 1000, integer: true },
  { name: 'rounds', min: 1, max: 100_000, integer: true },
  { name: 'depth', min: 1, max: 20, integer: true },
  { name: 'maxLeaves', min: 0, max: 1_000_000, integer: true },
  { name: 'rate', min: 0, max: 1, above: true },
  { name: 'lambda', min: 0, max: Number.MAX_VALUE },
  { name: 'alpha', min: 0, max: Number.MAX_VALUE },
  { name: 'gamma', min: 0, max: Number.MAX_VALUE },
  { name: 'minChildWeight', min: 0, max: Number.MAX_VALUE },
  { name: 'subsample', min: 0, max: 1, above: true },
  { name: 'columnSample', min: 0, max: 1, above: true },
  { name: 'columnSampleByLevel', min: 0, max: 1, above: true },
  { name: 'maxBins', min: 2, max: maxValueBins, integer: true },
  { name: 'seed', min: 0, max: Number.MAX_SAFE_INTEGER, integer: true },
]

/** Throws INVALID_PARAM that lists every parameter out of its range. */
export function checkBoosterParams(params: BoosterParams, features: number): void {
  const faults: FieldError[] = []
  for (const range of ranges) {
    const issue = rangeIssue(params[range.name], range)
    if (issue) faults.push({ field: range.name, issue })
  }
  if (params.objective === 'softmax' && params.classes < 2) {
    faults.push({ field: 'classes', issue: `softmax needs at least 2 classes, got ${params.classes}` })
  }
  const { growth, maxLeaves, earlyStopping, monotone } = params
  if (growth !== 'depth' && growth !== 'leaf') {
    faults.push({ field: 'growth', issue: `expected depth or leaf, got ${String(growth)}` })
  }
  if (maxLeaves === 1 || (growth === 'leaf' && maxLeaves === 0)) {
    const least = growth === 'leaf' ? 'at least 2, for best-first growth' : '0 for no limit, or at least 2'
    faults.push({ field: 'maxLeaves', issue: `expected ${least}, got ${maxLeaves}` })
  }
  if (earlyStopping && !(Number.isInteger(earlyStopping.rounds) && earlyStopping.rounds >= 1)) {
    faults.push({
      field: 'earlyStopping.rounds',
      issue: `expected an integer from 1 on, got ${earlyStopping.rounds}`,
    })
  }
  if (monotone && monotone.length !== features) {
    faults.push({
      field: 'monotone',
      issue: `expected one constraint per feature (${features}), got ${monotone.length}`,
    })
  }
  if (monotone?.some((direction) => Math.abs(direction) > 1)) {
    faults.push({ field: 'monotone', issue: 'expected -1, 0 or 1 for each feature' })
  }
  if (faults.length > 0) throw invalidParam(faults, { next: 'correct the hyperparameters of the model' })
}

function rangeIssue(value: number, { min, max, integer, above }: Range): string | undefined {
  const inside = (above ? value > min : value >= min) && value <= max && (!integer || Number.isInteger(value))
  if (inside) return undefined
  const kind = integer ? 'an integer' : 'a number'
  const upper = max >= Number.MAX_SAFE_INTEGER ? '' : ` and at most ${max}`
  return `expected ${kind} ${above ? 'above' : 'from'} ${min}${above ? '' : ' on'}${upper}, got ${value}`
}
