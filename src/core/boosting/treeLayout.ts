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
  return depth <= layout.perfectDepth ? layout.perfectBytes : tree.left.length * layout.stepBytes
}

export function placeTree(tree: Tree, depth: number, place: TreePlace): void {
  if (depth <= layout.perfectDepth) placePerfect(tree, 0, 0, 0, place)
  else placeDeep(tree, place)
}

/** Writes a node, and below it its own; a leaf fills all places below it. */
function placePerfect(tree: Tree, node: number, level: number, heap: number, place: TreePlace): void {
  if (level === layout.perfectDepth) {
    placeLeaf(tree.threshold[node], heap - (2 ** layout.perfectDepth - 1), place.bytes)
    return
  }
  const isLeaf = tree.left[node] < 0
  placeSplit(tree, node, (heap * layout.perfectNodeBytes) / 4, place)
  placePerfect(tree, isLeaf ? node : tree.left[node], level + 1, 2 * heap + 1, place)
  placePerfect(tree, isLeaf ? node : tree.right[node], level + 1, 2 * heap + 2, place)
}

/** Writes the bytes of a leaf's value, each among those of its place in all leaves. */
function placeLeaf(value: number, leaf: number, bytes: Uint8Array): void {
  const four = new Uint8Array(Float32Array.of(value).buffer)
  four.forEach((byte, place) => {
    bytes[layout.perfectLeaves + 2 ** layout.perfectDepth * place + leaf] = byte
  })
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
