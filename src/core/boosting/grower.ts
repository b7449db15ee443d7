import type { BinnedFeatures } from './binning.ts'
import { buildHistogram, createHistogram, subtractHistogram } from './histogram.ts'
import type { Tree } from './model.ts'
import type { NodeTotals, Split, SplitRules } from './splitting.ts'
import { createSplit, findBestSplit, leafWeight } from './splitting.ts'

export interface GrowthParams extends SplitRules {
  depth: number
  rate: number
}

/** Below every finite float32 but one: with it only missing values go left. */
const belowEveryValue = -3.4028234663852886e38

/**
 * Grows trees over one binned data set. Nodes are split down to the greatest depth, parents before children.
 * The rows of a node are one stretch of a list that is parted in place; of two children only the smaller gets a
 * histogram built, the larger is what remains of the parent's. Buffers live as long as the grower.
 */
export class TreeGrower {
  private readonly binned: BinnedFeatures
  private readonly params: GrowthParams
  private readonly nodes: NodeBuffers
  private readonly histograms: Float64Array[]
  private readonly spill: Int32Array
  private readonly split: Split = createSplit()
  private readonly totals: NodeTotals = { gradient: 0, hessian: 0, lower: 0, upper: 0 }
  private count = 0
  private rows: Int32Array
  private features: Int32Array
  private pairs: Float64Array

  constructor(binned: BinnedFeatures, params: GrowthParams) {
    this.binned = binned
    this.params = params
    this.nodes = nodeBuffers(2 * Math.min(2 ** params.depth, binned.rows))
    this.histograms = []
    this.spill = new Int32Array(binned.rows)
    this.rows = new Int32Array(0)
    this.features = new Int32Array(0)
    this.pairs = new Float64Array(0)
  }

  /**
   * Grows one tree.
   * @param rows rows to learn from; reordered so that each leaf holds one stretch of it
   * @param features binned features that may split, ascending
   * @param pairs gradient and hessian of every row, in pairs
   */
  grow(rows: Int32Array, features: Int32Array, pairs: Float64Array, group: number): Tree {
    this.rows = rows
    this.features = features
    this.pairs = pairs
    this.count = 0
    let gradient = 0
    let hessian = 0
    for (let i = 0; i < rows.length; i++) {
      gradient += pairs[2 * rows[i]]
      hessian += pairs[2 * rows[i] + 1]
    }
    const root = this.addNode(0, rows.length, gradient, hessian, -Infinity, Infinity)
    if (this.maySplit(root, 0)) {
      buildHistogram(this.histogram(0), this.binned, features, rows, 0, rows.length, pairs)
      this.splitNode(root, 0, 0)
    }
    return this.finish(group)
  }

  /** Adds the tree just grown to the margins (rows x groups) of the rows that it learned from. */
  addToMargins(margins: Float32Array, groups: number, group: number): void {
    const { left, begin, end, value } = this.nodes
    for (let node = 0; node < this.count; node++) {
      if (left[node] >= 0) continue
      for (let i = begin[node]; i < end[node]; i++) margins[this.rows[i] * groups + group] += value[node]
    }
  }

  /** Adds the tree just grown to the margins of any rows, by walking their bins. */
  addToMarginsByBins(rows: Int32Array, margins: Float32Array, groups: number, group: number): void {
    const { left, right, value, feature, bin, missingLeft } = this.nodes
    const { bins, count, valueBins } = this.binned
    for (let i = 0; i < rows.length; i++) {
      const start = rows[i] * count
      let node = 0
      while (left[node] >= 0) {
        const split = feature[node]
        const rowBin = bins[start + split]
        const goesLeft = rowBin <= bin[node] || (missingLeft[node] === 1 && rowBin === valueBins[split])
        node = goesLeft ? left[node] : right[node]
      }
      margins[rows[i] * groups + group] += value[node]
    }
  }

  /** Splits a node whose histogram is in `slot`, and its children after it. The slot is used up. */
  private splitNode(node: number, slot: number, depth: number): void {
    const { nodes, split, totals } = this
    totals.gradient = nodes.gradient[node]
    totals.hessian = nodes.hessian[node]
    totals.lower = nodes.lower[node]
    totals.upper = nodes.upper[node]
    findBestSplit(this.histogram(slot), this.binned, this.features, totals, this.params, split)
    if (split.feature < 0) return
    const left = this.addChildren(node)
    const right = left + 1
    const leftRows = nodes.end[left] - nodes.begin[left]
    const rightRows = nodes.end[right] - nodes.begin[right]
    const smaller = leftRows <= rightRows ? left : right
    const larger = leftRows <= rightRows ? right : left
    const splitSmaller = this.maySplit(smaller, depth + 1)
    const splitLarger = this.maySplit(larger, depth + 1)
    if (!splitSmaller && !splitLarger) return
    const { begin, end } = nodes
    const small = this.histogram(slot + 1)
    buildHistogram(small, this.binned, this.features, this.rows, begin[smaller], end[smaller], this.pairs)
    if (splitLarger) subtractHistogram(this.histogram(slot), small)
    if (splitSmaller) this.splitNode(smaller, slot + 1, depth + 1)
    if (splitLarger) this.splitNode(larger, slot, depth + 1)
  }

