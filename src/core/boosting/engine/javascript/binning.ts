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
  u8.fill(order.length === 0 ? 0 : Math.min(cuts.length + 1, layout.lastBin), bins, bins + rows)
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
 * Thresholds, each the smallest value of the bin above it. With no more distinct values than bins, each has a bin of
 * its own; else they are the quantiles that XGBoost picks of exact ranks, so that both learn from the same bins.
 * Source: the pruning of a weighted quantile summary, Chen and Guestrin (2016), appendix A.3, to one more than the bins,
 * of which the first bounds no bin and the last is beyond the limit.
 */
export function chooseCuts(distinct: Float32Array, weights: Float64Array, maxBins: number): Float32Array {
  const chosen = distinct.length <= maxBins + 1 ? distinct : picked(weights, maxBins).map((i) => distinct[i])
  return Float32Array.from(chosen.slice(1, Math.max(1, Math.min(chosen.length, maxBins))))
}

/** Numbers of at most `parts` + 1 values that part the weight as evenly as can be: the first, the last, and some between. */
function picked(weights: Float64Array, parts: number): number[] {
  const last = weights.length - 1
  let sum = 0
  /** What the values up to each one weigh. */
  const upTo = weights.map((weight) => {
    sum += weight
    return sum
  })
  const range = upTo[last - 1] - upTo[0]
  const chosen = [0]
  let i = 1
  for (let k = 1; k < parts; k++) {
    const rank = 2 * ((k * range) / parts + upTo[0])
    while (i < last && rank >= upTo[i + 1] + upTo[i]) i++
    if (i === last) break
    const nearest = rank < 2 * upTo[i] ? i : i + 1
    if (nearest !== chosen.at(-1)) chosen.push(nearest)
  }
  if (chosen.at(-1) !== last) chosen.push(last)
  return chosen
}
