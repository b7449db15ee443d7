import type { SigmaError } from '../errors.ts'
import { invalidParam } from '../errors.ts'
import type { ObjectiveName } from './model.ts'

/** What is minimised, but for its gradients, which kernels compute. Margins are row-major, rows x groups. */
export interface Objective {
  /** Starting prediction in the unit of XGBoost's `base_score`. */
  baseScore(labels: Float64Array, weights: Float64Array | null): number
  /** The margin that a base score stands for. */
  toMargin(baseScore: number): number
  /** Mean loss per row, for early stopping. */
  loss(margins: Float32Array, labels: Float64Array): number
  /** Turns margins into predictions in place. */
  transform(margins: Float64Array): void
  /** Throws INVALID_PARAM at the first label that the objective cannot learn. */
  checkLabels(labels: Float64Array, field: string): void
}

export function objectiveOf(name: ObjectiveName, groups: number): Objective {
  switch (name) {
    case 'binary':
      return binary
    case 'softmax':
      return softmax(groups)
    case 'squared':
      return squared
  }
}

/** Logistic loss: gradient p - y, hessian p (1 - p). Source: Friedman, Greedy function approximation (2001). */
const binary: Objective = {
  baseScore: () => 0.5,
  toMargin: (probability) => -Math.log(1 / probability - 1),
  loss(margins, labels) {
    let sum = 0
    for (let row = 0; row < labels.length; row++) {
      // log(1 + e^-m) for the true class, written so that neither sign of the margin overflows
      const m = labels[row] === 1 ? margins[row] : -margins[row]
      sum += Math.max(-m, 0) + Math.log1p(Math.exp(-Math.abs(m)))
    }
    return sum / labels.length
  },
  transform(margins) {
    for (let i = 0; i < margins.length; i++) margins[i] = sigmoid(margins[i])
  },
  checkLabels: (labels, field) => checkClasses(labels, 2, field),
}

/** Softmax: gradient p - 1{class}, hessian 2 p (1 - p), the bound on the diagonal that XGBoost uses. */
function softmax(classes: number): Objective {
  return {
    // The same for every class, so it cancels out; 0.5 is what XGBoost starts from.
    baseScore: () => 0.5,
    toMargin: (score) => score,
    loss(margins, labels) {
      const probability = new Float64Array(classes)
      let sum = 0
      for (let row = 0; row < labels.length; row++) {
        softmaxInto(probability, 0, margins, row * classes, classes)
        sum -= Math.log(Math.max(probability[labels[row]], Number.MIN_VALUE))
      }
      return sum / labels.length
    },
    transform(margins) {
      for (let start = 0; start < margins.length; start += classes) {
        softmaxInto(margins, start, margins, start, classes)
      }
    },
    checkLabels: (labels, field) => checkClasses(labels, classes, field),
  }
}

/** Half the squared error: gradient prediction - y, hessian 1. Starts from the mean, the best constant. */
const squared: Objective = {
  baseScore(labels, weights) {
    let sum = 0
    let total = 0
    for (let row = 0; row < labels.length; row++) {
      const weight = weights === null ? 1 : weights[row]
      sum += weight * labels[row]
      total += weight
    }
    return sum / total
  },
  toMargin: (score) => score,
  loss(margins, labels) {
    let sum = 0
    for (let row = 0; row < labels.length; row++) sum += (margins[row] - labels[row]) ** 2
    return sum / labels.length
  },
  transform() {},
  checkLabels(labels, field) {
    const row = labels.findIndex((label) => !Number.isFinite(Math.fround(label)))
    if (row >= 0) throw badLabel(field, row, labels[row], 'a number within ±3.4e38')
  },
}

function sigmoid(margin: number): number {
  return 1 / (1 + Math.exp(-margin))
}

function softmaxInto(
  out: Float64Array,
  outStart: number,
  margins: Float32Array | Float64Array,
  start: number,
  classes: number,
): void {
  let highest = -Infinity
  for (let i = 0; i < classes; i++) highest = Math.max(highest, margins[start + i])
  let sum = 0
  for (let i = 0; i < classes; i++) {
    out[outStart + i] = Math.exp(margins[start + i] - highest)
    sum += out[outStart + i]
  }
  for (let i = 0; i < classes; i++) out[outStart + i] /= sum
}

function checkClasses(labels: Float64Array, classes: number, field: string): void {
  const row = labels.findIndex((label) => !(Number.isInteger(label) && label >= 0 && label < classes))
  if (row >= 0) throw badLabel(field, row, labels[row], `a class number from 0 to ${classes - 1}`)
}

function badLabel(field: string, row: number, label: number, expected: string): SigmaError {
  return invalidParam([{ field, issue: `row ${row} has the label ${label}, expected ${expected}` }], {
    next: 'leave out rows whose label is not known, and number classes from 0',
  })
}
