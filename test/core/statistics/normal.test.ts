import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { normalCdf, normalQuantile } from '../../../src/core/statistics/normal.ts'

/** x and its probability erfc(−x / √2) / 2, computed by mpmath 1.3.0 with 40 digits. */
const table: [number, number][] = [
  [-20, 2.7536241186062337e-89],
  [-8, 6.220960574271784e-16],
  [-5, 2.866515718791939e-7],
  [-3.0001, 0.001349454913260718],
  [-3, 0.0013498980316300946],
  [-2.9999, 0.001350341282954924],
  [-1.96, 0.024997895148220435],
  [-1, 0.15865525393145705],
  [-0.25, 0.4012936743170763],
  [0, 0.5],
  [0.5, 0.6914624612740131],
  [1, 0.8413447460685429],
  [2.5, 0.9937903346742238],
  [3.5, 0.9997673709209645],
]

describe('normal distribution', () => {
  it.each(table)('has the tabled probability and quantile at %d', (x, probability) => {
    expect(Math.abs(normalCdf(x) / probability - 1)).toBeLessThan(1e-13)
    if (probability < 0.999)
      expect(Math.abs(normalQuantile(probability) - x)).toBeLessThan(1e-12 * Math.max(1, Math.abs(x)))
  })

  it('reaches its limits', () => {
    expect(normalCdf(Number.NEGATIVE_INFINITY)).toBe(0)
    expect(normalCdf(Number.POSITIVE_INFINITY)).toBe(1)
    expect(normalQuantile(0)).toBe(Number.NEGATIVE_INFINITY)
    expect(normalQuantile(1)).toBe(Number.POSITIVE_INFINITY)
    expect(normalQuantile(0.5)).toBeCloseTo(0, 15)
  })

  it('is undefined where no probability is given', () => {
    for (const value of [-0.1, 1.1, Number.NaN]) expect(normalQuantile(value)).toBeNaN()
    expect(normalCdf(Number.NaN)).toBeNaN()
  })

  it('finds the x that a probability came from', () => {
    fc.assert(
      fc.property(fc.double({ min: -30, max: 5, noNaN: true }), (x) => {
        // above 0 a probability near 1 holds fewer digits of x: 1e-16 / density(5) is 7e-11
        expect(Math.abs(normalQuantile(normalCdf(x)) - x)).toBeLessThan(1e-9)
      }),
    )
  })

  it('rises with x and is symmetric', () => {
    const x = fc.double({ min: -8, max: 8, noNaN: true })
    fc.assert(
      fc.property(x, x, (a, b) => {
        if (a < b) expect(normalCdf(a)).toBeLessThanOrEqual(normalCdf(b) + 1e-15)
        expect(normalCdf(a) + normalCdf(-a)).toBeCloseTo(1, 14)
      }),
    )
  })
})
