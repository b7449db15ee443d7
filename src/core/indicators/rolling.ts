import { newColumn } from './columnPool.ts'
/**
 * Statistics of a sliding window in linear time, without drift.
 *
 * The rows are cut into blocks as long as the window. A window is then the head of one block and the tail of the
 * block before, and both are accumulated afresh per block: nothing is ever subtracted, so no rounding error is
 * carried along, a flat window has a standard deviation of exactly 0, and a missing value (NaN) spoils the windows
 * that hold it and no other. Source of the idea: van Herk (1992) and Gil and Werman (1993), for minimum and maximum.
 *
 * Every function gives NaN until the window is full.
 */

/** Sum of the last `window` values. */
export function rollingSum(values: Float64Array, window: number): Float64Array {
  const rows = values.length
  const sums = newColumn(rows)
  const tail = new Float64Array(window + 1) // tail[k]: sum of the last k values of the block before
  for (let start = 0; start < rows; start += window) {
    const end = Math.min(start + window, rows)
    let head = 0
    for (let row = start, inTail = window - 1; row < end; row++, inTail--) {
      head += values[row]
      sums[row] = head + tail[inTail]
    }
    if (end === rows) break
    for (let k = 1, sum = 0; k <= window; k++) {
      sum += values[end - k]
      tail[k] = sum
    }
  }
  return sums.fill(Number.NaN, 0, Math.min(window - 1, rows))
}

/** Arithmetic mean of the last `window` values; exactly the value itself where all are equal. */
export function rollingMean(values: Float64Array, window: number): Float64Array {
  const rows = values.length
  const means = newColumn(rows)
  const share = reciprocals(window)
  const tail = new Float64Array(window + 1)
  const perRow = 1 / window
  for (let start = 0; start < rows; start += window) {
    const end = Math.min(start + window, rows)
    let head = 0
    for (let row = start, inTail = window - 1, inHead = 1; row < end; row++, inTail--, inHead++) {
      head += (values[row] - head) * share[inHead]
      means[row] = head + (tail[inTail] - head) * (inTail * perRow)
    }
    if (end === rows) break
    for (let k = 1, mean = 0; k <= window; k++) {
      mean += (values[end - k] - mean) * share[k]
      tail[k] = mean
    }
  }
  return means.fill(Number.NaN, 0, Math.min(window - 1, rows))
}

/**
 * Mean and sample standard deviation (ddof 1) of the last `window` values. With `least` below `window` the first
 * rows use what there is, from `least` values on.
 * Source: updates by Welford (1962), joined by the pairwise rule of Chan, Golub and LeVeque (1983).
 */
export function rollingMoments(
  values: Float64Array,
  window: number,
  least = window,
): [mean: Float64Array, deviation: Float64Array] {
  const rows = values.length
  const means = newColumn(rows)
  const deviations = newColumn(rows)
  const share = reciprocals(window)
  const tailMean = new Float64Array(window + 1)
  const tailSquares = new Float64Array(window + 1)
  for (let start = 0; start < rows; start += window) {
    const end = Math.min(start + window, rows)
    let head = 0
    let squares = 0
    for (let row = start, inHead = 1; row < end; row++, inHead++) {
      const off = values[row] - head
      head += off * share[inHead]
      squares += off * (values[row] - head)
      const inTail = start === 0 ? 0 : window - inHead
      const count = inHead + inTail
      const gap = tailMean[inTail] - head
      const tailShare = inTail * share[count]
      means[row] = head + gap * tailShare
      deviations[row] = Math.sqrt(
        (squares + tailSquares[inTail] + gap * gap * inHead * tailShare) / (count - 1),
      )
    }
    if (end === rows) break
    for (let k = 1, mean = 0, sum = 0; k <= window; k++) {
      const off = values[end - k] - mean
      mean += off * share[k]
      sum += off * (values[end - k] - mean)
      tailMean[k] = mean
      tailSquares[k] = sum
    }
  }
  const empty = Math.min(least - 1, rows)
  return [means.fill(Number.NaN, 0, empty), deviations.fill(Number.NaN, 0, empty)]
}

/** Largest of the last `window` values. */
export function rollingMax(values: Float64Array, window: number): Float64Array {
  const rows = values.length
  const highest = newColumn(rows)
  const tail = new Float64Array(window + 1).fill(Number.NEGATIVE_INFINITY)
  for (let start = 0; start < rows; start += window) {
    const end = Math.min(start + window, rows)
    let head = Number.NEGATIVE_INFINITY
    for (let row = start, inTail = window - 1; row < end; row++, inTail--) {
      head = Math.max(head, values[row])
      highest[row] = Math.max(head, tail[inTail])
    }
    if (end === rows) break
    for (let k = 1, best = Number.NEGATIVE_INFINITY; k <= window; k++) {
      best = Math.max(best, values[end - k])
      tail[k] = best
    }
  }
  return highest.fill(Number.NaN, 0, Math.min(window - 1, rows))
}

