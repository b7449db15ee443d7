/**
 * A statistic of the values that are present (not NaN) among the last `window` rows, the row's own as the last of
 * them; NaN where that one is missing, or fewer than `least` are present. `statistic` must not keep the array.
 * Every window is read afresh, in rows x window: meant for series of sessions, which are few.
 */
export function rollingPresent(
  values: Float64Array,
  window: number,
  least: number,
  statistic: (present: Float64Array) => number,
): Float64Array {
  const buffer = new Float64Array(Math.min(window, values.length))
  return values.map((value, row) => {
    if (Number.isNaN(value)) return Number.NaN
    let count = 0
    for (let r = Math.max(0, row - window + 1); r <= row; r++) {
      if (!Number.isNaN(values[r])) buffer[count++] = values[r]
    }
    return count < least ? Number.NaN : statistic(buffer.subarray(0, count))
  })
}
