import * as layout from '../../layout.ts'
import type { Views } from './views.ts'

export function rank({ i32, u8, f32, f64 }: Views, _fit: number, task: number): void {
  const at = (field: number) => i32[(task + field) / 4]
  const first = at(layout.rankThresholds) / 4
  const thresholds = f32.subarray(first, first + at(layout.rankCount))
  const places = [at(layout.rankMissingLeft), at(layout.rankMissingRight)]
  for (let row = 0; row < at(layout.rankRows); row++) {
    const value = Math.fround(f64[at(layout.rankValues) / 8 + row])
    let below = 0
    while (below < thresholds.length && value >= thresholds[below]) below++
    const code = layout.lowestCode + below
    const codes = [code, Number.isNaN(value) ? layout.highestCode : code]
    places.forEach((place, side) => {
      if (place !== 0) u8[place + row] = codes[side]
    })
  }
}

export function predict(views: Views, _fit: number, task: number): void {
  const { i32, f32 } = views
  const at = (field: number) => i32[(task + field) / 4]
  for (let number = 0; number < at(layout.predictTreeCount); number++) {
    const tree = at(layout.predictTrees) + number * layout.treeBytes
    const nodes = i32[(tree + layout.treeNodes) / 4]
    const depth = i32[(tree + layout.treeDepth) / 4]
    const leaf = depth > layout.tallDepth ? deepLeaf : depth > layout.perfectDepth ? tallLeaf : perfectLeaf
    const out =
      (at(layout.predictMargins) + i32[(tree + layout.treeGroup) / 4] * at(layout.predictStride)) / 4
    for (let row = 0; row < at(layout.predictRows); row++) {
      f32[out + row] += leaf(views, nodes, depth, at(layout.predictCodes) + row)
    }
  }
}

function goesRight({ i32, u8 }: Views, node: number, codes: number): boolean {
  const byte = u8[codes + i32[(node + layout.stepCodes) / 4]]
  const code = byte > layout.highestCode ? byte - 256 : byte
  return code > i32[(node + layout.stepCode) / 4]
}

/** The bytes of a float32, to be read as one. */
const single = new Float32Array(1)
const bytes = new Uint8Array(single.buffer)

function perfectLeaf(views: Views, nodes: number, _depth: number, codes: number): number {
  let node = 0
  for (let level = 0; level < layout.perfectDepth; level++) {
    node = 2 * node + (goesRight(views, nodes + node * layout.perfectNodeBytes, codes) ? 2 : 1)
  }
  const leaf = node - (2 ** layout.perfectDepth - 1)
  const first = nodes + layout.perfectLeaves + leaf
  for (let byte = 0; byte < 4; byte++) bytes[byte] = views.u8[first + 16 * byte]
  return single[0]
}

function tallLeaf(views: Views, nodes: number, depth: number, codes: number): number {
  let tree = 0
  for (let level = layout.perfectDepth; level < depth; level++) {
    const heap = tree + 2 ** (level - layout.perfectDepth) - 1
    tree = 2 * tree + (goesRight(views, nodes + heap * layout.perfectNodeBytes, codes) ? 1 : 0)
  }
  return perfectLeaf(views, nodes + layout.tallTrees + tree * layout.perfectBytes, depth, codes)
}

function deepLeaf(views: Views, root: number, depth: number, codes: number): number {
  let node = root
  for (let step = 0; step < depth; step++) {
    const left = views.i32[(node + layout.stepLeft) / 4]
    node = left + (goesRight(views, node, codes) ? layout.stepBytes : 0)
  }
  return views.f32[(node + layout.stepLeaf) / 4]
}
