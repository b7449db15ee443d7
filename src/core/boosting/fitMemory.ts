import type { BinnedFeatures } from './binning.ts'
import type { Arena } from './engine/arena.ts'
import type { Engine } from './engine/index.ts'
import type { KernelName } from './engine/kernels.ts'
import * as layout from './layout.ts'
import { TaskMemory, Tasks } from './tasks.ts'

/** Most that the sum of packed gradients, or of hessians, may come to. */
const packedLimit = 2 ** 31 - 1
/** Rows, or their weight, that are added up before packed sums move on; each then has 16 bits. */
const windowWeight = 2 ** 15

export interface FitData {
  binned: BinnedFeatures
  labels: Float64Array
  /** Null where every row weighs 1. */
  weights: Float64Array | null
  totalWeight: number
  groups: number
  /** Per binned feature -1, 0 or 1; null when no feature is constrained. */
  monotone: Int8Array | null
}

/** The data of a fit as kernels see it, in the arena of an engine, and the tasks that they are given. */
export class FitMemory {
  readonly arena: Arena
  readonly rows: number
  readonly groups: number
  readonly features: number
  /** Numbers of the features that can split a node. */
  readonly splittable: readonly number[]
  readonly fit: number
  /** Bytes of one node's sums. */
  readonly histogramBytes: number
  /** Most that a row's rounded gradient may come to. */
  readonly quantisedLimit: number
  private readonly engine: Engine
  private readonly margins: number
  private readonly list: number
  private readonly scratch: number
  private readonly scratchBytes: number
  private taskMemory: TaskMemory

  constructor(engine: Engine, data: FitData) {
    const { binned, labels, weights, groups } = data
    const { arena } = engine
    const { rows } = binned
    // Where no feature can split, one that can't either stands in, whose sums are those of the root.
    const count = Math.max(1, binned.count)
    this.engine = engine
    this.arena = arena
    this.rows = rows
    this.groups = groups
    this.features = count
    this.splittable = [...binned.column.keys()].filter((feature) => binned.column[feature] >= 0)
    arena.reset()
    const stride = Math.max(16, Math.ceil(count / 16) * 16)
    // Kernels read 16 bytes, or two rows, at a time, so that each array ends with room for one more.
    const place = (bytes: number) => arena.allocate(bytes + 16)
    this.fit = place(layout.fitBytes)
    this.taskMemory = new TaskMemory(arena, 4096)
    const rowBins = place(rows * stride)
    const columnBins = place(rows * count)
    this.margins = place(4 * rows * groups)
    const pairs = place(8 * rows * groups)
    const labelsAt = place(8 * rows)
    const weightsAt = weights === null ? 0 : place(8 * rows)
    this.list = place(4 * rows * groups)
    const spill = place(4 * rows * groups)
    const features = place(count * layout.featureBytes)
    // Packed sums, of two groups where there are as many, and room for rows side by side, or for softmax.
    const together = Math.min(2, groups)
    const loose = Math.max(layout.blockRows * (stride + 8 * together), 48 * groups)
    const packed = stride * layout.packedFeatureBytes * together
    this.scratchBytes = Math.ceil((packed + loose) / 64) * 64
    this.scratch = place(this.scratchBytes * engine.crew.lanes)
    this.histogramBytes = placeFeatures(
      arena.int32(features, (count * layout.featureBytes) / 4),
      binned,
      data.monotone,
    )

    arena.bytes(this.scratch, this.scratchBytes * engine.crew.lanes).fill(0)
    for (const [at, used] of [
      [this.margins, 4 * rows * groups],
      [labelsAt, 8 * rows],
    ])
      arena.bytes(at + used, 16).fill(0)
    arena.float64(labelsAt, rows).set(labels)
    const whole = weights?.every((weight) => Number.isInteger(weight)) ?? false
    const heaviest = weights === null ? 1 : weights.reduce((most, weight) => Math.max(most, weight), 0)
    if (weights !== null) {
      arena.float64(weightsAt, rows + 1)[rows] = 0
      arena.float64(weightsAt, rows).set(weights)
    }
    const heaviestCount = whole ? heaviest : 1
    const windowRows = Math.max(1, Math.floor(windowWeight / heaviestCount))
    const most = whole ? data.totalWeight : rows
    this.quantisedLimit = packedLimit / Math.max(heaviestCount, Math.min(most, windowWeight))
    const record = arena.int32(this.fit, layout.fitBytes / 4)
    const set = (field: number, value: number) => {
      record[field / 4] = value
    }
    set(layout.fitRows, rows)
    set(layout.fitGroups, groups)
    set(layout.fitStride, stride)
    set(layout.fitRowBins, rowBins)
    set(layout.fitColumnBins, columnBins)
    set(layout.fitMargins, this.margins)
    set(layout.fitPairs, pairs)
    set(layout.fitLabels, labelsAt)
    set(layout.fitWeights, weightsAt)
    set(layout.fitList, this.list)
    set(layout.fitSpill, spill)
    set(layout.fitFeatures, features)
    set(layout.fitWindow, windowRows)
    set(layout.fitWholeWeights, whole ? 1 : 0)
    set(layout.fitPackedBytes, packed)
    arena.bytes(columnBins, rows).fill(0)
    arena.bytes(rowBins, rows * stride).fill(0)
    binned.bins.forEach((column, feature) => {
      arena.bytes(columnBins + feature * rows, rows).set(column)
    })
    interleave(binned.bins, arena.bytes(rowBins, rows * stride), stride)
  }

