import type { Tree } from './model.ts'

/** Splits whose outcomes fit a number's bits. */
const mostBits = 32

/**
 * A tree and the leaves that some rows end in, to be asked again and again where the rows would end if they had some
 * features of other rows.
 *
 * Of a tree of few splits it is kept for each row which way it would go at every split, in bits, and which splits it
 * meets: a row moves only where it meets a split at which the other row goes the other way, and few do.
 */
export class ScoredTree {
  private readonly tree: Tree
  private readonly values: Float32Array
  private readonly rows: number
  private readonly leaf: Float32Array
  /** By row, a bit for each split: 1 where it goes left, and where it comes by; null for a tree of many splits. */
  private readonly bits: { goesLeft: Uint32Array; meets: Uint32Array; ofNode: Int32Array } | null

  /** @param values the features of the rows, feature after feature, as float32 */
  constructor(tree: Tree, values: Float32Array, rows: number) {
    this.tree = tree
    this.values = values
    this.rows = rows
    this.leaf = new Float32Array(rows)
    const splits = tree.left.reduce((count, left) => count + (left >= 0 ? 1 : 0), 0)
    this.bits = splits > mostBits ? null : this.readBits()
    for (let row = 0; row < rows; row++) this.leaf[row] = this.leafOf(row, row, [])
  }

  splitsOn(columns: readonly number[]): boolean {
    const { left, feature } = this.tree
    return feature.some((column, node) => left[node] >= 0 && columns.includes(column))
  }

  /** Adds each row's leaf to the margins (rows x groups). */
  addTo(margins: Float64Array, groups: number): void {
    for (let row = 0; row < this.rows; row++) margins[row * groups + this.tree.group] += this.leaf[row]
  }

  /** Adds what changes when each row has the columns named of the row that `order` puts in its place. */
  addShuffled(margins: Float64Array, groups: number, order: Int32Array, columns: readonly number[]): void {
    const { leaf, rows, bits } = this
    const { group } = this.tree
    if (bits === null) {
      for (let row = 0; row < rows; row++) {
        margins[row * groups + group] += this.leafOf(row, order[row], columns) - leaf[row]
      }
      return
    }
    const { goesLeft, meets } = bits
    const mask = this.maskOf(columns, bits.ofNode)
    for (let row = 0; row < rows; row++) {
      const own = goesLeft[row]
      const differs = (own ^ goesLeft[order[row]]) & mask
      if ((differs & meets[row]) !== 0) {
        margins[row * groups + group] += this.leafByBits(own ^ differs, bits.ofNode) - leaf[row]
      }
    }
  }

  private maskOf(columns: readonly number[], ofNode: Int32Array): number {
    const { left, feature } = this.tree
    let mask = 0
    for (let node = 0; node < left.length; node++) {
      if (left[node] >= 0 && columns.includes(feature[node])) mask |= 1 << ofNode[node]
    }
    return mask
  }

  private leafByBits(goesLeft: number, ofNode: Int32Array): number {
    const { left, right, threshold } = this.tree
    let node = 0
    while (left[node] >= 0) node = (goesLeft >>> ofNode[node]) & 1 ? left[node] : right[node]
    return threshold[node]
  }

  /** The leaf of a row that has some columns of another. */
  private leafOf(row: number, other: number, columns: readonly number[]): number {
    const { left, right, threshold, feature } = this.tree
    let node = 0
    while (left[node] >= 0) {
      const from = columns.includes(feature[node]) ? other : row
      node = this.isLeft(node, from) ? left[node] : right[node]
    }
    return threshold[node]
  }

  private isLeft(node: number, row: number): boolean {
    const { feature, threshold, defaultLeft } = this.tree
    const value = this.values[feature[node] * this.rows + row]
    return Number.isNaN(value) ? defaultLeft[node] === 1 : value < threshold[node]
  }

  private readBits() {
    const { rows } = this
    const { left, right } = this.tree
    const goesLeft = new Uint32Array(rows)
    const meets = new Uint32Array(rows)
    const ofNode = new Int32Array(left.length)
    for (let node = 0, bit = 0; node < left.length; node++) {
      if (left[node] < 0) continue
      ofNode[node] = bit
      for (let row = 0; row < rows; row++) if (this.isLeft(node, row)) goesLeft[row] |= 1 << bit
      bit++
    }
    for (let row = 0; row < rows; row++) {
      for (let node = 0; left[node] >= 0; ) {
        meets[row] |= 1 << ofNode[node]
        node = (goesLeft[row] >>> ofNode[node]) & 1 ? left[node] : right[node]
      }
    }
    return { goesLeft, meets, ofNode }
  }
}
