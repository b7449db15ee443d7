import { invalidParam } from '../errors.ts'
import type { SortBuffers } from './radixSort.ts'
import { sortBuffers, sortedRows } from './radixSort.ts'

/**
 * The columns as bin numbers. Only features that can split a node are kept (constant and all-missing ones cannot);
 * they are numbered 0 .. count-1 here, `column` leads back to the caller's numbering.
 */
export interface BinnedFeatures {
  rows: number
  count: number
  column: Int32Array
  /** One column per feature. Bin b of a value says cuts[b-1] <= value < cuts[b]; missing is the bin after the last. */
  bins: Uint8Array[]
  /** Bins that values take; a missing value has this very number as its bin. */
  valueBins: Int32Array
  hasMissing: Uint8Array
  /** Thresholds between neighbouring bins, as float32. */
  cuts: Float32Array[]
}

interface BinnedColumn {
  cuts: Float32Array
  valueBins: number
  bins: Uint8Array
  hasMissing: boolean
}

/** Bins every column. Rows of weight 0 have no say in where the cuts lie. */
export function binFeatures(
  columns: Float64Array[],
  maxBins: number,
  weights: Float64Array | null,
): BinnedFeatures {
  const rows = columns[0].length
  const buffers = sortBuffers(rows)
  const kept: BinnedColumn[] = []
  const column: number[] = []
  for (let index = 0; index < columns.length; index++) {
    const binned = binColumn(toFloat32(columns[index], index), maxBins, weights, buffers)
    if (binned.valueBins + (binned.hasMissing ? 1 : 0) < 2) continue
    kept.push(binned)
    column.push(index)
  }
  return {
    rows,
    count: kept.length,
    column: Int32Array.from(column),
    bins: kept.map(({ bins }) => bins),
    valueBins: Int32Array.from(kept, ({ valueBins }) => valueBins),
    hasMissing: Uint8Array.from(kept, ({ hasMissing }) => (hasMissing ? 1 : 0)),
    cuts: kept.map(({ cuts }) => cuts),
  }
}

/**
 * Thresholds between bins of ascending distinct values. While there are no more values than `maxBins`, each has a
 * bin of its own; else bins are filled in turn to an even share of the weight that is left.
 */
export function chooseCuts(distinct: Float32Array, weights: Float64Array, maxBins: number): Float32Array {
  const cuts: number[] = []
  let left = weights.reduce((sum, weight) => sum + weight, 0)
  let filled = 0
  for (let i = 0; i + 1 < distinct.length && cuts.length < maxBins - 1; i++) {
    filled += weights[i]
    const share = left / (maxBins - cuts.length)
    if (distinct.length > maxBins && filled < share) continue
    cuts.push(cutBetween(distinct[i], distinct[i + 1]))
    left -= filled
    filled = 0
  }
  return Float32Array.from(cuts)
}

/** The float32 nearest the middle of two neighbours that still puts the lower one, and it alone, below. */
function cutBetween(lower: number, upper: number): number {
  const middle = Math.fround((lower + upper) / 2)
  return middle > lower ? middle : upper
}

function binColumn(
  values: Float32Array,
  maxBins: number,
  weights: Float64Array | null,
  buffers: SortBuffers,
): BinnedColumn {
  const order = sortedRows(values, buffers)
  const cuts = cutsOf(values, order, weights, maxBins)
  const valueBins = order.length === 0 ? 0 : cuts.length + 1
  const bins = new Uint8Array(values.length).fill(valueBins)
  let bin = 0
  for (let i = 0; i < order.length; i++) {
    const row = order[i]
    while (bin < cuts.length && values[row] >= cuts[bin]) bin++
    bins[row] = bin
  }
  return { cuts, valueBins, bins, hasMissing: order.length < values.length }
}

function cutsOf(
  values: Float32Array,
  order: Uint32Array,
  weights: Float64Array | null,
  maxBins: number,
): Float32Array {
  const distinct = new Float32Array(order.length)
  const weightOf = new Float64Array(order.length)
  let count = 0
  for (let i = 0; i < order.length; i++) {
    const row = order[i]
    const weight = weights === null ? 1 : weights[row]
    if (weight === 0) continue
    if (count === 0 || distinct[count - 1] !== values[row]) distinct[count++] = values[row]
    weightOf[count - 1] += weight
  }
  return chooseCuts(distinct.subarray(0, count), weightOf.subarray(0, count), maxBins)
}

/** Rounds to float32, since that is how XGBoost, and so our own predictor, compares a feature with a threshold. */
function toFloat32(values: Float64Array, index: number): Float32Array {
  const rounded = new Float32Array(values.length)
  for (let row = 0; row < values.length; row++) {
    const value = Math.fround(values[row])
    if (value === Infinity || value === -Infinity) {
      const issue = `row ${row} holds ${values[row]}, expected a number within ±3.4e38 or a missing value`
      throw invalidParam([{ field: `columns[${index}]`, issue }], {
        next: 'make infinite feature values missing (NaN)',
      })
    }
    rounded[row] = value + 0 // -0 becomes 0, for the sort goes by bits
  }
  return rounded
}
