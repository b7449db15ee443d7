import { describe, expect, it } from 'vitest'
import { growth, NumberStream } from '../../../src/data/synthetic/numberStream.ts'

const mean = (values: Float64Array) => values.reduce((a, b) => a + b, 0) / values.length

describe('NumberStream', () => {
  const count = 200_000
  const values = Float64Array.from({ length: count }, (_, i) => new NumberStream('a').normal(i))

  it('gives the same number for the same name and index, in any order', () => {
    const stream = new NumberStream('a')
    expect([stream.bits(7), stream.bits(3), stream.bits(7)]).toEqual([
      new NumberStream('a').bits(7),
      new NumberStream('a').bits(3),
      stream.bits(7),
    ])
    expect(stream.bits(7)).not.toBe(new NumberStream('b').bits(7))
    // The same on every platform: whole numbers, and a table that is rounded before use.
    expect([0, 1, 2].map((i) => stream.bits(i))).toEqual([137273039, 3586655210, 3003581657])
  })

  it('is standard normal: mean, variance, and the part beyond 1.96', () => {
    // Standard errors: 1 / sqrt(n) = 0.0022, sqrt(2 / n) = 0.0032, sqrt(0.05 x 0.95 / n) = 0.0005; four of each.
    expect(Math.abs(mean(values))).toBeLessThan(0.009)
    expect(Math.abs(mean(values.map((x) => x * x)) - 1)).toBeLessThan(0.013)
    expect(Math.abs(mean(values.map((x) => (Math.abs(x) > 1.96 ? 1 : 0))) - 0.05)).toBeLessThan(0.002)
  })

  it('has no correlation between neighbours, sessions, or streams', () => {
    const chance = 4 / Math.sqrt(count)
    for (const lag of [1, 2, 78, 79]) {
      const products = values.slice(lag).map((x, i) => x * values[i])
      expect(Math.abs(mean(products)), `lag ${lag}`).toBeLessThan(chance)
    }
    const other = new NumberStream('b')
    expect(Math.abs(mean(values.map((x, i) => x * other.normal(i))))).toBeLessThan(chance)
  })
})

describe('growth', () => {
  it('is e^x but for x² / 2048', () => {
    expect(growth(0)).toBe(1)
    for (const x of [-2, -0.5, 0.5, 2]) {
      expect(growth(x) / Math.exp(x)).toBeCloseTo(1 - (x * x) / 2048, 4)
    }
  })
})
