/**
 * Sums of gradients that do not depend on the order of adding.
 *
 * Every gradient and hessian is rounded to a multiple of one power of two, chosen so that even the sum over all rows
 * fits a double's 53 bits: then each addition and subtraction of a histogram is exact. So a model is the same
 * whatever the order of rows or the number of threads, a subtracted histogram equals a built one, and a row of
 * weight 2 equals two rows. For a million rows the step is some 1e-9 of the largest gradient, finer than the
 * float32 gradients of other libraries.
 */

/** Bits left for a sum; two fewer than a double has, so that rounding by addition stays exact. */
const sumBits = 50

/**
 * Weighs and rounds gradient pairs (gradient, hessian, gradient, ...) in place.
 * An integer weight multiplies the rounded value, so that it equals as many rows.
 */
export function makeSumsExact(pairs: Float64Array, weights: Float64Array | null, totalWeight: number): void {
  const gradientShift = roundingShift(largest(pairs, 0, weights) * totalWeight)
  const hessianShift = roundingShift(largest(pairs, 1, weights) * totalWeight)
  for (let i = 0; i < pairs.length; i += 2) {
    pairs[i] = pairs[i] + gradientShift - gradientShift
    pairs[i + 1] = pairs[i + 1] + hessianShift - hessianShift
  }
  if (weights === null) return
  for (let row = 0, i = 0; row < weights.length; row++, i += 2) {
    pairs[i] = weights[row] * pairs[i] + gradientShift - gradientShift
    pairs[i + 1] = weights[row] * pairs[i + 1] + hessianShift - hessianShift
  }
}

/** A number so large that adding it and taking it away again rounds to the step that sums up to `bound` allow. */
function roundingShift(bound: number): number {
  let power = 1
  while (power < bound) power *= 2
  while (power / 2 >= bound && power > Number.MIN_VALUE * 2 ** 60) power /= 2
  return power * 2 ** (52 - sumBits) * 1.5
}

function largest(pairs: Float64Array, first: number, weights: Float64Array | null): number {
  let most = 0
  for (let i = first, row = 0; i < pairs.length; i += 2, row++) {
    const size = Math.abs(pairs[i])
    if (size > most && (weights === null || weights[row] > 0)) most = size
  }
  return most
}
