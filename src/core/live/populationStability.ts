/** How a population is cut up to be compared with another. */
export interface Bins {
  /** Rising; a value is in the bin of the largest edge that it reaches. */
  edges: Float64Array
  /** Rows of each bin, the lowest first; the last is of those that are missing. */
  counts: Float64Array
}

const tenths = 10

/**
 * Bins that hold a tenth of the values each, and one of those that are missing (NaN). A value that takes more than a
 * tenth has a bin of its own, so that it is seen when others take its place. O(n log n).
 */
export function quantileBins(values: Float64Array): Bins {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort()
  const edges: number[] = []
  let before: number | undefined
  for (let tenth = 1; tenth < tenths && sorted.length > 0; tenth++) {
    const quantile = sorted[Math.floor((tenth * sorted.length) / tenths)]
    const edge = quantile === before ? nextAbove(quantile) : quantile
    if (edges.length === 0 || edge > edges[edges.length - 1]) edges.push(edge)
    before = quantile
  }
  const bins = Float64Array.from(edges)
  return { edges: bins, counts: countIn(bins, values) }
}

/**
 * The population stability index (PSI) of other values against those of the bins: the sum over the bins of
 * (q − p) ln(q / p) of their shares, which is 0 for equal shares and has no upper bound. A bin that one of the two does not
 * reach counts there as half a row. N. Siddiqi, Credit Risk Scorecards (2006), ch. 9; its limits are 0.1 and 0.25.
 *
 * @param values at least one
 */
export function populationStability({ edges, counts }: Bins, values: Float64Array): number {
  const others = countIn(edges, values)
  const total = counts.reduce((sum, count) => sum + count, 0)
  let index = 0
  for (let bin = 0; bin < counts.length; bin++) {
    if (counts[bin] === 0 && others[bin] === 0) continue
    const p = Math.max(counts[bin], 0.5) / total
    const q = Math.max(others[bin], 0.5) / values.length
    index += (q - p) * Math.log(q / p)
  }
  return index
}

function countIn(edges: Float64Array, values: Float64Array): Float64Array {
  const counts = new Float64Array(edges.length + 2)
  for (let row = 0; row < values.length; row++) {
    const value = values[row]
    let bin = 0
    if (Number.isNaN(value)) bin = counts.length - 1
    else while (bin < edges.length && value >= edges[bin]) bin++
    counts[bin]++
  }
  return counts
}

/** A number that is larger by next to nothing. */
function nextAbove(value: number): number {
  return value + Math.max(Number.MIN_VALUE, Math.abs(value) * Number.EPSILON)
}
