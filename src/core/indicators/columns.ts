/** Arithmetic of whole columns, row by row: plain loops, because a callback per row costs several times as much. */

import { firstPresent } from './averages.ts'
import { newColumn } from './columnPool.ts'

/**
 * a / b; NaN where b is 0, since a share of nothing is undefined. The choice is made in the divisor: as a choice of
 * results, one of them a constant, it makes a build of forty indicators a tenth slower.
 */
export function ratio(a: number, b: number): number {
  return a / (b === 0 ? missing : b)
}

const missing = Number.NaN

/** a - b. */
export function difference(a: Float64Array, b: Float64Array): Float64Array {
  const result = newColumn(a.length)
  for (let row = 0; row < a.length; row++) result[row] = a[row] - b[row]
  return result
}

/** a + factor b. */
export function addScaled(a: Float64Array, factor: number, b: Float64Array): Float64Array {
  const result = newColumn(a.length)
  for (let row = 0; row < a.length; row++) result[row] = a[row] + factor * b[row]
  return result
}

/** (a + b) / 2. */
export function middle(a: Float64Array, b: Float64Array): Float64Array {
  const result = newColumn(a.length)
  for (let row = 0; row < a.length; row++) result[row] = (a[row] + b[row]) / 2
  return result
}

/** factor a. */
export function scaled(a: Float64Array, factor: number): Float64Array {
  const result = newColumn(a.length)
  for (let row = 0; row < a.length; row++) result[row] = factor * a[row]
  return result
}

/** a where it is positive, else 0. */
export function positivePart(a: Float64Array): Float64Array {
  const result = newColumn(a.length)
  for (let row = 0; row < a.length; row++) result[row] = Math.max(a[row], 0)
  return result
}

/** |a|. */
export function absolute(a: Float64Array): Float64Array {
  const result = newColumn(a.length)
  for (let row = 0; row < a.length; row++) result[row] = Math.abs(a[row])
  return result
}

/** factor part / whole; NaN where the whole is 0. */
export function share(part: Float64Array, whole: Float64Array, factor = 1): Float64Array {
  const result = newColumn(part.length)
  for (let row = 0; row < part.length; row++) result[row] = factor * ratio(part[row], whole[row])
  return result
}

/** factor (value - low) / (high - low), the place of a value in a range; NaN where there is no range. */
export function placeInRange(
  values: Float64Array,
  low: Float64Array,
  high: Float64Array,
  factor: number,
): Float64Array {
  const result = newColumn(values.length)
  for (let row = 0; row < values.length; row++) {
    result[row] = factor * ratio(values[row] - low[row], high[row] - low[row])
  }
  return result
}

/** The column itself, which must be the caller's own, missing until `rows` rows after the first one present in `source`. */
export function blanked(values: Float64Array, rows: number, source: Float64Array): Float64Array {
  return values.fill(Number.NaN, 0, firstPresent(source) + rows)
}

/** A copy whose rows are missing until `rows` rows after the first one present in `source`. */
export function blankWarmUp(values: Float64Array, rows: number, source = values): Float64Array {
  const copy = newColumn(values.length)
  copy.set(values)
  return copy.fill(Number.NaN, 0, firstPresent(source) + rows)
}

/** A copy moved `rows` rows towards later rows. */
export function lagged(values: Float64Array, rows: number): Float64Array {
  const moved = newColumn(values.length).fill(Number.NaN, 0, rows)
  if (rows < values.length) moved.set(values.subarray(0, values.length - rows), rows)
  return moved
}

/** The value at each index, such as that of the session a row lies in. */
export function pick(values: Float64Array, indexes: Int32Array): Float64Array {
  const picked = newColumn(indexes.length)
  for (let row = 0; row < indexes.length; row++) picked[row] = values[indexes[row]]
  return picked
}
