import { invalidParam, type SigmaError } from '../errors.ts'
import { type LateColumn, valuesOf } from '../lateColumn.ts'
import { type Engine, ownEngine } from './engine/index.ts'
import * as layout from './layout.ts'
import { type BinnedColumn, withFlags } from './missingFlags.ts'
import { type Tasks, tasksIn } from './tasks.ts'

/**
 * The columns as bin numbers. Only features that can split a node are kept (constant and all-missing ones cannot);
 * they are numbered 0 .. count-1 here, `column` leads back to the caller's numbering.
 *
 * Where values take all 256 bins of a byte, missing ones share the last of them, and a flag says which they are. The
 * flags of neighbouring features are the bits of a feature of its own, behind them in the same group of eight, which
 * no node can split.
 */
export interface BinnedFeatures {
  rows: number
  count: number
  /** -1 for flags. */
  column: Int32Array
  /** One column per feature. Bin b of a value says cuts[b-1] <= value < cuts[b]; missing is the bin after the last. */
  bins: Uint8Array[]
  /** Bins that values take, 0 for flags; a missing value has this very number as its bin, if a byte can hold it. */
  valueBins: Int32Array
  hasMissing: Uint8Array
  /** The feature that holds its flag, or -1. */
  flags: Int32Array
  /** Its flag, a power of two; for flags the number of their combinations. */
  flag: Int32Array
  /** Thresholds between neighbouring bins, as float32. */
  cuts: Float32Array[]
}

/** Most thresholds of a feature. */
const mostCuts = 255

/** Rough nanoseconds that binning a value takes. */
const binningEffort = 20

/** Columns that each lane bins before the next are copied into the memory that they share. */
const columnsOfLane = 2

/**
 * Bins every column. Thresholds are exact quantiles: the values are sorted, however many there are. Rows of weight 0 have
 * no say in where they lie. A few columns are read at a time, and only their bins are kept.
 *
 * @param rows of each column
 * @throws INVALID_PARAM for an infinite value, with its column and row
 */
export function binFeatures(
  columns: readonly LateColumn[],
  rows: number,
  maxBins: number,
  weights: Float64Array | null,
  engine: Engine = ownEngine(),
): BinnedFeatures {
  const binner = new Binner(engine, rows, maxBins, weights)
  const binned: BinnedColumn[] = []
  for (let begin = 0; begin < columns.length; begin += binner.batch) {
    binned.push(...binner.bin(columns.slice(begin, begin + binner.batch).map(valuesOf), begin))
  }
  engine.arena.reset()
  const kept = withFlags(binned.filter(({ valueBins, hasMissing }) => valueBins + (hasMissing ? 1 : 0) >= 2))
  return {
    rows,
    count: kept.length,
    column: Int32Array.from(kept, ({ column }) => column),
    bins: kept.map(({ bins }) => bins),
    valueBins: Int32Array.from(kept, ({ valueBins }) => valueBins),
    hasMissing: Uint8Array.from(kept, ({ hasMissing }) => (hasMissing ? 1 : 0)),
    flags: Int32Array.from(kept, ({ flags }) => flags),
    flag: Int32Array.from(kept, ({ flag }) => flag),
    cuts: kept.map(({ cuts }) => cuts),
  }
}

/** Bins a few columns at a time, in the memory of an engine. */
class Binner {
  /** Columns at a time. */
  readonly batch: number
  private readonly engine: Engine
  private readonly rows: number
  private readonly tasks: Tasks
  private readonly values: number[]
  private readonly bins: number[]
  private readonly cuts: number[]
  private readonly scratch: number
  private readonly scratchBytes: number

  constructor(engine: Engine, rows: number, maxBins: number, weights: Float64Array | null) {
    const { arena, crew } = engine
    this.engine = engine
    this.rows = rows
    this.batch = crew.lanes === 1 ? 1 : crew.lanes * columnsOfLane
    arena.reset()
    const each = (bytes: number) => Array.from({ length: this.batch }, () => arena.allocate(bytes))
    this.values = each(4 * rows)
    this.bins = each(rows)
    this.cuts = each(4 * mostCuts)
    const weightsAt = weights === null ? 0 : arena.allocate(8 * rows)
    if (weights !== null) arena.float64(weightsAt, rows).set(weights)
    this.scratchBytes = layout.binCountsBytes + 16 * rows
    this.scratch = arena.allocate(this.scratchBytes * crew.lanes)
    this.tasks = tasksIn(arena, this.batch, layout.binBytes)
    for (let task = 0; task < this.batch; task++) {
      this.tasks.setInt(task, layout.binRows, rows)
      this.tasks.setInt(task, layout.binValues, this.values[task])
      this.tasks.setInt(task, layout.binWeights, weightsAt)
      this.tasks.setInt(task, layout.binMaxBins, maxBins)
      this.tasks.setInt(task, layout.binBins, this.bins[task])
      this.tasks.setInt(task, layout.binCuts, this.cuts[task])
    }
  }

  /** @param first the number of the first of these columns */
  bin(columns: Float64Array[], first: number): BinnedColumn[] {
    const { arena, crew } = this.engine
    columns.forEach((column, task) => {
      // Rounds to float32, since that is how XGBoost, and so our own predictor, compares a value with a threshold.
      arena.float32(this.values[task], this.rows).set(column)
    })
    crew.run({
      kernel: 'binColumn',
      fit: 0,
      tasks: this.tasks.at,
      taskBytes: layout.binBytes,
      count: columns.length,
      scratch: this.scratch,
      scratchBytes: this.scratchBytes,
      effort: columns.length * this.rows * binningEffort,
    })
    return columns.map((values, task) => this.resultOf(task, values, first + task))
  }

  private resultOf(task: number, values: Float64Array, column: number): BinnedColumn {
    const { arena } = this.engine
    const infinite = this.tasks.getInt(task, layout.binInfinite)
    if (infinite >= 0) throw infiniteValue(column, infinite, values[infinite])
    const known = this.tasks.getInt(task, layout.binKnown)
    const cuts = this.tasks.getInt(task, layout.binCutCount)
    const valueBins = known === 0 ? 0 : cuts + 1
    const hasMissing = known < this.rows
    return {
      column,
      cuts: arena.float32(this.cuts[task], cuts).slice(),
      valueBins,
      bins: arena.bytes(this.bins[task], this.rows).slice(),
      hasMissing,
      missing: hasMissing && valueBins > layout.lastBin ? missingOf(values) : null,
      flags: -1,
      flag: 0,
    }
  }
}

function missingOf(values: Float64Array): Uint8Array {
  const missing = new Uint8Array(values.length)
  for (let row = 0; row < values.length; row++) missing[row] = Number.isNaN(values[row]) ? 1 : 0
  return missing
}

function infiniteValue(column: number, row: number, value: number): SigmaError {
  const issue = `row ${row} holds ${value}, expected a number within ±3.4e38 or a missing value`
  return invalidParam([{ field: `columns[${column}]`, issue }], {
    next: 'make infinite feature values missing (NaN)',
  })
}
