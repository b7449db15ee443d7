import type { BinnedFeatures } from './binning.ts'
import type { Tree } from './model.ts'

/** What growing needs of each node of a tree; the finished tree keeps less. Grows as nodes are added. */
export class Nodes {
  count = 0
  left: Int32Array = new Int32Array(0)
  right: Int32Array = new Int32Array(0)
  depth: Int32Array = new Int32Array(0)
  /** Binned feature, not column. */
  feature: Int32Array = new Int32Array(0)
  bin: Int16Array = new Int16Array(0)
  missingLeft: Uint8Array = new Uint8Array(0)
  threshold: Float32Array = new Float32Array(0)
  gain: Float32Array = new Float32Array(0)
  /** The node's stretch of the row list. */
  begin: Int32Array = new Int32Array(0)
  end: Int32Array = new Int32Array(0)
  /** Sums in the units of the data. */
  gradient: Float64Array = new Float64Array(0)
  hessian: Float64Array = new Float64Array(0)
  /** The range that the node's weight keeps, so that the tree stays monotone. */
  lower: Float64Array = new Float64Array(0)
  upper: Float64Array = new Float64Array(0)
  weight: Float64Array = new Float64Array(0)
  /** Float32 as in the model file, so that training sees the very values that prediction adds. */
  value: Float32Array = new Float32Array(0)

  clear(): void {
    this.count = 0
  }

  /** Adds a leaf, without its sums and weight. */
  add(begin: number, end: number, depth: number): number {
    if (this.count === this.left.length) this.enlarge()
    const node = this.count++
    this.left[node] = -1
    this.right[node] = -1
    this.feature[node] = 0
    this.bin[node] = 0
    this.threshold[node] = 0
    this.missingLeft[node] = 0
    this.gain[node] = 0
    this.begin[node] = begin
    this.end[node] = end
    this.depth[node] = depth
    return node
  }

  leaves(): number[] {
    const leaves: number[] = []
    for (let node = 0; node < this.count; node++) if (this.left[node] < 0) leaves.push(node)
    return leaves
  }

  /** The tree with its nodes numbered level by level, as XGBoost's are, whichever child was grown first. */
  finish(binned: BinnedFeatures, group: number): Tree {
    const { count } = this
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
      tree.cover[i] = this.hessian[node]
      if (this.left[node] < 0) {
        tree.threshold[i] = this.value[node]
        tree.weight[i] = this.value[node]
        continue
      }
      tree.feature[i] = binned.column[this.feature[node]]
      tree.threshold[i] = this.threshold[node]
      tree.defaultLeft[i] = this.missingLeft[node]
      tree.gain[i] = this.gain[node]
      tree.weight[i] = this.weight[node]
      tree.left[i] = numbered
      order[numbered++] = this.left[node]
      tree.right[i] = numbered
      order[numbered++] = this.right[node]
    }
    return tree
  }

  private enlarge(): void {
    const capacity = Math.max(32, 2 * this.left.length)
    const int32 = (old: Int32Array) => copied(old, new Int32Array(capacity))
    const float64 = (old: Float64Array) => copied(old, new Float64Array(capacity))
    this.left = int32(this.left)
    this.right = int32(this.right)
    this.depth = int32(this.depth)
    this.feature = int32(this.feature)
    this.begin = int32(this.begin)
    this.end = int32(this.end)
    this.bin = copied(this.bin, new Int16Array(capacity))
    this.missingLeft = copied(this.missingLeft, new Uint8Array(capacity))
    this.threshold = copied(this.threshold, new Float32Array(capacity))
    this.gain = copied(this.gain, new Float32Array(capacity))
    this.value = copied(this.value, new Float32Array(capacity))
    this.gradient = float64(this.gradient)
    this.hessian = float64(this.hessian)
    this.lower = float64(this.lower)
    this.upper = float64(this.upper)
    this.weight = float64(this.weight)
  }
}

function copied<T extends { set(from: T): void }>(from: T, to: T): T {
  to.set(from)
  return to
}
