import type { BinnedFeatures } from './binning.ts'

/** What a split must respect. */
export interface SplitRules {
  lambda: number
  alpha: number
  gamma: number
  minChildWeight: number
  /** Per binned feature -1, 0 or 1; null when no feature is constrained. */
  monotone: Int8Array | null
}

/** Sums over a node's rows, and the range its weight must keep so that the tree stays monotone. */
export interface NodeTotals {
  gradient: number
  hessian: number
  lower: number
  upper: number
}

/** The best split found so far; one object is reused from node to node. */
export interface Split {
  /** Binned feature, -1 when no split is allowed. */
  feature: number
  /** Last value bin that goes left; -1 when only missing values do. */
  bin: number
  missingLeft: boolean
  gain: number
  leftGradient: number
  leftHessian: number
}

export function createSplit(): Split {
  return { feature: -1, bin: -1, missingLeft: false, gain: 0, leftGradient: 0, leftHessian: 0 }
}

/** A gain this small a share of the children's scores is rounding, not structure. */
const gainResolution = 1e-10

/**
 * Finds the split of greatest gain, score(left) + score(right) - score(parent) with
 * score = (|G| - alpha)+^2 / (H + lambda). Each feature is tried with its missing values right, then left.
 * Of equal gains the first wins: lowest feature, missing right, lowest bin.
 * Source: Chen and Guestrin, XGBoost: A Scalable Tree Boosting System (2016), equation 7 and algorithm 3.
 */
export function findBestSplit(
  histogram: Float64Array,
  binned: BinnedFeatures,
  features: Int32Array,
  node: NodeTotals,
  rules: SplitRules,
  best: Split,
): void {
  best.feature = -1
  best.gain = 0
  const parentScore = scoreOf(node.gradient, node.hessian, node, rules)
  for (let k = 0; k < features.length; k++) {
    const feature = features[k]
    scanFeature(histogram, binned, feature, false, node, parentScore, rules, best)
    if (!missesSome(histogram, binned, feature)) continue
    scanFeature(histogram, binned, feature, true, node, parentScore, rules, best)
  }
  if (best.feature >= 0 && !missesSome(histogram, binned, best.feature)) {
    // Nothing to learn from: a value missing later is best taken for one of the heavier child.
    best.missingLeft = 2 * best.leftHessian > node.hessian
  }
}

/** Whether the node has rows that miss the feature. */
function missesSome(histogram: Float64Array, binned: BinnedFeatures, feature: number): boolean {
  if (binned.hasMissing[feature] === 0) return false
  const at = binned.offsets[feature] + 2 * binned.valueBins[feature]
  return histogram[at] !== 0 || histogram[at + 1] !== 0
}

function scanFeature(
  histogram: Float64Array,
  binned: BinnedFeatures,
  feature: number,
  missingLeft: boolean,
  node: NodeTotals,
  parentScore: number,
  rules: SplitRules,
  best: Split,
): void {
  const { gradient, hessian } = node
  const { minChildWeight, gamma } = rules
  const offset = binned.offsets[feature]
  const last = binned.valueBins[feature] - 1
  const missing = offset + 2 * (last + 1)
  const direction = rules.monotone === null ? 0 : rules.monotone[feature]
  const free = rules.monotone === null
  let leftGradient = missingLeft ? histogram[missing] : 0
  let leftHessian = missingLeft ? histogram[missing + 1] : 0
  let bestGain = best.gain
  for (let bin = missingLeft ? -1 : 0; bin < last || (bin === -1 && last >= 0); bin++) {
    if (bin >= 0) {
      const binGradient = histogram[offset + 2 * bin]
      const binHessian = histogram[offset + 2 * bin + 1]
      if (binGradient === 0 && binHessian === 0) continue // the same rows as the bin before
      leftGradient += binGradient
      leftHessian += binHessian
    }
    if (leftHessian < minChildWeight || leftHessian <= 0) continue
    const rightHessian = hessian - leftHessian
    if (rightHessian < minChildWeight || rightHessian <= 0) break
    const rightGradient = gradient - leftGradient
    const children = free
      ? freeScores(leftGradient, leftHessian, rightGradient, rightHessian, rules)
      : // Missing against all values is no comparison of values: any order of the children will do.
        constrainedScores(
          leftGradient,
          leftHessian,
          rightGradient,
          rightHessian,
          bin < 0 ? 0 : direction,
          node,
          rules,
        )
    const gain = children - parentScore
    if (gain > bestGain && gain >= gamma && gain > gainResolution * children) {
      bestGain = gain
      best.feature = feature
      best.bin = bin
      best.missingLeft = missingLeft
      best.gain = gain
      best.leftGradient = leftGradient
      best.leftHessian = leftHessian
    }
  }
}

/**
 * Newton weight of a node, -(G shrunk by alpha) / (H + lambda), kept within the node's range.
 * A node lighter than the least child (it can only be the root) says nothing, as in XGBoost.
 */
export function leafWeight(gradient: number, hessian: number, node: NodeTotals, rules: SplitRules): number {
  if (hessian <= 0 || hessian < rules.minChildWeight) return 0
  const weight = -shrink(gradient, rules.alpha) / (hessian + rules.lambda)
  return Math.min(Math.max(weight, node.lower), node.upper)
}

function freeScore(gradient: number, hessian: number, { alpha, lambda }: SplitRules): number {
  const shrunk = shrink(gradient, alpha)
  return (shrunk * shrunk) / (hessian + lambda)
}

/** Score of both children over one common denominator, since a division costs as much as all the rest. */
function freeScores(
  leftGradient: number,
  leftHessian: number,
  rightGradient: number,
  rightHessian: number,
  { alpha, lambda }: SplitRules,
): number {
  const left = alpha === 0 ? leftGradient : shrink(leftGradient, alpha)
  const right = alpha === 0 ? rightGradient : shrink(rightGradient, alpha)
  const leftWeight = leftHessian + lambda
  const rightWeight = rightHessian + lambda
  return (left * left * rightWeight + right * right * leftWeight) / (leftWeight * rightWeight)
}

function constrainedScores(
  leftGradient: number,
  leftHessian: number,
  rightGradient: number,
  rightHessian: number,
  direction: number,
  node: NodeTotals,
  rules: SplitRules,
): number {
  const left = leafWeight(leftGradient, leftHessian, node, rules)
  const right = leafWeight(rightGradient, rightHessian, node, rules)
  if (direction * (right - left) < 0) return -Infinity
  return scoreAt(left, leftGradient, leftHessian, rules) + scoreAt(right, rightGradient, rightHessian, rules)
}

function scoreOf(gradient: number, hessian: number, node: NodeTotals, rules: SplitRules): number {
  if (hessian <= 0) return 0
  if (rules.monotone === null) return freeScore(gradient, hessian, rules)
  return scoreAt(leafWeight(gradient, hessian, node, rules), gradient, hessian, rules)
}

/** Twice the loss that a given weight takes away; at the free optimum it equals `freeScore`. */
function scoreAt(weight: number, gradient: number, hessian: number, { alpha, lambda }: SplitRules): number {
  return -(2 * gradient * weight + (hessian + lambda) * weight * weight + 2 * alpha * Math.abs(weight))
}

function shrink(gradient: number, alpha: number): number {
  if (gradient > alpha) return gradient - alpha
  if (gradient < -alpha) return gradient + alpha
  return 0
}
