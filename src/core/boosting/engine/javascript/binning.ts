import * as layout from '../../layout.ts'
import { sortBuffers, sortedRows } from './radixSort.ts'
import type { Views } from './views.ts'

export function binColumn({ i32, u8, f32, f64 }: Views, _fit: number, task: number): void {
  const at = (field: number) => i32[(task + field) / 4]
  const set = (field: number, value: number) => {
    i32[(task + field) / 4] = value
  }
  const rows = at(layout.binRows)
  // -0 becomes 0, for the sort goes by bits
  const values = f32
    .slice(at(layout.binValues) / 4, at(layout.binValues) / 4 + rows)
    .map((value) => value + 0)
  const weights = at(layout.binWeights) / 8
  const order = sortedRows(values, sortBuffers(rows))
  const { distinct, weightOf } = distinctOf(values, order, (row) => (weights === 0 ? 1 : f64[weights + row]))
  const cuts = chooseCuts(distinct, weightOf, at(layout.binMaxBins))
  f32.set(cuts, at(layout.binCuts) / 4)
  set(layout.binKnown, order.length)
  set(layout.binDistinct, distinct.length)
  set(
    layout.binInfinite,
    values.findIndex((value) => Math.abs(value) === Infinity),
  )
  set(layout.binCutCount, cuts.length)
  const bins = at(layout.binBins)
  u8.fill(order.length === 0 ? 0 : cuts.length + 1, bins, bins + rows)
  let bin = 0
  for (const row of order) {
    while (bin < cuts.length && values[row] >= cuts[bin]) bin++
    u8[bins + row] = bin
  }
}

/** Ascending distinct values of rows that weigh something, and what those rows weigh together. */
function distinctOf(values: Float32Array, order: Uint32Array, weightOfRow: (row: number) => number) {
  const distinct: number[] = []
  const weightOf: number[] = []
  for (const row of order) {
    const weight = weightOfRow(row)
    if (weight === 0) continue
    if (distinct.at(-1) === values[row]) weightOf[weightOf.length - 1] += weight
    else {
      distinct.push(values[row])
      weightOf.push(weight)
    }
  }
  return { distinct: Float32Array.from(distinct), weightOf: Float64Array.from(weightOf) }
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
