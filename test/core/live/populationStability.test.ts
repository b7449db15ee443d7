import { describe, expect, it } from 'vitest'
import { populationStability, quantileBins } from '../../../src/core/live/populationStability.ts'

const upTo = (count: number, of: (i: number) => number = (i) => i): Float64Array =>
  Float64Array.from({ length: count }, (_, i) => of(i))
const psi = (training: Float64Array, recent: Float64Array): number =>
  populationStability(quantileBins(training), recent)

describe('the population stability index', () => {
  it('cuts the training rows into tenths, with one bin for what is missing', () => {
    const { edges, counts } = quantileBins(Float64Array.of(...upTo(100), Number.NaN, Number.NaN))
    expect([...edges]).toEqual([10, 20, 30, 40, 50, 60, 70, 80, 90])
    expect([...counts]).toEqual([10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 2])
  })

  it('is what one computes by hand', () => {
    // Shares of 0.1 in each tenth become 0.2 in the first five, and none, counted as half of 50 rows, in the others:
    // 5 × (0.2 − 0.1) ln 2 + 5 × (0.01 − 0.1) ln 0.1
    const expected = 5 * 0.1 * Math.log(2) + 5 * -0.09 * Math.log(0.1)
    expect(psi(upTo(100), upTo(50))).toBeCloseTo(expected, 12)
    // A tenth of the rows is missing now, of none before, which counts as half of 100: each tenth has 0.09.
    const missing = upTo(100, (i) => (i % 10 === 0 ? Number.NaN : i))
    const gone = 10 * (0.09 - 0.1) * Math.log(0.9) + (0.1 - 0.005) * Math.log(0.1 / 0.005)
    expect(psi(upTo(100), missing)).toBeCloseTo(gone, 12)
  })

  it('is 0 for the same values, in any order and any number of times', () => {
    const values = upTo(997, (i) => (i % 7 === 0 ? Number.NaN : Math.sin(i * i)))
    expect(psi(values, values.slice().reverse())).toBe(0)
    expect(psi(values, Float64Array.of(...values, ...values, ...values))).toBeCloseTo(0, 12)
  })

  it('is never below 0, and the same whatever the unit', () => {
    for (let shift = -2; shift <= 2; shift += 0.5) {
      const training = upTo(500, (i) => Math.sin(i * i))
      const recent = upTo(200, (i) => Math.sin(i * i * 3) + shift)
      expect(psi(training, recent)).toBeGreaterThanOrEqual(0)
      const inPercent = (values: Float64Array) => values.map((value) => 128 * value)
      expect(psi(inPercent(training), inPercent(recent))).toBeCloseTo(psi(training, recent), 12)
    }
  })

  it.each([-1, 1, Number.NaN])('sees that a value which never changed has become %d', (value) => {
    expect(psi(new Float64Array(200), new Float64Array(200))).toBe(0)
    expect(psi(new Float64Array(200), new Float64Array(200).fill(value))).toBeGreaterThan(1)
  })

  it('compares with rows of which all were missing', () => {
    expect(psi(new Float64Array(100).fill(Number.NaN), upTo(100))).toBeGreaterThan(1)
  })
})
