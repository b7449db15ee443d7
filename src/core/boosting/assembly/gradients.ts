// First and second derivatives of the loss by row, as float32, and the largest of each.

import * as L from '../layout'
import { exponential } from './exponential'

// @ts-ignore: decorator
@inline
function twoMargins(at: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load64_zero(at))
}

/** What two rows count for in the largest gradient: a whole weight stands for rows, so for one of them. */
// @ts-ignore: decorator
@inline
function twoWeights(fit: usize, row: i32): v128 {
  const weights = <usize>load<u32>(fit, L.fitWeights)
  if (weights == 0) return f64x2.splat(1)
  const both = v128.load(weights + (<usize>row << 3))
  return load<i32>(fit, L.fitWholeWeights) ? f64x2.pmin(both, f64x2.splat(1)) : both
}

/** The first of two rows to compute; of an odd number the last is computed with the one before it once more. */
// @ts-ignore: decorator
@inline
function pairAt(row: i32, end: i32): i32 {
  return max(0, min(row, end - 2))
}

/** Stores (gradient, hessian) of two rows side by side. */
// @ts-ignore: decorator
@inline
function storePairs(pairs: usize, row: i32, gradients: v128, hessians: v128): void {
  const g = f32x4.demote_f64x2_zero(gradients)
  const h = f32x4.demote_f64x2_zero(hessians)
  v128.store(pairs + (<usize>row << 3), v128.shuffle<f32>(g, h, 0, 4, 1, 5))
}

// @ts-ignore: decorator
@inline
function storeLargest(task: usize, group: i32, gradient: v128, hessian: v128): void {
  const at = task + (<usize>group << 4)
  store<f64>(at, max(f64x2.extract_lane(gradient, 0), f64x2.extract_lane(gradient, 1)), L.gradientLargest)
  store<f64>(at, max(f64x2.extract_lane(hessian, 0), f64x2.extract_lane(hessian, 1)), L.gradientLargest + 8)
}

/** Logistic loss: gradient p - y, hessian p (1 - p). */
export function logisticGradients(fit: usize, task: usize, lane: usize): void {
  const margins = <usize>load<u32>(fit, L.fitMargins)
  const labels = <usize>load<u32>(fit, L.fitLabels)
  const pairs = <usize>load<u32>(fit, L.fitPairs)
  const end = load<i32>(task, L.gradientEnd)
  const one = f64x2.splat(1)
  let largestGradient = f64x2.splat(0)
  let largestHessian = f64x2.splat(0)
  for (let next = load<i32>(task, L.gradientBegin); next < end; next += 2) {
    const row = pairAt(next, end)
    const e = exponential(f64x2.neg(twoMargins(margins + (<usize>row << 2))))
    const p = f64x2.div(one, f64x2.add(one, e))
    const g = f64x2.sub(p, v128.load(labels + (<usize>row << 3)))
    const h = f64x2.mul(p, f64x2.sub(one, p))
    const weight = twoWeights(fit, row)
    largestGradient = f64x2.pmax(largestGradient, f64x2.mul(f64x2.abs(g), weight))
    largestHessian = f64x2.pmax(largestHessian, f64x2.mul(h, weight))
    storePairs(pairs, row, g, h)
  }
  storeLargest(task, 0, largestGradient, largestHessian)
}

/** Half the squared error: gradient prediction - y, hessian 1. */
export function squaredGradients(fit: usize, task: usize, lane: usize): void {
  const margins = <usize>load<u32>(fit, L.fitMargins)
  const labels = <usize>load<u32>(fit, L.fitLabels)
  const pairs = <usize>load<u32>(fit, L.fitPairs)
  const end = load<i32>(task, L.gradientEnd)
  const one = f64x2.splat(1)
  let largestGradient = f64x2.splat(0)
  let largestHessian = f64x2.splat(0)
  for (let next = load<i32>(task, L.gradientBegin); next < end; next += 2) {
    const row = pairAt(next, end)
    const g = f64x2.sub(twoMargins(margins + (<usize>row << 2)), v128.load(labels + (<usize>row << 3)))
    const weight = twoWeights(fit, row)
    largestGradient = f64x2.pmax(largestGradient, f64x2.mul(f64x2.abs(g), weight))
    largestHessian = f64x2.pmax(largestHessian, weight)
    storePairs(pairs, row, g, one)
  }
  storeLargest(task, 0, largestGradient, largestHessian)
}

