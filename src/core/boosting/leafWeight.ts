/** What a leaf's weight must respect. */
export interface SplitRules {
  lambda: number
  alpha: number
  minChildWeight: number
  /** Per binned feature -1, 0 or 1; null when no feature is constrained. */
  directions: Int8Array | null
}

interface Sums {
  gradient: Float64Array
  hessian: Float64Array
  lower: Float64Array
  upper: Float64Array
}

/**
 * Newton weight of a node, -(G shrunk by alpha) / (H + lambda), kept within the node's range.
 * A node lighter than the least child (it can only be the root) says nothing, as in XGBoost.
 * Source: Chen and Guestrin, XGBoost: A Scalable Tree Boosting System (2016), equation 5.
 */
export function leafWeight(
  { gradient, hessian, lower, upper }: Sums,
  node: number,
  { lambda, alpha, minChildWeight }: SplitRules,
): number {
  if (hessian[node] <= 0 || hessian[node] < minChildWeight) return 0
  const weight = shrink(-gradient[node], alpha) / (hessian[node] + lambda)
  return Math.min(Math.max(weight, lower[node]), upper[node])
}

function shrink(gradient: number, alpha: number): number {
  if (gradient > alpha) return gradient - alpha
  if (gradient < -alpha) return gradient + alpha
  return 0
}
