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

/** Sums of the rows on one side of a split. */
interface Side {
  gradient: number
  hessian: number
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
  f64[(at + layout.childLeftGradient) / 8] = best.leftGradient
  f64[(at + layout.childLeftHessian) / 8] = best.leftHessian
  i32[(at + layout.childBin) / 4] = best.bin
  i32[(at + layout.childMissingLeft) / 4] = best.side
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

/** @param side 1: missing values go left, and bins are met from the last one down */
function scanFeature({ f64 }: Views, place: Place, child: Child, side: number, best: Best): void {
  const { feature, sums, valueBins, direction } = place
  const steps = side === 1 ? valueBins : valueBins - 1
  const most = child.hessian - child.minChild
  const near: Side = { gradient: 0, hessian: 0 }
  for (let k = 0; k < steps; k++) {
    const at = sums + 2 * (side === 1 ? valueBins - 1 - k : k)
    near.hessian += f64[at]
    near.gradient += f64[at + 1]
    if (near.hessian < child.minChild || near.hessian > most) continue
    const far: Side = { gradient: child.gradient - near.gradient, hessian: child.hessian - near.hessian }
    const bin = side === 1 ? valueBins - 2 - k : k
    const outward = bin < 0 ? 0 : side === 1 ? -direction : direction
    const score = child.monotone ? monotoneScore(near, far, outward, child) : freeScore(near, far, child)
    if (!(score > best.score)) continue
    const left = side === 1 ? far : near
    best.score = score
    best.feature = feature
    best.bin = bin
    best.side = side
    best.leftGradient = left.gradient
    best.leftHessian = left.hessian
  }
}

function freeScore(near: Side, far: Side, { hessian, lambda, alpha }: Child): number {
  const nearWeight = near.hessian + lambda
  const farWeight = hessian + lambda - near.hessian
  const both = shrunkSquare(near.gradient, alpha) * farWeight + shrunkSquare(far.gradient, alpha) * nearWeight
  return both / (nearWeight * farWeight)
}

/** @param outward how the weight may change from the near side to the far one: 1 rise, -1 fall, 0 either */
function monotoneScore(near: Side, far: Side, outward: number, child: Child): number {
  const nearWeight = weightOf(near.gradient, near.hessian, child)
  const farWeight = weightOf(far.gradient, far.hessian, child)
  if (outward * (farWeight - nearWeight) < 0) return -Infinity
  return (
    scoreAt(nearWeight, near.gradient, near.hessian, child) +
    scoreAt(farWeight, far.gradient, far.hessian, child)
  )
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
