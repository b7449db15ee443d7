import type { Tree } from './model.ts'
import { ShapleyTree } from './shapleyTree.ts'

/** Most splits whose outcomes one table lists: two to this power are its entries for a feature. */
const mostSplits = 7

/**
 * The contributions of a few leaves for every outcome of the splits that decide about them: those above the leaves and
 * those between them. Bit i of an outcome says that the row goes left at `splits[i]`.
 */
export interface OutcomeTable {
  /** Node numbers in the tree. */
  splits: number[]
  features: number[]
  /** Feature by feature, one entry for each outcome. */
  contributions: Float64Array
}

/**
 * Parts the leaves of a tree into tables, as few as may be. A row's contributions are then one entry for each table and
 * feature, added up.
 * @returns null when a leaf lies below too many splits: such a tree would take more room than it saves time
 */
export function outcomeTables(tree: Tree): OutcomeTable[] | null {
  const splitsBelow = countSplits(tree)
  const tables: OutcomeTable[] = []
  const visit = (node: number, above: number[]): boolean => {
    if (above.length + splitsBelow[node] <= mostSplits) {
      if (above.length + splitsBelow[node] > 0) tables.push(tableOf(tree, node, above))
      return true
    }
    if (tree.left[node] < 0) return false
    const path = [...above, node]
    return visit(tree.left[node], path) && visit(tree.right[node], path)
  }
  return visit(0, []) ? tables : null
}

/** Splits at and below each node. */
function countSplits({ left, right }: Tree): Int32Array {
  const splits = new Int32Array(left.length)
  for (let node = left.length - 1; node >= 0; node--) {
    if (left[node] >= 0) splits[node] = 1 + splits[left[node]] + splits[right[node]]
  }
  return splits
}

function tableOf(tree: Tree, root: number, above: number[]): OutcomeTable {
  const { part, splits } = partOf(tree, root, above)
  const features = [...new Set(splits.map((split) => tree.feature[split]))]
  const shapley = new ShapleyTree({ ...part, feature: part.feature.map((one) => features.indexOf(one)) })
  const outcomes = 2 ** splits.length
  const contributions = new Float64Array(outcomes * features.length)
  const splitsOfPart = Array.from(part.left.keys()).filter((node) => part.left[node] >= 0)
  const goesLeft = new Uint8Array(part.left.length)
  const entry = new Float64Array(features.length)
  for (let outcome = 0; outcome < outcomes; outcome++) {
    splitsOfPart.forEach((split, i) => {
      goesLeft[split] = (outcome >> i) & 1
    })
    shapley.addTo(entry.fill(0), 0, goesLeft)
    for (let i = 0; i < features.length; i++) contributions[i * outcomes + outcome] = entry[i]
  }
  return { splits, features, contributions }
}

/**
 * The tree without all that hangs beside the way to `root`: a leaf of 0 stands there, which contributes nothing.
 * `splits` are the splits that are left, by their numbers in the whole tree and in the order of the part.
 */
function partOf(tree: Tree, root: number, above: number[]): { part: Tree; splits: number[] } {
  const order = [0]
  const left: number[] = []
  const right: number[] = []
  const inside = new Set<number>()
  const splits: number[] = []
  for (let i = 0; i < order.length; i++) {
    const node = order[i]
    if (node === root) inside.add(node)
    const isSplit = tree.left[node] >= 0 && (above.includes(node) || inside.has(node))
    left.push(isSplit ? order.length : -1)
    right.push(isSplit ? order.length + 1 : -1)
    if (!isSplit) continue
    splits.push(node)
    order.push(tree.left[node], tree.right[node])
    if (inside.has(node)) inside.add(tree.left[node]).add(tree.right[node])
  }
  const pick = <T extends Float32Array | Int32Array | Uint8Array>(values: T, into: T): T => {
    order.forEach((node, i) => {
      into[i] = values[node]
    })
    return into
  }
  const count = order.length
  const threshold = pick(tree.threshold, new Float32Array(count))
  order.forEach((node, i) => {
    if (left[i] < 0 && !inside.has(node)) threshold[i] = 0
  })
  const part: Tree = {
    group: tree.group,
    left: Int32Array.from(left),
    right: Int32Array.from(right),
    feature: pick(tree.feature, new Int32Array(count)),
    threshold,
    defaultLeft: pick(tree.defaultLeft, new Uint8Array(count)),
    gain: pick(tree.gain, new Float32Array(count)),
    cover: pick(tree.cover, new Float32Array(count)),
    weight: pick(tree.weight, new Float32Array(count)),
  }
  return { part, splits }
}
