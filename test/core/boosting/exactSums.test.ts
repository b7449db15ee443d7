import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { makeSumsExact } from '../../../src/core/boosting/exactSums.ts'

const number = fc.double({ noNaN: true, min: -1e6, max: 1e6 })

describe('makeSumsExact', () => {
  it('makes sums independent of the order of adding', () => {
    fc.assert(
      fc.property(fc.array(number, { minLength: 1, maxLength: 200 }), (values) => {
        const pairs = Float64Array.from(values.flatMap((value) => [value, Math.abs(value)]))
        makeSumsExact(pairs, null, values.length)
        const gradients = pairs.filter((_, i) => i % 2 === 0)
        const forward = gradients.reduce((sum, value) => sum + value, 0)
        const backward = gradients.reduceRight((sum, value) => sum + value, 0)
        expect(forward === backward).toBe(true)
      }),
    )
  })

  it('changes values by less than 1e-12 of the largest for 200 rows', () => {
    fc.assert(
      fc.property(fc.array(number, { minLength: 1, maxLength: 200 }), (values) => {
        const pairs = Float64Array.from(values.flatMap((value) => [value, 1]))
        makeSumsExact(pairs, null, values.length)
        const largest = Math.max(...values.map(Math.abs))
        values.forEach((value, i) => {
          expect(Math.abs(pairs[2 * i] - value)).toBeLessThanOrEqual(1e-12 * largest + 1e-300)
          expect(pairs[2 * i + 1]).toBe(1)
        })
      }),
    )
  })

  it('makes an integer weight equal to as many rows', () => {
    const weighted = Float64Array.of(0.1, 0.2, -0.7, 0.3)
    makeSumsExact(weighted, Float64Array.of(3, 1), 4)
    const repeated = Float64Array.of(0.1, 0.2, 0.1, 0.2, 0.1, 0.2, -0.7, 0.3)
    makeSumsExact(repeated, null, 4)
    expect(weighted[0]).toBe(repeated[0] + repeated[2] + repeated[4])
    expect(weighted[1]).toBe(repeated[1] + repeated[3] + repeated[5])
  })

  it('leaves zeros alone', () => {
    const pairs = Float64Array.of(0, 0, 0, 0)
    makeSumsExact(pairs, null, 2)
    expect(Array.from(pairs)).toEqual([0, 0, 0, 0])
  })
})
