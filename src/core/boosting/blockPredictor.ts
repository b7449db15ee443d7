import type { Engine } from './engine/index.ts'
import type { KernelName } from './engine/kernels.ts'
import * as layout from './layout.ts'
import type { Booster, Tree } from './model.ts'
import { type Tasks, tasksIn } from './tasks.ts'
import { ThresholdCodes } from './thresholdCodes.ts'
import { depthOf, placeTree, treeBytes } from './treeLayout.ts'

/** Rows at a time, a multiple of sixteen: the codes of their features stay in the processor's cache. */
export const blockRows = 512

/** Bytes of a value, a margin, or a code, for each row of a block. */
const valueBytes = 8 * blockRows
const marginBytes = 4 * blockRows
const planeBytes = blockRows

/** Adds trees to the margins of rows, a block at a time, in the memory of an engine. */
export class BlockPredictor {
  private readonly engine: Engine
  private readonly groups: number
  /** Features that some tree asks for, and where their values go; the others need not be copied. */
  private readonly places: ReadonlyMap<number, number>
  private readonly margins: number
  private readonly ranking: Tasks
  private readonly predicting: Tasks
  private readonly scratch: number
  private readonly mark: number

  constructor(engine: Engine, { trees, groups }: Booster) {
    const { arena } = engine
    this.engine = engine
    this.groups = groups
    this.mark = arena.mark()
    this.scratch = arena.allocate(layout.predictScratchBytes)
    const codes = new ThresholdCodes(trees)
    const used = [...new Set(codes.runs.map(({ feature }) => feature))]
    this.places = new Map(used.map((feature) => [feature, arena.allocate(valueBytes)]))
    // Leaves in the place of splits read the codes of the first plane, whatever they are.
    const planes = arena.allocate(Math.max(1, codes.planes) * planeBytes)
    this.margins = arena.allocate(groups * marginBytes)
    this.ranking = this.placeRuns(codes, planes)
    const records = this.placeTrees(trees, codes)
    this.predicting = tasksIn(arena, 1, layout.predictBytes)
    this.predicting.setInt(0, layout.predictCodes, planes)
    this.predicting.setInt(0, layout.predictRows, blockRows)
    this.predicting.setInt(0, layout.predictMargins, this.margins)
    this.predicting.setInt(0, layout.predictStride, marginBytes)
    this.predicting.setInt(0, layout.predictTrees, records)
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
    for (const [feature, at] of this.places) {
      arena.float64(at, rows).set(columns[feature].subarray(begin, begin + rows))
    }
    this.run('rank', this.ranking)
    const margins = Array.from({ length: this.groups }, (_, group) =>
      arena.float32(this.margins + group * marginBytes, rows).fill(base[group]),
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
      scratch: this.scratch,
      scratchBytes: layout.predictScratchBytes,
      effort: 0,
    })
  }

  /** Tasks that rank the values of a block. */
  private placeRuns({ runs }: ThresholdCodes, planes: number): Tasks {
    const { arena } = this.engine
    const tasks = tasksIn(arena, runs.length, layout.rankBytes)
    const planeAt = (plane: number) => (plane < 0 ? 0 : planes + plane * planeBytes)
    runs.forEach(({ feature, thresholds, missingLeft, missingRight }, task) => {
      const at = arena.allocate(4 * thresholds.length)
      arena.float32(at, thresholds.length).set(thresholds)
      tasks.setInt(task, layout.rankValues, this.places.get(feature) ?? 0)
      tasks.setInt(task, layout.rankRows, blockRows)
      tasks.setInt(task, layout.rankThresholds, at)
      tasks.setInt(task, layout.rankCount, thresholds.length)
      tasks.setInt(task, layout.rankMissingLeft, planeAt(missingLeft))
      tasks.setInt(task, layout.rankMissingRight, planeAt(missingRight))
    })
    return tasks
  }

  /** Where the records of the trees lie. */
  private placeTrees(trees: readonly Tree[], codes: ThresholdCodes): number {
    const { arena } = this.engine
    const records = arena.allocate(trees.length * layout.treeBytes)
    trees.forEach((tree, number) => {
      const depth = depthOf(tree)
      const bytes = treeBytes(tree, depth)
      const at = arena.allocate(bytes)
      placeTree(tree, depth, {
        integers: arena.int32(at, bytes / 4),
        singles: arena.float32(at, bytes / 4),
        bytes: arena.bytes(at, bytes),
        at,
        codes,
        planeBytes,
      })
      const record = arena.int32(records + number * layout.treeBytes, layout.treeBytes / 4)
      record[layout.treeNodes / 4] = at
      record[layout.treeDepth / 4] = depth
      record[layout.treeGroup / 4] = tree.group
    })
    return records
  }
}
