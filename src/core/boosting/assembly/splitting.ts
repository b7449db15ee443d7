// The best split of both children of a node at once: one in each half of a register, so that neither waits for
// the other. Sums are integers here, and the caller has scaled penalties and bounds alike.
// Source of the scores: Chen and Guestrin, XGBoost: A Scalable Tree Boosting System (2016), equation 7 and algorithm 3.

import * as L from '../layout'

/** Candidates are numbered by feature, missing right before left, then bin. */
const candidatesOfFeature: i32 = 1024
const candidatesOfSide: i32 = 512

/** Finds the best splits by the features of a task; with none a child's record has feature -1. */
export function scanChildren(fit: usize, task: usize): void {
  const children = task + L.histogramChildren
  start(children, task)
  start(children + L.childBytes, task)
  const a = <usize>load<u32>(task, L.histogramOwn)
  const parent = <usize>load<u32>(task, L.histogramParent)
  const b = parent == 0 ? a : parent
  const allowed = <usize>load<u32>(task, L.histogramAllowed)
  const end = load<i32>(task, L.histogramEndFeature)
  const monotone = load<i32>(task, L.histogramMonotone)
  const free = load<f64>(task, L.histogramAlpha) == 0
  const features = <usize>load<u32>(fit, L.fitFeatures)
  for (let feature = load<i32>(task, L.histogramFirstFeature); feature < end; feature++) {
    if (load<u8>(allowed + <usize>feature) == 0) continue
    const record = features + feature * L.featureBytes
    const offset = load<i32>(record, L.featureOffset)
    const valueBins = load<i32>(record, L.featureValueBins)
    const missing = <usize>offset + (<usize>valueBins << 4)
    const candidate = feature * candidatesOfFeature
    const left = candidate + candidatesOfSide
    const some = load<i32>(record, L.featureHasMissing) != 0 && (isSome(a + missing) || isSome(b + missing))
    if (monotone) {
      const direction = <f64>load<i32>(record, L.featureMonotone)
      scanMonotone(a + offset, valueBins, false, candidate, direction, task, children)
      scanMonotone(b + offset, valueBins, false, candidate, direction, task, children + L.childBytes)
      if (!some) continue
      scanMonotone(a + offset, valueBins, true, left, direction, task, children)
      scanMonotone(b + offset, valueBins, true, left, direction, task, children + L.childBytes)
    } else if (free) {
      scanFree(a + offset, b + offset, valueBins, candidate, task)
      if (some) scanFreeMissingLeft(a + offset, b + offset, valueBins, left, task)
    } else {
      scanShrunk(a + offset, b + offset, valueBins, candidate, task)
      if (some) scanShrunkMissingLeft(a + offset, b + offset, valueBins, left, task)
    }
  }
  finish(fit, children, a)
  finish(fit, children + L.childBytes, b)
}

// @ts-ignore: decorator
@inline
function isSome(sums: usize): bool {
  return v128.any_true(v128.load(sums))
}

/** While scanning, a child's record holds the best score, from its own on, and the best candidate. */
function start(child: usize, task: usize): void {
  const gradient = load<f64>(child, L.childGradient)
  const hessian = load<f64>(child, L.childHessian)
  let score: f64
  if (load<i32>(task, L.histogramMonotone)) {
    score = scoreAt(weightOf(gradient, hessian, child, task), gradient, hessian, task)
  } else {
    const shrunk = max(abs(gradient) - load<f64>(task, L.histogramAlpha), 0)
    score = (shrunk * shrunk) / (hessian + load<f64>(task, L.histogramLambda))
  }
  store<f64>(child, score, L.childScore)
  store<f64>(child, score, L.childOwnScore)
  store<f64>(child, -1, L.childLeftGradient)
}

