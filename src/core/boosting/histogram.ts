import type { BinnedFeatures } from './binning.ts'

/** An empty histogram: pairs (sum of gradients, sum of hessians) of every bin of every feature. */
export function createHistogram(binned: BinnedFeatures): Float64Array {
  return new Float64Array(2 * binned.offsets[binned.count])
}

/**
 * Fills `histogram` with the sums over rows[begin..end) for the listed features; bins of others are zero.
 * Rows outside, features inside: gradients are read once a row, and neighbouring additions hit different bins.
 */
export function buildHistogram(
  histogram: Float64Array,
  binned: BinnedFeatures,
  features: Int32Array,
  rows: Int32Array,
  begin: number,
  end: number,
  pairs: Float64Array,
): void {
  const { bins, offsets, count } = binned
  const used = features.length
  histogram.fill(0)
  for (let i = begin; i < end; i++) {
    const row = rows[i]
    const gradient = pairs[2 * row]
    const hessian = pairs[2 * row + 1]
    const start = row * count
    for (let k = 0; k < used; k++) {
      const feature = features[k]
      const at = (offsets[feature] + bins[start + feature]) << 1
      histogram[at] += gradient
      histogram[at + 1] += hessian
    }
  }
}

/** Turns a parent's histogram into that of one child by taking away the other's. Exact, see `exactSums.ts`. */
export function subtractHistogram(parent: Float64Array, child: Float64Array): void {
  for (let i = 0; i < parent.length; i++) parent[i] -= child[i]
}
