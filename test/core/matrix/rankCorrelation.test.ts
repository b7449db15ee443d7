import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ranks, shiftedCorrelation } from '../../../src/core/matrix/rankCorrelation.ts'

describe('ranks', () => {
  it('averages ties and leaves missing values out', () => {
    expect([...ranks(Float64Array.of(30, 10, Number.NaN, 20, 10))]).toEqual([4, 1.5, Number.NaN, 3, 1.5])
  })

  it('sums to n (n + 1) / 2 whatever the values', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true }), { maxLength: 60 }), (values) => {
        const sum = ranks(Float64Array.from(values)).reduce((total, rank) => total + rank, 0)
        expect(sum).toBe((values.length * (values.length + 1)) / 2)
      }),
    )
  })
})

describe('shiftedCorrelation', () => {
  it('is Spearman of ranks: 1 for any rising relation, and by hand otherwise', () => {
    const x = Float64Array.of(1, 2, 3, 4)
    expect(shiftedCorrelation(ranks(x), ranks(x.map(Math.exp)), 0)).toBeCloseTo(1, 12)
    // d = 0, 1, 1, 0: 1 - 6 · 2 / (4 · 15) = 0.8
    expect(shiftedCorrelation(ranks(x), ranks(Float64Array.of(1, 3, 2, 4)), 0)).toBeCloseTo(0.8, 12)
  })

  it('pairs row t with row t + shift, skipping missing rows', () => {
    const a = Float64Array.of(5, 1, Number.NaN, 9, 2, 7)
    const later = Float64Array.of(0, 5, 1, 4, 9, 2)
    expect(shiftedCorrelation(a, later, 1)).toBeCloseTo(1, 12)
  })

  it('is undefined where nothing varies or too few rows are left', () => {
    expect(shiftedCorrelation(Float64Array.of(1, 1, 1), Float64Array.of(1, 2, 3), 0)).toBeNaN()
    expect(shiftedCorrelation(Float64Array.of(1, 2, 3), Float64Array.of(1, 2, 3), 1)).toBeNaN()
  })
})
