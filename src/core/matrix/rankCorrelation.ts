/**
 * Ranks from 1, ties averaged; NaN stays NaN. A sorted copy and a binary search each: O(n log n), and much
 * faster than sorting indexes with a comparator.
 */
export function ranks(values: Float64Array): Float64Array {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort()
  return values.map((value) => {
    if (Number.isNaN(value)) return Number.NaN
    return (countBelow(sorted, value, false) + countBelow(sorted, value, true) + 1) / 2
  })
}

/** How many of the sorted values are below `value`, or also equal to it. */
function countBelow(sorted: Float64Array, value: number, orEqual: boolean): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (sorted[middle] < value || (orEqual && sorted[middle] === value)) low = middle + 1
    else high = middle
  }
  return low
}

/**
 * Pearson correlation of `a[t]` with `b[t + shift]`, over the rows where both are known; NaN when one of them
 * does not vary there or fewer than 3 rows are left. On ranks it is Spearman's.
 */
export function shiftedCorrelation(a: Float64Array, b: Float64Array, shift: number): number {
  const end = a.length - shift
  let count = 0
  let sumA = 0
  let sumB = 0
  for (let t = 0; t < end; t++) {
    const x = a[t]
    const y = b[t + shift]
    if (!Number.isNaN(x) && !Number.isNaN(y)) {
      count++
      sumA += x
      sumB += y
    }
  }
  if (count < 3) return Number.NaN
  const meanA = sumA / count
  const meanB = sumB / count
  let cross = 0
  let squareA = 0
  let squareB = 0
  for (let t = 0; t < end; t++) {
    const x = a[t] - meanA
    const y = b[t + shift] - meanB
    if (!Number.isNaN(x) && !Number.isNaN(y)) {
      cross += x * y
      squareA += x * x
      squareB += y * y
    }
  }
  return cross / Math.sqrt(squareA * squareB)
}
