import { gaussLegendre } from './gaussLegendre.ts'
import type { Tree } from './model.ts'

/** How a row stands to an edge: takes it and those above it of the same feature, misses it first, or missed one above. */
const taken = 0
const missed = 1
const missedBefore = 2
const states = 3

/**
 * The Shapley values of a tree's features for a row, where a feature that is left out takes both ways of its splits, by
 * the shares of the training rows that did (`cover`).
 *
 * A leaf of value v, below edges of k features, of each of which the row takes the edges (o = 1) or not (o = 0) and the
 * share z of the rows does, gives feature i
 *
 *     v (o_i - z_i) ∫ Π_{j≠i} (o_j t + z_j (1 - t)) dt  over t from 0 to 1,
 *
 * since the weight s! (k-1-s)! / k! of a set of s features is the integral of t^s (1-t)^(k-1-s). The integrand is a
 * polynomial, so that Gauss's rule with k/2 points is exact, and no term is negative, so that nothing cancels.
 * Products are carried down the tree and sums of leaves up, an edge's feature taking the change that the edge makes:
 * work per row is edges times points.
 *
 * Sources: Lundberg et al., Consistent individualized feature attribution for tree ensembles (2018), algorithm 2 (the
 * values); Yu et al., Linear TreeShap (2022) (down and up again, at the points of a quadrature).
 */
export class ShapleyTree {
  /** The value of the tree when every feature is left out. */
  readonly mean: number
  /** Nodes of the tree. */
  readonly size: number
  private readonly nodes: Nodes
  private readonly points: number
  /** By node, state and point: the factor of the edge above the node, and what its product counts for the feature. */
  private readonly factors: Float64Array
  private readonly shares: Float64Array
  /** By node: whether a row takes the edge above; where its factors are; by point: product, and sum of the leaves. */
  private readonly takes: Uint8Array
  private readonly place: Int32Array
  private readonly products: Float64Array
  private readonly sums: Float64Array

  constructor(tree: Tree) {
    const nodes = walk(tree)
    const { points, weights } = ruleFor(nodes.mostFeatures)
    const count = nodes.parent.length
    this.mean = nodes.mean
    this.size = count
    this.nodes = nodes
    this.points = points.length
    this.factors = new Float64Array(count * states * points.length)
    this.shares = new Float64Array(count * states * points.length)
    for (let node = 1; node < count; node++) this.prepareEdge(node, points)
    this.takes = new Uint8Array(count).fill(1)
    this.place = new Int32Array(count)
    this.products = new Float64Array(count * points.length)
    this.products.set(weights)
    this.sums = new Float64Array(count * points.length)
  }

  /**
   * Adds the contributions of each feature.
   * @param goesLeft by split node: 1 when the row goes left there
   * @param at where the first feature stands in `out`
   */
  addTo(out: Float64Array, at: number, goesLeft: Uint8Array): void {
    this.multiplyDown(goesLeft)
    this.sumUp(out, at)
  }

  private multiplyDown(goesLeft: Uint8Array): void {
    const { factors, takes, place, products, points } = this
    const { parent, isLeft, sameFeature } = this.nodes
    for (let node = 1; node < parent.length; node++) {
      const up = parent[node]
      const before = takes[sameFeature[node]]
      const now = goesLeft[up] === isLeft[node] ? before : 0
      const state = now === 1 ? taken : before === 1 ? missed : missedBefore
      const start = (node * states + state) * points
      takes[node] = now
      place[node] = start
      for (let point = 0; point < points; point++) {
        products[node * points + point] = products[up * points + point] * factors[start + point]
      }
    }
  }

  private sumUp(out: Float64Array, at: number): void {
    const { shares, place, products, sums, points } = this
    const { parent, isLeaf, value, feature } = this.nodes
    sums.fill(0)
    for (let node = parent.length - 1; node > 0; node--) {
      const up = parent[node]
      let change = 0
      for (let point = 0; point < points; point++) {
        const own = node * points + point
        const sum = isLeaf[node] === 1 ? products[own] * value[node] : sums[own]
        sums[up * points + point] += sum
        change += sum * shares[place[node] + point]
      }
      out[at + feature[up]] += change
    }
  }

  /** What the edge changes beside the nearest one above of the same feature; the feature's share there and here. */
  private prepareEdge(node: number, points: Float64Array): void {
    const { factors, shares } = this
    const { sameFeature, share, ratio } = this.nodes
    const z = share[node]
    const zAbove = share[sameFeature[node]]
    const count = points.length
    for (let point = 0, at = node * states * count; point < count; point++, at++) {
      const t = points[point]
      // Above the first edge of a feature its factor is 1, as if its share were 1.
      const factorAbove = t + zAbove * (1 - t)
      const countsAbove = (1 - zAbove) / factorAbove
      const factor = t + z * (1 - t)
      factors[at + taken * count] = factor / factorAbove
      shares[at + taken * count] = (1 - z) / factor - countsAbove
      factors[at + missed * count] = (z * (1 - t)) / factorAbove
      shares[at + missed * count] = -1 / (1 - t) - countsAbove
      factors[at + missedBefore * count] = ratio[node]
    }
  }
}

/** A tree as this algorithm walks it: parents before children. What is said of node 0 stands for "no edge yet". */
interface Nodes {
  parent: Int32Array
  isLeft: Uint8Array
  isLeaf: Uint8Array
  /** Of a leaf. */
  value: Float64Array
  /** Of a split. */
  feature: Int32Array
  /** The lower end of the nearest edge above that splits the same feature; 0 for none. */
  sameFeature: Int32Array
  /** Share of the parent's rows. */
  ratio: Float64Array
  /** Product of the ratios of all edges of the feature, from the root to here. */
  share: Float64Array
  mostFeatures: number
  mean: number
}

function walk({ left, right, feature, threshold, cover }: Tree): Nodes {
  const count = left.length
  const nodes: Nodes = {
    parent: new Int32Array(count),
    isLeft: new Uint8Array(count),
    isLeaf: new Uint8Array(count),
    value: new Float64Array(count),
    feature: Int32Array.from(feature),
    sameFeature: new Int32Array(count),
    ratio: new Float64Array(count).fill(1),
    share: new Float64Array(count).fill(1),
    mostFeatures: 1,
    mean: 0,
  }
  const reached = new Float64Array(count).fill(1)
  const features = new Int32Array(count)
  for (let node = 0; node < count; node++) {
    if (left[node] < 0) {
      nodes.isLeaf[node] = 1
      nodes.value[node] = threshold[node]
      nodes.mean += reached[node] * threshold[node]
      continue
    }
    let above = node
    while (above > 0 && feature[nodes.parent[above]] !== feature[node]) above = nodes.parent[above]
    for (const child of [left[node], right[node]]) {
      const ratio = cover[node] > 0 ? cover[child] / cover[node] : 0.5
      nodes.parent[child] = node
      nodes.isLeft[child] = child === left[node] ? 1 : 0
      nodes.sameFeature[child] = above
      nodes.ratio[child] = ratio
      nodes.share[child] = nodes.share[above] * ratio
      reached[child] = reached[node] * ratio
      features[child] = features[node] + (above === 0 ? 1 : 0)
      nodes.mostFeatures = Math.max(nodes.mostFeatures, features[child])
    }
  }
  return nodes
}

const rules = new Map<number, ReturnType<typeof gaussLegendre>>()

function ruleFor(features: number): ReturnType<typeof gaussLegendre> {
  const points = Math.ceil(features / 2)
  const known = rules.get(points)
  if (known) return known
  const rule = gaussLegendre(points)
  rules.set(points, rule)
  return rule
}