/** Softmax: gradient p - 1{class}, hessian 2 p (1 - p). The lane keeps the exponentials of two rows behind its sums. */
export function softmaxGradients(fit: usize, task: usize, lane: usize): void {
  const groups = load<i32>(fit, L.fitGroups)
  const rowBytes = <usize>load<i32>(fit, L.fitRows) << 2
  const margins = <usize>load<u32>(fit, L.fitMargins)
  const labels = <usize>load<u32>(fit, L.fitLabels)
  const pairs = <usize>load<u32>(fit, L.fitPairs)
  const end = load<i32>(task, L.gradientEnd)
  const one = f64x2.splat(1)
  const powers = lane + <usize>load<i32>(fit, L.fitPackedBytes)
  const largest = powers + (<usize>groups << 4)
  for (let group = 0; group < groups; group++) {
    v128.store(largest + (<usize>group << 5), f64x2.splat(0))
    v128.store(largest + (<usize>group << 5), f64x2.splat(0), 16)
  }
  for (let next = load<i32>(task, L.gradientBegin); next < end; next += 2) {
    const row = pairAt(next, end)
    let at = margins + (<usize>row << 2)
    let highest = twoMargins(at)
    for (let group = 1; group < groups; group++) {
      at += rowBytes
      highest = f64x2.pmax(highest, twoMargins(at))
    }
    at = margins + (<usize>row << 2)
    let sum = f64x2.splat(0)
    for (let group = 0; group < groups; group++) {
      const e = exponential(f64x2.sub(twoMargins(at), highest))
      v128.store(powers + (<usize>group << 4), e)
      sum = f64x2.add(sum, e)
      at += rowBytes
    }
    const label = v128.load(labels + (<usize>row << 3))
    const weight = twoWeights(fit, row)
    let out = pairs
    for (let group = 0; group < groups; group++) {
      const p = f64x2.div(v128.load(powers + (<usize>group << 4)), sum)
      const isClass = v128.and(f64x2.eq(label, f64x2.splat(<f64>group)), one)
      const g = f64x2.sub(p, isClass)
      const h = f64x2.mul(f64x2.add(p, p), f64x2.sub(one, p))
      const most = largest + (<usize>group << 5)
      v128.store(most, f64x2.pmax(v128.load(most), f64x2.mul(f64x2.abs(g), weight)))
      v128.store(most, f64x2.pmax(v128.load(most, 16), f64x2.mul(h, weight)), 16)
      storePairs(out, row, g, h)
      out += rowBytes << 1
    }
  }
  for (let group = 0; group < groups; group++) {
    const most = largest + (<usize>group << 5)
    storeLargest(task, group, v128.load(most), v128.load(most, 16))
  }
}

/** Weighs and rounds the pairs to integers, gradient in the upper and hessian in the lower half of 64 bits. */
export function quantise(fit: usize, task: usize, lane: usize): void {
  const rows = load<i32>(fit, L.fitRows)
  const group = load<i32>(task, L.quantiseGroup)
  const pairs = <usize>load<u32>(fit, L.fitPairs) + (<usize>group * <usize>rows << 3)
  const weights = <usize>load<u32>(fit, L.fitWeights)
  const whole = load<i32>(fit, L.fitWholeWeights)
  const gradientScale = load<f64>(task, L.quantiseGradientScale)
  const hessianScale = load<f64>(task, L.quantiseHessianScale)
  const end = load<i32>(task, L.quantiseEnd)
  for (let row = load<i32>(task, L.quantiseBegin); row < end; row++) {
    const at = pairs + (<usize>row << 3)
    let g = <f64>load<f32>(at) * gradientScale
    let h = <f64>load<f32>(at, 4) * hessianScale
    if (weights != 0) {
      const weight = load<f64>(weights + (<usize>row << 3))
      g = whole ? nearest(g) * weight : g * weight
      h = whole ? nearest(h) * weight : h * weight
    }
    store<i32>(at, <i32>nearest(h))
    store<i32>(at, <i32>nearest(g), 4)
  }
}
