import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { expectedShortfall95 } from '../../../src/core/statistics/expectedShortfall.ts'

describe('expected shortfall', () => {
  it.each([
    [1, 1],
    [20, 1],
    [21, 2],
    [41, 3],
    [252, 13],
  ])('averages the worst of %i returns: %2$i of them', (count, worst) => {
    const descending = Float64Array.from({ length: count }, (_, row) => -row)
    const value = -(count - 1) + (worst - 1) / 2 // the mean of −(count − 1) … −(count − worst)
    expect(expectedShortfall95(descending)).toEqual({ value, count: worst })
  })

  it('is undefined without returns and when one is missing', () => {
    expect(expectedShortfall95(new Float64Array())).toBeNull()
    expect(expectedShortfall95(Float64Array.of(0.1, Number.NaN))).toBeNull()
  })

  it('equals the mean of the head of the sorted returns, and leaves the returns as they were', () => {
    const value = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ min: -1, max: 1, noNaN: true }))
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 300 }), (values) => {
        const returns = Float64Array.from(values)
        const got = expectedShortfall95(returns)
        const worst = returns.toSorted().subarray(0, got?.count)
        expect(got?.value).toBeCloseTo(worst.reduce((sum, one) => sum + one, 0) / worst.length, 12)
        expect([...returns]).toEqual(values)
      }),
    )
  })
})
