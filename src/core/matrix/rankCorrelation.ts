import { risingOrder } from './risingOrder.ts'

/** Ranks from 1, ties averaged; NaN stays NaN. */
export function ranks(values: Float64Array): Float64Array {
  const order = risingOrder(values)
  const ranked = new Float64Array(values.length).fill(Number.NaN)
  for (let from = 0, to = 0; from < order.length; from = to) {
    while (to < order.length && values[order[to]] === values[order[from]]) to++
    for (let i = from; i < to; i++) ranked[order[i]] = (from + to + 1) / 2
  }
  return ranked
}

/**
 * Pearson correlation of the ranks `a[t]` with `b[t + shift]`, over the rows where both are known; NaN when one of them
 * does not vary there or fewer than 3 rows are left. That is Spearman's rho. Where `a` holds some rows only, `rows`
 * tells which: `a[i]` belongs to row `rows[i]`.
 */
export function shiftedCorrelation(
  a: Float64Array,
  b: Float64Array,
  shift: number,
  rows?: Int32Array,
): number {
  // Sums around the middle rank keep their digits, so that one pass is enough.
  const middleA = (a.length + 1) / 2
  const middleB = (b.length + 1) / 2
  let count = 0
  let sumA = 0
  let sumB = 0
  let cross = 0
  let squareA = 0
  let squareB = 0
  for (let i = 0; i < a.length; i++) {
    const place = (rows === undefined ? i : rows[i]) + shift
    if (place >= b.length) break
    const x = a[i] - middleA
    const y = b[place] - middleB
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