  /** Records the split found, parts the node's rows and adds both children, of which the left one is returned. */
  private addChildren(node: number): number {
    const { nodes, split, binned, params, totals } = this
    const { feature, bin, leftGradient, leftHessian } = split
    nodes.feature[node] = feature
    nodes.bin[node] = bin
    nodes.missingLeft[node] = split.missingLeft ? 1 : 0
    nodes.gain[node] = split.gain
    nodes.threshold[node] = bin < 0 ? belowEveryValue : binned.cuts[feature][bin]
    const rightGradient = totals.gradient - leftGradient
    const rightHessian = totals.hessian - leftHessian
    let { lower: leftLower, upper: leftUpper, lower: rightLower, upper: rightUpper } = totals
    const direction = params.monotone === null || bin < 0 ? 0 : params.monotone[feature]
    if (direction !== 0) {
      // Whatever happens below, no leaf may cross the middle between both children's weights.
      const middle =
        (leafWeight(leftGradient, leftHessian, totals, params) +
          leafWeight(rightGradient, rightHessian, totals, params)) /
        2
      if (direction > 0) {
        leftUpper = middle
        rightLower = middle
      } else {
        leftLower = middle
        rightUpper = middle
      }
    }
    const begin = nodes.begin[node]
    const end = nodes.end[node]
    const middleRow = this.partition(node, begin, end)
    const left = this.addNode(begin, middleRow, leftGradient, leftHessian, leftLower, leftUpper)
    this.addNode(middleRow, end, rightGradient, rightHessian, rightLower, rightUpper)
    nodes.left[node] = left
    nodes.right[node] = left + 1
    return left
  }

  /** Moves the rows that go left to the front of the stretch; both sides keep their order. */
  private partition(node: number, begin: number, end: number): number {
    const { rows, spill, nodes } = this
    const { bins, count, valueBins } = this.binned
    const feature = nodes.feature[node]
    const bin = nodes.bin[node]
    const missing = valueBins[feature]
    const missingLeft = nodes.missingLeft[node] === 1
    let target = begin
    let spilled = 0
    for (let i = begin; i < end; i++) {
      const row = rows[i]
      const rowBin = bins[row * count + feature]
      // A value's bin is below that of missing values, so that one comparison tells most rows' side.
      if (rowBin <= bin || (missingLeft && rowBin === missing)) rows[target++] = row
      else spill[spilled++] = row
    }
    for (let i = 0; i < spilled; i++) rows[target + i] = spill[i]
    return target
  }

  private addNode(
    begin: number,
    end: number,
    gradient: number,
    hessian: number,
    lower: number,
    upper: number,
  ): number {
    const { nodes, params, totals } = this
    const node = this.count++
    nodes.left[node] = -1
    nodes.right[node] = -1
    nodes.feature[node] = 0
    nodes.bin[node] = 0
    nodes.threshold[node] = 0
    nodes.missingLeft[node] = 0
    nodes.gain[node] = 0
    nodes.begin[node] = begin
    nodes.end[node] = end
    nodes.gradient[node] = gradient
    nodes.hessian[node] = hessian
    nodes.lower[node] = lower
    nodes.upper[node] = upper
    totals.lower = lower
    totals.upper = upper
    nodes.weight[node] = leafWeight(gradient, hessian, totals, params)
    nodes.value[node] = nodes.weight[node] * params.rate
    return node
  }

  private maySplit(node: number, depth: number): boolean {
    const { hessian, begin, end } = this.nodes
    const enoughWeight = hessian[node] >= 2 * this.params.minChildWeight && hessian[node] > 0
    return depth < this.params.depth && end[node] - begin[node] > 1 && enoughWeight
  }

  private histogram(slot: number): Float64Array {
    while (this.histograms.length <= slot) this.histograms.push(createHistogram(this.binned))
    return this.histograms[slot]
  }

  /** The tree with its nodes numbered level by level, as XGBoost's are, whichever child was grown first. */
  private finish(group: number): Tree {
    const { nodes, count, binned } = this
    const order = new Int32Array(count)
    const tree: Tree = {
      group,
      left: new Int32Array(count).fill(-1),
      right: new Int32Array(count).fill(-1),
      feature: new Int32Array(count),
      threshold: new Float32Array(count),
      defaultLeft: new Uint8Array(count),
      gain: new Float32Array(count),
      cover: new Float32Array(count),
      weight: new Float32Array(count),
    }
    for (let i = 0, numbered = 1; i < count; i++) {
      const node = order[i]
      tree.cover[i] = nodes.hessian[node]
      if (nodes.left[node] < 0) {
        tree.threshold[i] = nodes.value[node]
        tree.weight[i] = nodes.value[node]
        continue
      }
      tree.feature[i] = binned.column[nodes.feature[node]]
      tree.threshold[i] = nodes.threshold[node]
      tree.defaultLeft[i] = nodes.missingLeft[node]
      tree.gain[i] = nodes.gain[node]
      tree.weight[i] = nodes.weight[node]
      tree.left[i] = numbered
      order[numbered++] = nodes.left[node]
      tree.right[i] = numbered
      order[numbered++] = nodes.right[node]
    }
    return tree
  }
}

/** What growing needs of each node; the finished tree keeps less. */
type NodeBuffers = ReturnType<typeof nodeBuffers>

function nodeBuffers(capacity: number) {
  return {
    left: new Int32Array(capacity),
    right: new Int32Array(capacity),
    /** Binned feature, not column. */
    feature: new Int32Array(capacity),
    bin: new Int16Array(capacity),
    missingLeft: new Uint8Array(capacity),
    threshold: new Float32Array(capacity),
    gain: new Float32Array(capacity),
    /** The node's stretch of the row list. */
    begin: new Int32Array(capacity),
    end: new Int32Array(capacity),
    gradient: new Float64Array(capacity),
    hessian: new Float64Array(capacity),
    lower: new Float64Array(capacity),
    upper: new Float64Array(capacity),
    weight: new Float64Array(capacity),
    /** Float32 as in the model file, so that training sees the very values that prediction adds. */
    value: new Float32Array(capacity),
  }
}
