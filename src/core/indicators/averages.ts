/**
 * Exponential averages, seeded with the first value that is present. They hold a value from that row on: the
 * indicator blanks the rows before its period is full. A missing row (NaN) stays missing and changes nothing.
 */

/** y += alpha (x - y). */
export function exponentialMean(values: Float64Array, alpha: number): Float64Array {
  const rows = values.length
  const means = new Float64Array(rows)
  let row = firstPresent(values)
  means.fill(Number.NaN, 0, row)
  let mean = values[row]
  for (; row < rows; row++) {
    const value = values[row]
    if (Number.isNaN(value)) {
      means[row] = Number.NaN
    } else {
      mean += alpha * (value - mean)
      means[row] = mean
    }
  }
  return means
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
