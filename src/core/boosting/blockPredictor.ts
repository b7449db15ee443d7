import type { Engine } from './engine/index.ts'
import type { KernelName } from './engine/kernels.ts'
import * as layout from './layout.ts'
import type { Booster, Tree } from './model.ts'
import { Tasks } from './tasks.ts'
import { depthOf, placeTree, treeBytes } from './treeLayout.ts'

/** Rows at a time, a multiple of four: what one tree reads of their features stays in the processor's cache. */
export const blockRows = 512

const blockBytes = 4 * blockRows

/** Adds trees to the margins of rows, a block at a time, in the memory of an engine. */
export class BlockPredictor {
  private readonly engine: Engine
  private readonly groups: number
  /** Features that some tree asks for, ascending; the others need not be copied. */
  private readonly used: number[]
  private readonly wide: number
  private readonly values: number
  private readonly margins: number
  private readonly narrowing: Tasks
  private readonly predicting: Tasks
  private readonly mark: number

  constructor(engine: Engine, { trees, groups, features }: Booster) {
    const { arena } = engine
    this.engine = engine
    this.groups = groups
    this.used = usedFeatures(trees, features)
    this.mark = arena.mark()
    const columns = Math.max(1, this.used.length)
    this.wide = arena.allocate(columns * 2 * blockBytes)
    this.values = arena.allocate(columns * blockBytes)
    arena.float32(this.values, blockRows).fill(0)
    this.margins = arena.allocate(groups * blockBytes)
    this.narrowing = new Tasks(arena, arena.allocate(layout.narrowBytes), 1, layout.narrowBytes)
    this.narrowing.setInt(0, layout.narrowFrom, this.wide)
    this.narrowing.setInt(0, layout.narrowTo, this.values)
    this.narrowing.setInt(0, layout.narrowCount, this.used.length * blockRows)
    this.predicting = new Tasks(arena, arena.allocate(layout.predictBytes), 1, layout.predictBytes)
    this.predicting.setInt(0, layout.predictValues, this.values)
    this.predicting.setInt(0, layout.predictMargins, this.margins)
    this.predicting.setInt(0, layout.predictStride, blockBytes)
    this.predicting.setInt(0, layout.predictRows, blockRows)
    this.predicting.setInt(0, layout.predictTrees, this.placeTrees(trees, features))
    this.predicting.setInt(0, layout.predictTreeCount, trees.length)
  }

  /**
   * Margins of rows [begin, begin + rows), at most `blockRows` of them, group by group; views that the next call
   * overwrites.
   *
   * @param base what each group starts from
   */
  predict(columns: Float64Array[], begin: number, rows: number, base: readonly number[]): Float32Array[] {
    const { arena } = this.engine
    this.used.forEach((feature, place) => {
      const column = columns[feature].subarray(begin, begin + rows)
      arena.float64(this.wide + place * 2 * blockBytes, rows).set(column)
    })
    this.run('narrow', this.narrowing)
    const someMissing = this.narrowing.getInt(0, layout.narrowMissing)
    this.predicting.setInt(0, layout.predictSomeMissing, someMissing)
    const margins = Array.from({ length: this.groups }, (_, group) =>
      arena.float32(this.margins + group * blockBytes, rows).fill(base[group]),
    )
    this.run('predict', this.predicting)
    return margins
  }

  /** Gives the memory back; nothing that was allocated after this predictor may still be in use. */
  close(): void {
    this.engine.arena.release(this.mark)
  }

  private run(kernel: KernelName, tasks: Tasks): void {
    const { at, bytes: taskBytes, count } = tasks
    this.engine.crew.run({
      kernel,
      fit: 0,
      tasks: at,
      taskBytes,
      count,
      scratch: 0,
      scratchBytes: 0,
      effort: 0,
    })
  }

  /** Where the records of the trees lie. */
  private placeTrees(trees: Tree[], features: number): number {
    const { arena } = this.engine
    const valuesOf = new Int32Array(features)
    this.used.forEach((feature, place) => {
      valuesOf[feature] = place * blockBytes
    })
    const records = arena.allocate(trees.length * layout.treeBytes)
    trees.forEach((tree, number) => {
      const depth = depthOf(tree)
      const bytes = treeBytes(tree, depth)
      const at = arena.allocate(bytes)
      placeTree(tree, depth, {
        integers: arena.int32(at, bytes / 4),
        singles: arena.float32(at, bytes / 4),
        at,
        valuesOf,
      })
      const record = arena.int32(records + number * layout.treeBytes, layout.treeBytes / 4)
      record[layout.treeNodes / 4] = at
      record[layout.treeDepth / 4] = depth
      record[layout.treeGroup / 4] = tree.group
    })
    return records
  }
}

function usedFeatures(trees: readonly Tree[], features: number): number[] {
  const used = new Uint8Array(features)
  for (const { left, feature } of trees) {
    for (let node = 0; node < left.length; node++) if (left[node] >= 0) used[feature[node]] = 1
  }
  return Array.from(used.keys()).filter((feature) => used[feature] === 1)
}
