/**
 * Points and weights of the Gauss-Legendre rule on [0, 1]: with `count` points the integral of a polynomial of degree
 * up to 2·count - 1 is exact. Points are found by Newton's method on the Legendre polynomial.
 * Source: Davis and Rabinowitz, Methods of Numerical Integration (1984), section 2.7.
 */
export function gaussLegendre(count: number): { points: Float64Array; weights: Float64Array } {
  const points = new Float64Array(count)
  const weights = new Float64Array(count)
  for (let i = 0; i < count; i++) {
    let x = Math.cos((Math.PI * (i + 0.75)) / (count + 0.5))
    for (let step = 0; step < 100; step++) {
      const { value, slope } = legendre(count, x)
      const change = value / slope
      x -= change
      if (Math.abs(change) < 1e-16) break
    }
    const { slope } = legendre(count, x)
    points[i] = (1 - x) / 2
    weights[i] = 1 / ((1 - x * x) * slope * slope)
  }
  return { points, weights }
}

/** The Legendre polynomial of a degree from 1 on, and its derivative, by the three-term recurrence. */
function legendre(degree: number, x: number): { value: number; slope: number } {
  let before = 1
  let value = x
  for (let n = 2; n <= degree; n++) {
    const next = ((2 * n - 1) * x * value - (n - 1) * before) / n
    before = value
    value = next
  }
  return { value, slope: (degree * (x * value - before)) / (x * x - 1) }
}
