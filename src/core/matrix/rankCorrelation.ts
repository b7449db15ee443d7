/**
 * Ranks from 1, ties averaged; NaN stays NaN. A sorted copy and a binary search each: O(n log n), and much
 * faster than sorting indexes with a comparator.
 */
export function ranks(values: Float64Array): Float64Array {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort()
  const rankAt = averageRanks(sorted)
  const ranked = values.slice()
  for (let row = 0; row < ranked.length; row++) {
    if (!Number.isNaN(ranked[row])) ranked[row] = rankAt[countBelow(sorted, ranked[row])]
  }
  return ranked
}

/** The rank of each run of equal values, at the place where the run begins. */
function averageRanks(sorted: Float64Array): Float64Array {
  const rankAt = new Float64Array(sorted.length)
  for (let from = 0, to = 0; from < sorted.length; from = to) {
    while (to < sorted.length && sorted[to] === sorted[from]) to++
    rankAt[from] = (from + to + 1) / 2
  }
  return rankAt
}

/** How many of the sorted values are below `value`. */
function countBelow(sorted: Float64Array, value: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (sorted[middle] < value) low = middle + 1
    else high = middle
  }
  return low
}

/**
 * Pearson correlation of the ranks `a[t]` with `b[t + shift]`, over the rows where both are known; NaN when one of them
 * does not vary there or fewer than 3 rows are left. That is Spearman's rho.
 */
export function shiftedCorrelation(a: Float64Array, b: Float64Array, shift: number): number {
  // Sums around the middle rank keep their digits, so that one pass is enough.
  const middle = (a.length + 1) / 2
  let count = 0
  let sumA = 0
  let sumB = 0
  let cross = 0
  let squareA = 0
  let squareB = 0
  for (let t = 0, end = a.length - shift; t < end; t++) {
    const x = a[t] - middle
    const y = b[t + shift] - middle
    const product = x * y
    if (Number.isNaN(product)) continue
    count++
    sumA += x
    sumB += y
    cross += product
    squareA += x * x
    squareB += y * y
  }
  const spreadA = count * squareA - sumA * sumA
  const spreadB = count * squareB - sumB * sumB
  const varies = spreadA > roundingShare * count * squareA && spreadB > roundingShare * count * squareB
  if (count < 3 || !varies) return Number.NaN
  return (count * cross - sumA * sumB) / Math.sqrt(spreadA * spreadB)
}

/** Spread below this share of the squares is what rounding leaves of equal ranks. */
const roundingShare = 1e-10
