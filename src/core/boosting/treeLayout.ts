import * as layout from './layout.ts'
import type { Tree } from './model.ts'
import type { ThresholdCodes } from './thresholdCodes.ts'

/** Where the trees of a model go, as the kernel `predict` reads them. */
export interface TreePlace {
  integers: Int32Array
  singles: Float32Array
  bytes: Uint8Array
  /** Where the views start, in bytes. */
  at: number
  codes: ThresholdCodes
  /** Bytes of one plane of codes. */
  planeBytes: number
}

/** Steps from the root to the deepest leaf. */
export function depthOf({ left, right }: Tree): number {
  const depths = new Int32Array(left.length)
  let deepest = 0
  // A child's number is above its parent's.
  for (let node = 0; node < left.length; node++) {
    deepest = Math.max(deepest, depths[node])
    if (left[node] < 0) continue
    depths[left[node]] = depths[node] + 1
    depths[right[node]] = depths[node] + 1
  }
  return deepest
}

/** Bytes that a tree takes. */
export function treeBytes(tree: Tree, depth: number): number {
  if (depth > layout.tallDepth) return tree.left.length * layout.stepBytes
  return depth > layout.perfectDepth
    ? layout.tallTrees + 2 ** (depth - layout.perfectDepth) * layout.perfectBytes
    : layout.perfectBytes
}

export function placeTree(tree: Tree, depth: number, place: TreePlace): void {
  if (depth > layout.tallDepth) placeDeep(tree, place)
  else if (depth > layout.perfectDepth) placeTall(tree, 0, depth - layout.perfectDepth, 0, place)
  else placePerfect(tree, 0, 0, 0, 0, place)
}

/** Writes the nodes of the upper levels, and below them trees of four levels, from left to right. */
function placeTall(tree: Tree, node: number, levels: number, heap: number, place: TreePlace): void {
  if (levels === 0) {
    const first = 2 ** Math.floor(Math.log2(heap + 1)) - 1
    placePerfect(tree, node, 0, 0, layout.tallTrees + (heap - first) * layout.perfectBytes, place)
    return
  }
  placeSplit(tree, node, (heap * layout.perfectNodeBytes) / 4, place)
  const [left, right] = childrenOf(tree, node)
  placeTall(tree, left, levels - 1, 2 * heap + 1, place)
  placeTall(tree, right, levels - 1, 2 * heap + 2, place)
}

/**
 * Writes a node, and below it its own; a leaf fills all places below it.
 *
 * @param from where the perfect tree starts, in bytes
 */
function placePerfect(
  tree: Tree,
  node: number,
  level: number,
  heap: number,
  from: number,
  place: TreePlace,
): void {
  if (level === layout.perfectDepth) {
    const leaf = heap - (2 ** layout.perfectDepth - 1)
    placeLeaf(tree.threshold[node], from + layout.perfectLeaves + leaf, place.bytes)
    return
  }
  placeSplit(tree, node, (from + heap * layout.perfectNodeBytes) / 4, place)
  const [left, right] = childrenOf(tree, node)
  placePerfect(tree, left, level + 1, 2 * heap + 1, from, place)
  placePerfect(tree, right, level + 1, 2 * heap + 2, from, place)
}

/** A leaf stands for both of its own. */
function childrenOf({ left, right }: Tree, node: number): [number, number] {
  return left[node] < 0 ? [node, node] : [left[node], right[node]]
}

const single = new Float32Array(1)
const bytesOfSingle = new Uint8Array(single.buffer)

/** Writes the bytes of a leaf's value, each among those of its place in all leaves. */
function placeLeaf(value: number, at: number, bytes: Uint8Array): void {
  single[0] = value
  for (let place = 0; place < 4; place++) {
    bytes[at + 2 ** layout.perfectDepth * place] = bytesOfSingle[place]
  }
}

/** Writes the nodes level by level, so that siblings lie side by side. */
function placeDeep(tree: Tree, place: TreePlace): void {
  const { integers, singles, at } = place
  const order = new Int32Array(tree.left.length)
  for (let i = 0, placed = 1; i < placed; i++) {
    const node = order[i]
    const start = (i * layout.stepBytes) / 4
    const isLeaf = tree.left[node] < 0
    placeSplit(tree, node, start, place)
    integers[start + layout.stepLeft / 4] = at + (isLeaf ? i : placed) * layout.stepBytes
    singles[start + layout.stepLeaf / 4] = isLeaf ? tree.threshold[node] : 0
    if (isLeaf) continue
    order[placed++] = tree.left[node]
    order[placed++] = tree.right[node]
  }
}

function placeSplit(
  tree: Tree,
  node: number,
  start: number,
  { integers, codes, planeBytes }: TreePlace,
): void {
  const { plane, code } =
    tree.left[node] < 0 ? { plane: 0, code: layout.highestCode } : codes.splitOf(tree, node)
  integers[start + layout.stepCodes / 4] = plane * planeBytes
  integers[start + layout.stepCode / 4] = code
}
