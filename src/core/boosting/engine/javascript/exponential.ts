const log2e = Math.LOG2E
const ln2High = 0.6931471803691238
const ln2Low = 1.9082149292705877e-10

/** From the highest power down: 1/8!, 1/7! ... 1/0!. */
const coefficients = [
  2.48015873015873e-5, 1.984126984126984e-4, 1.3888888888888889e-3, 8.333333333333333e-3,
  4.1666666666666664e-2, 1.6666666666666666e-1, 0.5, 1, 1,
]

/** e^x by the very steps of `assembly/exponential.ts`. */
export function exponential(x: number): number {
  const bounded = Math.max(Math.min(x, 700), -700)
  const k = nearestSmall(bounded * log2e)
  const r = bounded - k * ln2High - k * ln2Low
  let sum = coefficients[0]
  for (let i = 1; i < coefficients.length; i++) sum = sum * r + coefficients[i]
  return sum * 2 ** k
}

/** A half goes to the even neighbour: adding so much leaves a double no room for a fraction. */
function nearestSmall(value: number): number {
  const shift = 1.5 * 2 ** 52
  return value + shift - shift
}
