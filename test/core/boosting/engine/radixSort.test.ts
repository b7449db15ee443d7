import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sortBuffers, sortedRows } from '../../../../src/core/boosting/engine/javascript/radixSort.ts'

const sort = (values: number[]) =>
  Array.from(sortedRows(Float32Array.from(values), sortBuffers(values.length)))

describe('sortedRows', () => {
  it('orders negative and positive values and leaves out missing ones', () => {
    expect(sort([2, -1, Number.NaN, -3, 0, 1e-30])).toEqual([3, 1, 4, 5, 0])
  })

  it('keeps equal values in the order of their rows', () => {
    expect(sort([1, 0, 1, 0, 1])).toEqual([1, 3, 0, 2, 4])
  })

  it('has nothing to order when every value is missing', () => {
    expect(sort([Number.NaN, Number.NaN])).toEqual([])
  })

  it('agrees with the sort of the language', () => {
    fc.assert(
      fc.property(fc.array(fc.float({ noNaN: true }).map((value) => value + 0)), (values) => {
        const rows = values
          .map((_, row) => row)
          .sort((a, b) => (values[a] < values[b] ? -1 : values[a] > values[b] ? 1 : a - b))
        expect(sort(values)).toEqual(rows)
      }),
    )
  })

  it('can reuse its buffers', () => {
    const buffers = sortBuffers(3)
    sortedRows(Float32Array.of(3, 2, 1), buffers)
    expect(Array.from(sortedRows(Float32Array.of(5, Number.NaN, 4), buffers))).toEqual([2, 0])
  })
})
