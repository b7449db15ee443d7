import * as layout from '../../layout.ts'
import { exponential } from './exponential.ts'
import type { Views } from './views.ts'

/** The largest gradient and hessian of each group, counted as the weights say. */
class Largest {
  private readonly values: Float64Array

  constructor(groups: number) {
    this.values = new Float64Array(2 * groups)
  }

  add(group: number, gradient: number, hessian: number, weight: number): void {
    const { values } = this
    values[2 * group] = Math.max(values[2 * group], Math.abs(gradient) * weight)
    values[2 * group + 1] = Math.max(values[2 * group + 1], hessian * weight)
  }

  store({ f64 }: Views, task: number): void {
    f64.set(this.values, (task + layout.gradientLargest) / 8)
  }
}

/** A fit's arrays by group. */
function arraysOf({ i32, f32, f64 }: Views, fit: number) {
  const at = (field: number) => i32[(fit + field) / 4]
  const rows = at(layout.fitRows)
  const weights = at(layout.fitWeights)
  const whole = at(layout.fitWholeWeights) === 1
  return {
    rows,
    groups: at(layout.fitGroups),
    margin: (group: number, row: number) => f32[at(layout.fitMargins) / 4 + group * rows + row],
    label: (row: number) => f64[at(layout.fitLabels) / 8 + row],
    /** A whole weight stands for rows, so for one of them. */
    weight(row: number) {
      if (weights === 0) return 1
      const weight = f64[weights / 8 + row]
      return whole ? Math.min(weight, 1) : weight
    },
    storePair(group: number, row: number, gradient: number, hessian: number) {
      const place = at(layout.fitPairs) / 4 + 2 * (group * rows + row)
      f32[place] = gradient
      f32[place + 1] = hessian
    },
  }
}

const beginOf = ({ i32 }: Views, task: number) => i32[(task + layout.gradientBegin) / 4]
const endOf = ({ i32 }: Views, task: number) => i32[(task + layout.gradientEnd) / 4]

export function logisticGradients(views: Views, fit: number, task: number): void {
  const { margin, label, weight, storePair } = arraysOf(views, fit)
  const largest = new Largest(1)
  for (let row = beginOf(views, task); row < endOf(views, task); row++) {
    const p = 1 / (1 + exponential(-margin(0, row)))
    const gradient = p - label(row)
    const hessian = p * (1 - p)
    largest.add(0, gradient, hessian, weight(row))
    storePair(0, row, gradient, hessian)
  }
  largest.store(views, task)
}

export function squaredGradients(views: Views, fit: number, task: number): void {
  const { margin, label, weight, storePair } = arraysOf(views, fit)
  const largest = new Largest(1)
  for (let row = beginOf(views, task); row < endOf(views, task); row++) {
    const gradient = margin(0, row) - label(row)
    largest.add(0, gradient, 1, weight(row))
    storePair(0, row, gradient, 1)
  }
  largest.store(views, task)
}

export function softmaxGradients(views: Views, fit: number, task: number): void {
  const { groups, margin, label, weight, storePair } = arraysOf(views, fit)
  const largest = new Largest(groups)
  const powers = new Float64Array(groups)
  for (let row = beginOf(views, task); row < endOf(views, task); row++) {
    let highest = margin(0, row)
    for (let group = 1; group < groups; group++) highest = Math.max(highest, margin(group, row))
    let sum = 0
    for (let group = 0; group < groups; group++) {
      powers[group] = exponential(margin(group, row) - highest)
      sum += powers[group]
    }
    for (let group = 0; group < groups; group++) {
      const p = powers[group] / sum
      const gradient = p - (label(row) === group ? 1 : 0)
      const hessian = (p + p) * (1 - p)
      largest.add(group, gradient, hessian, weight(row))
      storePair(group, row, gradient, hessian)
    }
  }
  largest.store(views, task)
}

export function quantise(views: Views, fit: number, task: number): void {
  const { i32, f32, f64 } = views
  const rows = i32[(fit + layout.fitRows) / 4]
  const weights = i32[(fit + layout.fitWeights) / 4]
  const whole = i32[(fit + layout.fitWholeWeights) / 4] === 1
  const group = i32[(task + layout.quantiseGroup) / 4]
  const gradientScale = f64[(task + layout.quantiseGradientScale) / 8]
  const hessianScale = f64[(task + layout.quantiseHessianScale) / 8]
  const pairs = i32[(fit + layout.fitPairs) / 4] / 4 + 2 * group * rows
  const rounded = (value: number, row: number) => {
    if (weights === 0) return nearest(value)
    const weight = f64[weights / 8 + row]
    return nearest(whole ? nearest(value) * weight : value * weight)
  }
  const end = i32[(task + layout.quantiseEnd) / 4]
  for (let row = i32[(task + layout.quantiseBegin) / 4]; row < end; row++) {
    const gradient = rounded(f32[pairs + 2 * row] * gradientScale, row)
    const hessian = rounded(f32[pairs + 2 * row + 1] * hessianScale, row)
    i32[pairs + 2 * row] = hessian
    i32[pairs + 2 * row + 1] = gradient
  }
}

/** Rounds as processors do, a half to the even neighbour. */
function nearest(value: number): number {
  const floor = Math.floor(value)
  const rest = value - floor
  if (rest !== 0.5) return rest < 0.5 ? floor : floor + 1
  return floor % 2 === 0 ? floor : floor + 1
}
