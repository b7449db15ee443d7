import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { risingOrder } from '../../../src/core/matrix/risingOrder.ts'

describe('risingOrder', () => {
  it('orders negative, tiny, huge and infinite numbers, and leaves missing ones out', () => {
    const values = Float64Array.of(3, -1, Number.NaN, 5e-324, Number.NEGATIVE_INFINITY, 1e300, -2, -5e-324)
    expect([...risingOrder(values)]).toEqual([4, 6, 1, 7, 3, 0, 5])
  })

  it('keeps equal values, 0 and -0 among them, in the order of their rows', () => {
    expect([...risingOrder(Float64Array.of(0, 1, -0, 1, 0))]).toEqual([0, 2, 4, 1, 3])
  })

  it('tells numbers apart that differ in their last bits alone', () => {
    const values = Float64Array.from({ length: 50 }, (_, row) => 1 + ((row * 7) % 50) * Number.EPSILON)
    expect([...risingOrder(values)].map((row) => values[row])).toEqual([...values].sort((a, b) => a - b))
  })

  it('is what a stable sort by value gives', () => {
    const value = fc.oneof(
      fc.double({ noNaN: true }),
      fc.integer({ min: -3, max: 3 }),
      fc.constant(Number.NaN),
    )
    fc.assert(
      fc.property(fc.array(value, { maxLength: 80 }), (list) => {
        const rows = list.map((_, row) => row).filter((row) => !Number.isNaN(list[row]))
        rows.sort((a, b) => (list[a] < list[b] ? -1 : list[a] > list[b] ? 1 : a - b))
        expect([...risingOrder(Float64Array.from(list))]).toEqual(rows)
      }),
    )
  })
})
