import type { FitMemory } from './fitMemory.ts'
import type { ForestGrower } from './grower.ts'
import * as layout from './layout.ts'
import type { Nodes } from './nodes.ts'

/** Rough nanoseconds that a row takes in one tree. */
const walkEffort = 15

/** Adds the trees just grown to the margins of rows that they have not learned from. */
export function walkRows(memory: FitMemory, grower: ForestGrower, rows: Int32Array): void {
  if (rows.length === 0) return
  const { groups, lanes } = memory
  const mark = memory.arena.mark()
  const list = memory.arena.allocate(4 * rows.length)
  memory.arena.int32(list, rows.length).set(rows)
  const size = Math.ceil(rows.length / lanes)
  const tasks = memory.tasks(lanes * groups, layout.walkBytes)
  for (let group = 0; group < groups; group++) {
    const nodes = placeNodes(memory, grower.nodesOf(group))
    for (let lane = 0; lane < lanes; lane++) {
      const task = group * lanes + lane
      tasks.setInt(task, layout.walkGroup, group)
      tasks.setInt(task, layout.walkRows, list + 4 * Math.min(rows.length, lane * size))
      tasks.setInt(task, layout.walkEnd, list + 4 * Math.min(rows.length, (lane + 1) * size))
      tasks.setInt(task, layout.walkNodes, nodes)
    }
  }
  memory.run('walk', tasks, rows.length * groups * walkEffort)
  memory.arena.release(mark)
}

function placeNodes(memory: FitMemory, nodes: Nodes): number {
  const { count, left, right, feature, bin, missingLeft, value } = nodes
  const at = memory.arena.allocate(count * layout.nodeBytes)
  const words = layout.nodeBytes / 4
  const integers = memory.arena.int32(at, count * words)
  const singles = memory.arena.float32(at, count * words)
  for (let node = 0; node < count; node++) {
    const start = node * words
    integers[start + layout.nodeLeft / 4] = left[node]
    integers[start + layout.nodeRight / 4] = right[node]
    integers[start + layout.nodeFeature / 4] = feature[node]
    integers[start + layout.nodeBin / 4] = bin[node]
    integers[start + layout.nodeMissingLeft / 4] = missingLeft[node]
    singles[start + layout.nodeValue / 4] = value[node]
  }
  return at
}
