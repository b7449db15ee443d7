import * as layout from '../../layout.ts'
import type { Views } from './views.ts'

export function narrow({ i32, f32, f64 }: Views, _fit: number, task: number): void {
  const at = (field: number) => i32[(task + field) / 4]
  let missing = 0
  for (let i = 0; i < at(layout.narrowCount); i++) {
    const value = f64[at(layout.narrowFrom) / 8 + i]
    f32[at(layout.narrowTo) / 4 + i] = value
    if (Number.isNaN(value)) missing = 1
  }
  i32[(task + layout.narrowMissing) / 4] = missing
}

export function predict(views: Views, _fit: number, task: number): void {
  const { i32, f32 } = views
  const at = (field: number) => i32[(task + field) / 4]
  for (let number = 0; number < at(layout.predictTreeCount); number++) {
    const tree = at(layout.predictTrees) + number * layout.treeBytes
    const nodes = i32[(tree + layout.treeNodes) / 4]
    const depth = i32[(tree + layout.treeDepth) / 4]
    const leaf = depth > layout.perfectDepth ? deepLeaf : perfectLeaf
    const out =
      (at(layout.predictMargins) + i32[(tree + layout.treeGroup) / 4] * at(layout.predictStride)) / 4
    for (let row = 0; row < at(layout.predictRows); row++) {
      f32[out + row] += leaf(views, nodes, depth, at(layout.predictValues) + 4 * row)
    }
  }
}

function goesRight({ i32, f32 }: Views, node: number, values: number): boolean {
  const value = f32[(values + i32[(node + layout.stepValues) / 4]) / 4]
  const missingRight = i32[(node + layout.stepMissingRight) / 4] !== 0
  return value >= f32[(node + layout.stepThreshold) / 4] || (Number.isNaN(value) && missingRight)
}

function perfectLeaf(views: Views, nodes: number, _depth: number, values: number): number {
  let node = 0
  for (let level = 0; level < layout.perfectDepth; level++) {
    node = 2 * node + (goesRight(views, nodes + node * layout.perfectNodeBytes, values) ? 2 : 1)
  }
  const leaf = node - (2 ** layout.perfectDepth - 1)
  return views.f32[(nodes + layout.perfectLeaves) / 4 + leaf]
}

function deepLeaf(views: Views, root: number, depth: number, values: number): number {
  let node = root
  for (let step = 0; step < depth; step++) {
    const left = views.i32[(node + layout.stepLeft) / 4]
    node = left + (goesRight(views, node, values) ? layout.stepBytes : 0)
  }
  return views.f32[(node + layout.stepLeaf) / 4]
}