/** Turns the best candidate into a split. */
function finish(fit: usize, child: usize, sums: usize): void {
  const candidate = <i32>load<f64>(child, L.childLeftGradient)
  if (candidate < 0) {
    store<i32>(child, -1, L.childFeature)
    return
  }
  const feature = candidate / candidatesOfFeature
  const side = (candidate % candidatesOfFeature) / candidatesOfSide
  const bin = (candidate % candidatesOfSide) - 1
  const record = <usize>load<u32>(fit, L.fitFeatures) + feature * L.featureBytes
  const bins = sums + <usize>load<i32>(record, L.featureOffset)
  const missing = bins + (<usize>load<i32>(record, L.featureValueBins) << 4)
  let left = side ? v128.load(missing) : f64x2.splat(0)
  for (let k = 0; k <= bin; k++) left = f64x2.add(left, v128.load(bins + (<usize>k << 4)))
  v128.store(child + L.childLeftHessian, left)
  store<i32>(child, feature, L.childFeature)
  store<i32>(child, bin, L.childBin)
  store<i32>(child, side, L.childMissingLeft)
}

// @ts-ignore: decorator
@inline
function both(task: usize, field: usize): v128 {
  const child = task + L.histogramChildren + field
  return f64x2.replace_lane(v128.load64_splat(child), 1, load<f64>(child, L.childBytes))
}

// @ts-ignore: decorator
@inline
function storeBoth(task: usize, field: usize, values: v128): void {
  const child = task + L.histogramChildren + field
  store<f64>(child, f64x2.extract_lane(values, 0))
  store<f64>(child, f64x2.extract_lane(values, 1), L.childBytes)
}

/** The shrunk gradient's square. */
// @ts-ignore: decorator
@inline
function squareOf(gradient: v128, alpha: v128): v128 {
  const shrunk = f64x2.pmax(f64x2.sub(f64x2.abs(gradient), alpha), f64x2.splat(0))
  return f64x2.mul(shrunk, shrunk)
}

/**
 * Scans the bins of one feature upwards, missing values right of every split, or downwards, missing values left: sums
 * grow by one bin at a time on the side without missing values. Of equal candidates the first one met wins, as in
 * XGBoost. Scores of both sides stand over one common denominator, since a division costs as much as all the rest.
 */
// @ts-ignore: decorator
@inline
function scan(
  a: usize,
  b: usize,
  valueBins: i32,
  firstCandidate: i32,
  task: usize,
  missingLeft: bool,
): void {
  const gradient = both(task, L.childGradient)
  const hessian = both(task, L.childHessian)
  const lambda = v128.load64_splat(task, L.histogramLambda)
  const alpha = v128.load64_splat(task, L.histogramAlpha)
  const minChild = v128.load64_splat(task, L.histogramMinChild)
  const most = f64x2.sub(hessian, minChild)
  const wholeWeight = f64x2.add(hessian, lambda)
  let best = both(task, L.childScore)
  let nearHessian = f64x2.splat(0)
  let nearGradient = f64x2.splat(0)
  // Upwards the last bin is not reached: with it nothing would be left on the other side.
  const steps = missingLeft ? valueBins : valueBins - 1
  for (let k = 0; k < steps; k++) {
    const at = <usize>(missingLeft ? valueBins - 1 - k : k) << 4
    const sumsA = v128.load(a + at)
    const sumsB = v128.load(b + at)
    nearHessian = f64x2.add(nearHessian, v128.shuffle<f64>(sumsA, sumsB, 0, 2))
    nearGradient = f64x2.add(nearGradient, v128.shuffle<f64>(sumsA, sumsB, 1, 3))
    const farGradient = f64x2.sub(gradient, nearGradient)
    const nearWeight = f64x2.add(nearHessian, lambda)
    const farWeight = f64x2.sub(wholeWeight, nearHessian)
    const score = f64x2.div(
      f64x2.add(
        f64x2.mul(squareOf(nearGradient, alpha), farWeight),
        f64x2.mul(squareOf(farGradient, alpha), nearWeight),
      ),
      f64x2.mul(nearWeight, farWeight),
    )
    const allowed = v128.and(f64x2.ge(nearHessian, minChild), f64x2.le(nearHessian, most))
    const better = v128.and(f64x2.gt(score, best), allowed)
    if (v128.any_true(better)) {
      // Seldom so, once some candidates have been seen.
      best = v128.bitselect(score, best, better)
      const bin = missingLeft ? valueBins - 2 - k : k
      keepBetter(task, firstCandidate + bin + 1, i64x2.bitmask(better))
    }
  }
  storeBoth(task, L.childScore, best)
}

