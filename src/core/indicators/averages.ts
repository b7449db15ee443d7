import { newColumn } from './columnPool.ts'

/**
 * Exponential averages, seeded with the first value that is present. They hold a value from that row on: the
 * indicator blanks the rows before its period is full. A missing row (NaN) stays missing and changes nothing.
 */

/** y += alpha (x - y). */
export function exponentialMean(values: Float64Array, alpha: number): Float64Array {
  const means = newColumn(values.length)
  exponentialStep({ values, alpha }, Float64Array.from(unseeded), 0, values.length, [means])
  return means
}

/** The smoothing factor of an exponential moving average: alpha = 2 / (span + 1). */
export function spanAlpha(span: number): number {
  return 2 / (span + 1)
}

/** That of Wilder's smoothed average: alpha = 1 / period. Source: New Concepts in Technical Trading Systems (1978). */
export function wilderAlpha(period: number): number {
  return 1 / period
}

/** State of an average that has not seen a value. */
export const unseeded: readonly number[] = [Number.NaN]

interface Smoothing {
  values: Float64Array
  alpha: number
}

/** The average as a recursion, whose state is the mean so far. */
export function exponentialStep(
  inputs: Smoothing,
  state: Float64Array,
  from: number,
  to: number,
  columns: Float64Array[],
): void {
  const { values, alpha } = inputs
  const [means] = columns
  let mean = state[0]
  for (let row = from; row < to; row++) {
    mean += alpha * (values[row] - mean)
    means[row] = mean
  }
  // Most stretches miss nothing, and run without a test; one that turns out to is done again with it.
  if (Number.isNaN(mean)) stepOverGaps(inputs, state, from, to, columns)
  else state[0] = mean
}

function stepOverGaps(
  { values, alpha }: Smoothing,
  state: Float64Array,
  from: number,
  to: number,
  [means]: Float64Array[],
): void {
  let mean = state[0]
  for (let row = from; row < to; row++) {
    const value = values[row]
    means[row] = Number.NaN
    if (Number.isNaN(value)) continue
    if (Number.isNaN(mean)) mean = value
    else mean += alpha * (value - mean)
    means[row] = mean
  }
  state[0] = mean
}

/** The first row that is not NaN; the number of rows where there is none. */
export function firstPresent(values: Float64Array): number {
  let row = 0
  while (row < values.length && Number.isNaN(values[row])) row++
  return row
}
