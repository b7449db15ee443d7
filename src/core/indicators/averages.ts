import { newColumn } from './columnPool.ts'
/**
 * Exponential averages, seeded with the first value that is present. They hold a value from that row on: the
 * indicator blanks the rows before its period is full. A missing row (NaN) stays missing and changes nothing.
 */

/** y += alpha (x - y). */
export function exponentialMean(values: Float64Array, alpha: number): Float64Array {
  const rows = values.length
  const means = newColumn(rows)
  let row = firstPresent(values)
  means.fill(Number.NaN, 0, row)
  let mean = values[row]
  // Most stretches miss nothing, and run without the test; one that turns out to is done again with it.
  for (; row < rows; row += stretch) {
    const end = Math.min(row + stretch, rows)
    const before = mean
    for (let i = row; i < end; i++) {
      mean += alpha * (values[i] - mean)
      means[i] = mean
    }
    if (Number.isNaN(mean)) mean = meansWithGaps(values, alpha, means, { from: row, to: end, mean: before })
  }
  return means
}

const stretch = 256

function meansWithGaps(
  values: Float64Array,
  alpha: number,
  means: Float64Array,
  { from, to, mean: before }: { from: number; to: number; mean: number },
): number {
  let mean = before
  for (let row = from; row < to; row++) {
    const missing = Number.isNaN(values[row])
    if (!missing) mean += alpha * (values[row] - mean)
    means[row] = missing ? Number.NaN : mean
  }
  return mean
}

/** Exponential moving average: alpha = 2 / (span + 1). */
export function ema(values: Float64Array, span: number): Float64Array {
  return exponentialMean(values, 2 / (span + 1))
}

/** Wilder's smoothed average: alpha = 1 / period. Source: New Concepts in Technical Trading Systems (1978). */
export function wilder(values: Float64Array, period: number): Float64Array {
  return exponentialMean(values, 1 / period)
}

/** The first row that is not NaN; the number of rows where there is none. */
export function firstPresent(values: Float64Array): number {
  let row = 0
  while (row < values.length && Number.isNaN(values[row])) row++
  return row
}