/** Notes a candidate for the children that it is better for: bit 0 the first, bit 1 the second. */
function keepBetter(task: usize, candidate: i32, children: i32): void {
  const child = task + L.histogramChildren + L.childLeftGradient
  if (children & 1) store<f64>(child, <f64>candidate)
  if (children & 2) store<f64>(child, <f64>candidate, L.childBytes)
}

export function scanShrunk(a: usize, b: usize, valueBins: i32, candidate: i32, task: usize): void {
  scan(a, b, valueBins, candidate, task, false)
}

export function scanShrunkMissingLeft(a: usize, b: usize, valueBins: i32, candidate: i32, task: usize): void {
  scan(a, b, valueBins, candidate, task, true)
}

/** What the quick comparison below may be wrong by, as a share of its terms: far more than their rounding. */
const slack: f64 = 1e-12

/**
 * As `scan` without alpha, and the same to the last bit. With x the weight of the near side, y its gradient, S the
 * weight of both and G their gradient, the score y²/x + (G - y)²/(S - x) is above another one, b, just where
 * S y² > x (b S - G² - b x + 2 G y). That takes no division, and half the steps. It rounds otherwise, so that it only
 * tells which candidates are worth the exact score: few, once some have been seen.
 */
// @ts-ignore: decorator
@inline
function scanQuickly(a: usize, b: usize, valueBins: i32, candidate: i32, task: usize, missingLeft: bool): void {
  const gradient = both(task, L.childGradient)
  const lambda = v128.load64_splat(task, L.histogramLambda)
  const minChild = v128.load64_splat(task, L.histogramMinChild)
  const most = f64x2.sub(both(task, L.childHessian), minChild)
  const bothWeights = f64x2.add(f64x2.add(both(task, L.childHessian), lambda), lambda)
  const twiceGradient = f64x2.add(gradient, gradient)
  const square = f64x2.mul(gradient, gradient)
  let best = both(task, L.childScore)
  let constant = constantOf(best, bothWeights, square)
  let nearA = f64x2.splat(0)
  let nearB = nearA
  // Upwards the last bin is not reached: with it nothing would be left on the other side.
  const size = <usize>max(0, missingLeft ? valueBins : valueBins - 1) << 4
  const end = missingLeft ? a : a + size
  if (missingLeft) {
    a += size
    b += size
  }
  while (a != end) {
    if (missingLeft) {
      a -= 16
      b -= 16
    }
    nearA = f64x2.add(nearA, v128.load(a))
    nearB = f64x2.add(nearB, v128.load(b))
    const hessian = v128.shuffle<f64>(nearA, nearB, 0, 2)
    const near = v128.shuffle<f64>(nearA, nearB, 1, 3)
    const weight = f64x2.add(hessian, lambda)
    const left = f64x2.mul(f64x2.mul(near, near), bothWeights)
    const right = f64x2.mul(
      weight,
      f64x2.add(f64x2.sub(constant, f64x2.mul(best, weight)), f64x2.mul(twiceGradient, near)),
    )
    const allowed = v128.and(f64x2.ge(hessian, minChild), f64x2.le(hessian, most))
    if (i64x2.bitmask(v128.and(f64x2.gt(left, right), allowed))) {
      // Up from bin 0 the candidates are 1, 2 ... and down from the last one n - 1 ... 0, which parts no value.
      const bin = missingLeft ? <i32>((a - end) >> 4) : valueBins - <i32>((end - a) >> 4)
      best = consider(task, candidate + bin, hessian, near)
      constant = constantOf(best, bothWeights, square)
    }
    if (!missingLeft) {
      a += 16
      b += 16
    }
  }
}

