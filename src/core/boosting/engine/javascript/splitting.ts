import * as layout from '../../layout.ts'
import type { Views } from './views.ts'

/** One child of a node, and the rules for its split. */
interface Child {
  gradient: number
  hessian: number
  lower: number
  upper: number
  lambda: number
  alpha: number
  minChild: number
  monotone: boolean
}

/** The best split found so far. */
interface Best {
  score: number
  feature: number
  bin: number
  side: number
  leftGradient: number
  leftHessian: number
}

/** Where sums of a feature start, in float64 words, and how many bins values take. */
interface Place {
  feature: number
  sums: number
  valueBins: number
  hasMissing: boolean
  direction: number
}

export function scanChildren(views: Views, fit: number, task: number): void {
  const own = views.i32[(task + layout.histogramOwn) / 4]
  const parent = views.i32[(task + layout.histogramParent) / 4]
  scanChild(views, fit, task, task + layout.histogramChildren, own)
  scanChild(
    views,
    fit,
    task,
    task + layout.histogramChildren + layout.childBytes,
    parent === 0 ? own : parent,
  )
}

function scanChild(views: Views, fit: number, task: number, at: number, sums: number): void {
  const { i32, u8, f64 } = views
  const child: Child = {
    gradient: f64[(at + layout.childGradient) / 8],
    hessian: f64[(at + layout.childHessian) / 8],
    lower: f64[(at + layout.childLower) / 8],
    upper: f64[(at + layout.childUpper) / 8],
    lambda: f64[(task + layout.histogramLambda) / 8],
    alpha: f64[(task + layout.histogramAlpha) / 8],
    minChild: f64[(task + layout.histogramMinChild) / 8],
    monotone: i32[(task + layout.histogramMonotone) / 4] === 1,
  }
  const ownScore = child.monotone
    ? scoreAt(weightOf(child.gradient, child.hessian, child), child.gradient, child.hessian, child)
    : shrunkSquare(child.gradient, child.alpha) / (child.hessian + child.lambda)
  const best: Best = { score: ownScore, feature: -1, bin: 0, side: 0, leftGradient: 0, leftHessian: 0 }
  const allowed = i32[(task + layout.histogramAllowed) / 4]
  const end = i32[(task + layout.histogramEndFeature) / 4]
  for (let feature = i32[(task + layout.histogramFirstFeature) / 4]; feature < end; feature++) {
    if (u8[allowed + feature] === 0) continue
    const place = placeOf(views, fit, feature, sums)
    scanFeature(views, place, child, 0, best)
    if (missesSome(views, place)) scanFeature(views, place, child, 1, best)
  }
  f64[(at + layout.childScore) / 8] = best.score
  f64[(at + layout.childOwnScore) / 8] = ownScore
  i32[(at + layout.childFeature) / 4] = best.feature
  if (best.feature < 0) return
  const some = missesSome(views, placeOf(views, fit, best.feature, sums))
  const heavierLeft = 2 * best.leftHessian > child.hessian ? 1 : 0
  f64[(at + layout.childLeftGradient) / 8] = best.leftGradient
  f64[(at + layout.childLeftHessian) / 8] = best.leftHessian
  i32[(at + layout.childBin) / 4] = best.bin
  i32[(at + layout.childMissingLeft) / 4] = some ? best.side : heavierLeft
}

function placeOf({ i32 }: Views, fit: number, feature: number, sums: number): Place {
  const record = i32[(fit + layout.fitFeatures) / 4] + feature * layout.featureBytes
  const at = (field: number) => i32[(record + field) / 4]
  return {
    feature,
    sums: (sums + at(layout.featureOffset)) / 8,
    valueBins: at(layout.featureValueBins),
    hasMissing: at(layout.featureHasMissing) === 1,
    direction: at(layout.featureMonotone),
  }
}

function missesSome({ f64 }: Views, { sums, valueBins, hasMissing }: Place): boolean {
  const missing = sums + 2 * valueBins
  return hasMissing && (f64[missing] !== 0 || f64[missing + 1] !== 0)
}

/** @param side 1: missing values go left */
function scanFeature({ f64 }: Views, place: Place, child: Child, side: number, best: Best): void {
  const { sums, valueBins } = place
  const missing = sums + 2 * valueBins
  const mostLeft = child.hessian - child.minChild
  let leftHessian = side === 1 ? f64[missing] : 0
  let leftGradient = side === 1 ? f64[missing + 1] : 0
  for (let bin = side === 1 ? -1 : 0; bin < valueBins - 1 || bin === -1; bin++) {
    if (bin >= 0) {
      leftHessian += f64[sums + 2 * bin]
      leftGradient += f64[sums + 2 * bin + 1]
    }
    if (leftHessian < child.minChild || leftHessian > mostLeft) continue
    const rightGradient = child.gradient - leftGradient
    const rightHessian = child.hessian - leftHessian
    const score = child.monotone
      ? monotoneScore(
          leftGradient,
          leftHessian,
          rightGradient,
          rightHessian,
          bin < 0 ? 0 : place.direction,
          child,
        )
      : freeScore(leftGradient, leftHessian, rightGradient, child)
    if (score > best.score) {
      Object.assign(best, { score, feature: place.feature, bin, side, leftGradient, leftHessian })
    }
  }
}

function freeScore(
  leftGradient: number,
  leftHessian: number,
  rightGradient: number,
  { hessian, lambda, alpha }: Child,
): number {
  const leftWeight = leftHessian + lambda
  const rightWeight = hessian + lambda - leftHessian
  const both =
    shrunkSquare(leftGradient, alpha) * rightWeight + shrunkSquare(rightGradient, alpha) * leftWeight
  return both / (leftWeight * rightWeight)
}

function monotoneScore(
  leftGradient: number,
  leftHessian: number,
  rightGradient: number,
  rightHessian: number,
  direction: number,
  child: Child,
): number {
  const left = weightOf(leftGradient, leftHessian, child)
  const right = weightOf(rightGradient, rightHessian, child)
  if (direction * (right - left) < 0) return -Infinity
  return scoreAt(left, leftGradient, leftHessian, child) + scoreAt(right, rightGradient, rightHessian, child)
}

function shrunkSquare(gradient: number, alpha: number): number {
  const shrunk = Math.max(Math.abs(gradient) - alpha, 0)
  return shrunk * shrunk
}

function weightOf(gradient: number, hessian: number, { lambda, alpha, lower, upper }: Child): number {
  const size = Math.max(Math.abs(gradient) - alpha, 0)
  const weight = (gradient > 0 ? -size : size) / (hessian + lambda)
  return Math.min(Math.max(weight, lower), upper)
}

function scoreAt(weight: number, gradient: number, hessian: number, { lambda, alpha }: Child): number {
  return -(2 * gradient * weight + (hessian + lambda) * weight * weight + 2 * alpha * Math.abs(weight))
}
