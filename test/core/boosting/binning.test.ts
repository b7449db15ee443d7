import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { binFeatures } from '../../../src/core/boosting/binning.ts'
import { chooseCuts } from '../../../src/core/boosting/engine/javascript/binning.ts'
import { SigmaError } from '../../../src/core/errors.ts'

const bin = (values: number[], maxBins = 256) =>
  binFeatures([Float64Array.from(values)], values.length, maxBins, null)

describe('binFeatures', () => {
  it('gives each distinct value a bin, whose threshold it is', () => {
    const { cuts, bins, valueBins, hasMissing } = bin([3, 1, 1, 2, 3])
    expect(Array.from(cuts[0])).toEqual([2, 3])
    expect(Array.from(bins[0])).toEqual([2, 0, 0, 1, 2])
    expect(Array.from(valueBins)).toEqual([3])
    expect(Array.from(hasMissing)).toEqual([0])
  })

  it('puts missing values into the bin after the last', () => {
    const { bins, valueBins, hasMissing } = bin([5, Number.NaN, 7])
    expect(Array.from(bins[0])).toEqual([0, 2, 1])
    expect(Array.from(valueBins)).toEqual([2])
    expect(Array.from(hasMissing)).toEqual([1])
  })

  it('keeps only features that can split, under the number of their column', () => {
    const missing = Float64Array.of(Number.NaN, Number.NaN)
    const partly = Float64Array.of(4, Number.NaN)
    const { count, column, bins } = binFeatures(
      [Float64Array.of(1, 1), missing, Float64Array.of(1, 2), partly],
      2,
      256,
      null,
    )
    expect(count).toBe(2)
    expect(Array.from(column)).toEqual([2, 3])
    expect(bins.map((column) => Array.from(column))).toEqual([
      [0, 1],
      [0, 1],
    ])
  })

  it('takes -0 and 0, and doubles that round to the same float, for one value', () => {
    expect(bin([-0, 0]).count).toBe(0)
    expect(bin([0.1, 0.1 + 1e-12]).count).toBe(0)
  })

  it('never exceeds the greatest number of bins, and fills them evenly', () => {
    const { cuts, bins } = bin(
      Array.from({ length: 1000 }, (_, i) => (i * 37) % 1000),
      10,
    )
    expect(cuts[0].length).toBe(9)
    const counts = new Array<number>(10).fill(0)
    for (const b of bins[0]) counts[b]++
    expect(Math.min(...counts)).toBeGreaterThanOrEqual(99)
    expect(Math.max(...counts)).toBeLessThanOrEqual(101)
  })

  it('agrees with comparing each float32 value with the thresholds', () => {
    const column = fc.array(
      fc.oneof(fc.float({ noDefaultInfinity: true }), fc.integer({ min: -5, max: 5 })),
      {
        minLength: 1,
        maxLength: 60,
      },
    )
    fc.assert(
      fc.property(column, fc.integer({ min: 2, max: 12 }), (values, maxBins) => {
        const { count, cuts, bins, valueBins } = bin(values, maxBins)
        if (count === 0) return
        expect(valueBins[0]).toBeLessThanOrEqual(maxBins)
        values.forEach((value, row) => {
          const expected = Number.isNaN(value)
            ? valueBins[0]
            : cuts[0].filter((cut) => !(Math.fround(value) < cut)).length
          expect(bins[0][row]).toBe(expected)
        })
      }),
    )
  })

  it('refuses infinite values and names the place', () => {
    expect(() => bin([1, Number.POSITIVE_INFINITY])).toThrow(/columns\[0\].*row 1 holds Infinity/)
    expect(() => bin([1, 1e300])).toThrow(SigmaError)
  })

  it('gives rows of weight 0 no say in the thresholds, but a bin', () => {
    const { cuts, bins } = binFeatures([Float64Array.of(1, 2, 3)], 3, 256, Float64Array.of(1, 0, 1))
    expect(Array.from(cuts[0])).toEqual([3])
    expect(Array.from(bins[0])).toEqual([0, 0, 1])
  })
})

describe('chooseCuts', () => {
  it('parts the rows evenly that are beside a heavy value', () => {
    const distinct = Float32Array.of(0, 1, 2, 3, 4, 5, 6)
    const cuts = chooseCuts(distinct, Float64Array.of(100, 1, 1, 1, 1, 1, 1), 3)
    expect(Array.from(cuts)).toEqual([2, 4])
  })

  it('has no thresholds for a single value', () => {
    expect(chooseCuts(Float32Array.of(1), Float64Array.of(9), 256).length).toBe(0)
  })
})
