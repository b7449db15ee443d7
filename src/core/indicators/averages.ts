import { newColumn } from './columnPool.ts'
import type { RecursionStep } from './history.ts'

/**
 * Exponential averages, seeded with the first value that is present. They hold a value from that row on: the
 * indicator blanks the rows before its period is full. A missing row (NaN) stays missing and changes nothing.
 */

/** y += alpha (x - y). */
export function exponentialMean(values: Float64Array, alpha: number): Float64Array {
  const means = newColumn(values.length)
  exponentialStep(values, alpha)([...unseeded], 0, values.length, [means])
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

/** The average as a recursion, whose state is the mean so far. */
export function exponentialStep(values: Float64Array, alpha: number): RecursionStep {
  return (state, from, to, [means]) => {
    let row = from
    let mean = state[0]
    if (Number.isNaN(mean)) {
      while (row < to && Number.isNaN(values[row])) row++
      means.fill(Number.NaN, from, row)
      if (row === to) return
      mean = values[row]
    }
    // Most stretches miss nothing, and run without the test; one that turns out to is done again with it.
    for (; row < to; row += stretch) {
      const end = Math.min(row + stretch, to)
      const before = mean
      mean = meansOf(values, alpha, means, { from: row, to: end, mean })
      if (Number.isNaN(mean)) mean = meansWithGaps(values, alpha, means, { from: row, to: end, mean: before })
    }
    state[0] = mean
  }
}

const stretch = 256

interface Stretch {
  from: number
  to: number
  mean: number
}

function meansOf(
  values: Float64Array,
  alpha: number,
  means: Float64Array,
  { from, to, mean: before }: Stretch,
): number {
  let mean = before
  for (let row = from; row < to; row++) {
    mean += alpha * (values[row] - mean)
    means[row] = mean
  }
  return mean
}

function meansWithGaps(
  values: Float64Array,
  alpha: number,
  means: Float64Array,
  { from, to, mean: before }: Stretch,
): number {
  let mean = before
  for (let row = from; row < to; row++) {
    const missing = Number.isNaN(values[row])
    if (!missing) mean += alpha * (values[row] - mean)
    means[row] = missing ? Number.NaN : mean
  }
  return mean
}

/** The first row that is not NaN; the number of rows where there is none. */
export function firstPresent(values: Float64Array): number {
  let row = 0
  while (row < values.length && Number.isNaN(values[row])) row++
  return row
}
