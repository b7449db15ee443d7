import { expect } from 'vitest'

/** As `toBeCloseTo` of each pair of numbers, but thousands of them cost no thousand assertions. */
export function expectClose(found: Float64Array, expected: Float64Array, digits: number): void {
  expect(found.length).toBe(expected.length)
  const allowed = 10 ** -digits / 2
  for (let at = 0; at < found.length; at++) {
    if (!(Math.abs(found[at] - expected[at]) < allowed))
      expect(found[at], `at ${at}`).toBeCloseTo(expected[at], digits)
  }
}