  /** Margins of one group, row by row. */
  marginsOf(group: number): Float32Array {
    return this.arena.float32(this.margins + 4 * this.rows * group, this.rows)
  }

  /** Margins of all groups, rows x groups, row-major. */
  marginsByRow(): Float32Array {
    const out = new Float32Array(this.rows * this.groups)
    for (let group = 0; group < this.groups; group++) {
      const margins = this.marginsOf(group)
      for (let row = 0, at = group; row < this.rows; row++, at += this.groups) out[at] = margins[row]
    }
    return out
  }

  /** The row list of one group, from which its tree grows. */
  listOf(group: number): Int32Array {
    return this.arena.int32(this.list + 4 * this.rows * group, this.rows)
  }

  /** Room for so many tasks, valid until the next call. */
  tasks(count: number, bytes: number): Tasks {
    const wanted = count * bytes
    if (wanted > this.taskMemory.bytes) {
      this.taskMemory = new TaskMemory(this.arena, 8 * Math.ceil(wanted / 4))
    }
    return new Tasks(this.taskMemory, count, bytes)
  }

  /** Does all tasks. @param effort a rough number of nanoseconds for one thread */
  run(kernel: KernelName, tasks: Tasks, effort: number): void {
    this.engine.crew.run({
      kernel,
      fit: this.fit,
      tasks: tasks.at,
      taskBytes: tasks.bytes,
      count: tasks.count,
      scratch: this.scratch,
      scratchBytes: this.scratchBytes,
      effort,
    })
  }

  get lanes(): number {
    return this.engine.crew.lanes
  }
}

/** Writes the features' records; the bytes of all their sums come back. */
function placeFeatures(records: Int32Array, binned: BinnedFeatures, monotone: Int8Array | null): number {
  let offset = 0
  if (binned.count === 0) {
    records.fill(0)
    records[layout.featureValueBins / 4] = 1
    records[layout.featureFlags / 4] = -1
    return 32
  }
  for (let feature = 0; feature < binned.count; feature++) {
    const at = (feature * layout.featureBytes) / 4
    records[at + layout.featureValueBins / 4] = binned.valueBins[feature]
    records[at + layout.featureHasMissing / 4] = binned.hasMissing[feature]
    records[at + layout.featureOffset / 4] = offset
    records[at + layout.featureFlags / 4] = binned.flags[feature]
    records[at + layout.featureFlag / 4] = binned.flag[feature]
    records[at + layout.featureMonotone / 4] = monotone === null ? 0 : monotone[feature]
    // Every feature has room for missing values, so that kernels need not ask; flags are not kept.
    if (binned.valueBins[feature] > 0) offset += 16 * (binned.valueBins[feature] + 1)
  }
  return offset
}

/** Column by column to row by row, a few hundred rows at a time so that both stay in the cache. */
function interleave(columns: Uint8Array[], out: Uint8Array, stride: number): void {
  const rows = columns.length === 0 ? 0 : columns[0].length
  const block = 256
  for (let begin = 0; begin < rows; begin += block) {
    const end = Math.min(rows, begin + block)
    for (let feature = 0; feature < columns.length; feature++) {
      copyStrided(columns[feature], begin, end, out, stride, feature)
    }
  }
}

function copyStrided(
  column: Uint8Array,
  begin: number,
  end: number,
  out: Uint8Array,
  stride: number,
  feature: number,
): void {
  for (let row = begin, at = begin * stride + feature; row < end; row++, at += stride) out[at] = column[row]
}