/** Keeps a candidate for the children that it is best for so far. Both children's best scores come back. */
export function consider(task: usize, candidate: i32, nearHessian: v128, nearGradient: v128): v128 {
  const lambda = v128.load64_splat(task, L.histogramLambda)
  const minChild = v128.load64_splat(task, L.histogramMinChild)
  const hessian = both(task, L.childHessian)
  const best = both(task, L.childScore)
  const farGradient = f64x2.sub(both(task, L.childGradient), nearGradient)
  const nearWeight = f64x2.add(nearHessian, lambda)
  const farWeight = f64x2.sub(f64x2.add(hessian, lambda), nearHessian)
  const score = f64x2.div(
    f64x2.add(
      f64x2.mul(f64x2.mul(nearGradient, nearGradient), farWeight),
      f64x2.mul(f64x2.mul(farGradient, farGradient), nearWeight),
    ),
    f64x2.mul(nearWeight, farWeight),
  )
  const most = f64x2.sub(hessian, minChild)
  const allowed = v128.and(f64x2.ge(nearHessian, minChild), f64x2.le(nearHessian, most))
  const better = v128.and(f64x2.gt(score, best), allowed)
  if (!v128.any_true(better)) return best
  const now = v128.bitselect(score, best, better)
  storeBoth(task, L.childScore, now)
  keepBetter(task, candidate, i64x2.bitmask(better))
  return now
}

/** b S - G², less the slack. */
// @ts-ignore: decorator
@inline
function constantOf(best: v128, bothWeights: v128, square: v128): v128 {
  const product = f64x2.mul(best, bothWeights)
  return f64x2.sub(f64x2.sub(product, square), f64x2.mul(f64x2.splat(slack), f64x2.add(product, square)))
}

export function scanFree(a: usize, b: usize, valueBins: i32, candidate: i32, task: usize): void {
  scanQuickly(a, b, valueBins, candidate, task, false)
}

export function scanFreeMissingLeft(a: usize, b: usize, valueBins: i32, candidate: i32, task: usize): void {
  scanQuickly(a, b, valueBins, candidate, task, true)
}

/** As `scan`, for one child whose weights must keep a range and an order. */
export function scanMonotone(
  bins: usize,
  valueBins: i32,
  missingLeft: bool,
  firstCandidate: i32,
  direction: f64,
  task: usize,
  child: usize,
): void {
  const gradient = load<f64>(child, L.childGradient)
  const hessian = load<f64>(child, L.childHessian)
  const minChild = load<f64>(task, L.histogramMinChild)
  let nearHessian: f64 = 0
  let nearGradient: f64 = 0
  const steps = missingLeft ? valueBins : valueBins - 1
  // From the side that grows to the other one, the weight may change in this direction.
  const outward = missingLeft ? -direction : direction
  for (let k = 0; k < steps; k++) {
    const at = bins + (<usize>(missingLeft ? valueBins - 1 - k : k) << 4)
    nearHessian += load<f64>(at)
    nearGradient += load<f64>(at, 8)
    if (nearHessian < minChild || nearHessian > hessian - minChild) continue
    const farGradient = gradient - nearGradient
    const farHessian = hessian - nearHessian
    const near = weightOf(nearGradient, nearHessian, child, task)
    const far = weightOf(farGradient, farHessian, child, task)
    const bin = missingLeft ? valueBins - 2 - k : k
    // Missing against all values is no comparison of values: any order of the children will do.
    if (bin >= 0 && outward * (far - near) < 0) continue
    const score = scoreAt(near, nearGradient, nearHessian, task) + scoreAt(far, farGradient, farHessian, task)
    if (score > load<f64>(child, L.childScore)) {
      store<f64>(child, score, L.childScore)
      store<f64>(child, <f64>(firstCandidate + bin + 1), L.childLeftGradient)
    }
  }
}

/** Newton weight within the child's range. */
function weightOf(gradient: f64, hessian: f64, child: usize, task: usize): f64 {
  const alpha = load<f64>(task, L.histogramAlpha)
  const size = max(abs(gradient) - alpha, 0)
  const weight = (gradient > 0 ? -size : size) / (hessian + load<f64>(task, L.histogramLambda))
  return min(max(weight, load<f64>(child, L.childLower)), load<f64>(child, L.childUpper))
}

/** Twice the loss that a weight takes away. */
function scoreAt(weight: f64, gradient: f64, hessian: f64, task: usize): f64 {
  const penalty = 2 * load<f64>(task, L.histogramAlpha) * abs(weight)
  return -(2 * gradient * weight + (hessian + load<f64>(task, L.histogramLambda)) * weight * weight + penalty)
}