/** Smallest of the last `window` values. */
export function rollingMin(values: Float64Array, window: number): Float64Array {
  const rows = values.length
  const lowest = newColumn(rows)
  const tail = new Float64Array(window + 1).fill(Number.POSITIVE_INFINITY)
  for (let start = 0; start < rows; start += window) {
    const end = Math.min(start + window, rows)
    let head = Number.POSITIVE_INFINITY
    for (let row = start, inTail = window - 1; row < end; row++, inTail--) {
      head = Math.min(head, values[row])
      lowest[row] = Math.min(head, tail[inTail])
    }
    if (end === rows) break
    for (let k = 1, best = Number.POSITIVE_INFINITY; k <= window; k++) {
      best = Math.min(best, values[end - k])
      tail[k] = best
    }
  }
  return lowest.fill(Number.NaN, 0, Math.min(window - 1, rows))
}

/** Rows since the largest of the last `window` values; of equal ones the latest counts. By a monotone queue. */
export function rowsSinceMax(values: Float64Array, window: number): Float64Array {
  const rows = values.length
  const ages = newColumn(rows)
  const queue = new Int32Array(rows) // rows of falling values; a later, larger one drives the smaller ones out
  let first = 0
  let last = -1
  let missing = -1
  for (let row = 0; row < rows; row++) {
    const value = values[row]
    if (Number.isNaN(value)) {
      missing = row
      ages[row] = Number.NaN
      continue
    }
    while (last >= first && values[queue[last]] <= value) last--
    queue[++last] = row
    while (queue[first] <= row - window) first++
    ages[row] = row - missing < window ? Number.NaN : row - queue[first]
  }
  return ages
}

/**
 * Square of Pearson's correlation between the values of the last `window` rows and their row numbers:
 * the share of the variance that a straight line explains. A flat window has no variance to explain: NaN.
 */
export function rollingTrendFit(values: Float64Array, window: number): Float64Array {
  const rows = values.length
  const fits = newColumn(rows)
  const share = reciprocals(window)
  const tailMean = new Float64Array(window + 1)
  const tailSquares = new Float64Array(window + 1)
  const tailCross = new Float64Array(window + 1)
  const perRow = 1 / window
  const rowSquares = (window * (window * window - 1)) / 12 // sum of squared deviations of 0 .. window - 1
  for (let start = 0; start < rows; start += window) {
    const end = Math.min(start + window, rows)
    let head = 0
    let squares = 0
    let cross = 0
    for (let row = start, inHead = 1, inTail = window - 1; row < end; row++, inHead++, inTail--) {
      const off = values[row] - head
      head += off * share[inHead]
      squares += off * (values[row] - head)
      cross += off * 0.5 * (inHead - 1) // off × distance of the row from the mean row once it is counted
      const gap = tailMean[inTail] - head
      const weight = inHead * inTail * perRow
      const spread = squares + tailSquares[inTail] + gap * gap * weight
      const slope = cross + tailCross[inTail] - gap * 0.5 * window * weight // mean rows lie half a window apart
      fits[row] = spread === 0 ? Number.NaN : Math.min(1, (slope * slope) / (spread * rowSquares))
    }
    if (end === rows) break
    for (let k = 1, mean = 0, sum = 0, product = 0; k <= window; k++) {
      const off = values[end - k] - mean
      mean += off * share[k]
      sum += off * (values[end - k] - mean)
      product -= off * 0.5 * (k - 1)
      tailMean[k] = mean
      tailSquares[k] = sum
      tailCross[k] = product
    }
  }
  return fits.fill(Number.NaN, 0, Math.min(window - 1, rows))
}

/**
 * Statistics of the rows at hand as they are when `offset` rows stand before them: blocks begin at multiples of the
 * window counted from the first row of all, so that sums are rounded alike. Correct from row 2 x window on.
 */
export function inBlocks<Columns extends readonly Float64Array[]>(
  offset: number,
  window: number,
  values: Float64Array,
  roll: (values: Float64Array) => Columns,
): Float64Array[] {
  const skipped = (window - (offset % window)) % window
  if (skipped === 0) return [...roll(values)]
  return roll(values.subarray(skipped)).map((column) => {
    const whole = newColumn(values.length).fill(Number.NaN, 0, skipped)
    whole.set(column, Math.min(skipped, values.length))
    return whole
  })
}

/** 1/k at position k. */
function reciprocals(count: number): Float64Array {
  return Float64Array.from({ length: count + 1 }, (_, k) => 1 / k)
}
