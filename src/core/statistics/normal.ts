/** Standard normal distribution: probability of a value ≤ x. Absolute error below 1e-15, also relative in the lower tail. */
export function normalCdf(x: number): number {
  if (Number.isNaN(x)) return Number.NaN
  if (Math.abs(x) < SERIES_LIMIT) return 0.5 + normalDensity(x) * oddSeries(x)
  return x < 0 ? lowerTail(-x) : 1 - lowerTail(x)
}

/**
 * The x below which a standard normal value lies with the given probability; ∓Infinity at 0 and 1, NaN
 * outside. The start value is formula 26.2.23 of Abramowitz and Stegun, Handbook of Mathematical Functions
 * (1964), good to 4.5e-4; two Halley steps, each of which triples the digits, bring it to rounding error.
 */
export function normalQuantile(probability: number): number {
  if (probability > 0.5) return -normalQuantile(1 - probability)
  if (probability === 0) return Number.NEGATIVE_INFINITY
  if (!(probability > 0)) return Number.NaN
  const t = Math.sqrt(-2 * Math.log(probability))
  let x =
    (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))) - t
  for (let step = 0; step < 2; step++) {
    const newton = (normalCdf(x) - probability) / normalDensity(x)
    x -= newton / (1 + (x * newton) / 2)
  }
  return x
}

/** Below it the series needs few terms, above it the continued fraction few levels. */
const SERIES_LIMIT = 3

/** Density of the standard normal distribution. */
export function normalDensity(x: number): number {
  return Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI)
}

/** x + x³/3 + x⁵/(3·5) + …: Marsaglia, Evaluating the Normal Distribution, J. Statistical Software 11(4), 2004. */
function oddSeries(x: number): number {
  let term = x
  let sum = x
  for (let odd = 3; Math.abs(term) > Math.abs(sum) * 1e-17; odd += 2) {
    term *= (x * x) / odd
    sum += term
  }
  return sum
}

/** Probability above x > 0 by Laplace's continued fraction 1/(x + 1/(x + 2/(x + …))): Abramowitz and Stegun 26.2.14. */
function lowerTail(x: number): number {
  // So many levels leave no rounding error of 100 of them, found by trying a hundred thousand x of each unit up to 12.
  const levels = Math.ceil(20 + 720 / (x * x))
  let fraction = x
  for (let level = levels; level >= 1; level--) fraction = x + level / fraction
  return normalDensity(x) / fraction
}
