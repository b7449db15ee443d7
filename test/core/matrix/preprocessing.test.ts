import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  applyPreprocessing,
  fitPreprocessing,
  perPreprocessedColumn,
  preprocessedNames,
} from '../../../src/core/matrix/preprocessing.ts'

const missing = Number.NaN
const robust = { scaling: 'robust', oneHot: [] } as const
const dayFirst = { scaling: 'robust', oneHot: [{ place: 0, name: 'day' }] } as const

describe('fitPreprocessing', () => {
  it('takes median and interquartile range of the values that are there', () => {
    // 1 2 4 8 16: median 4; quartiles at places 1 and 3 of 0..4: 2 and 8
    const odd = Float64Array.of(8, missing, 1, 16, 2, 4)
    // 1 2 3 4: median 2.5; quartiles at places 0.75 and 2.25: 1.75 and 3.25
    const even = Float64Array.of(4, 3, 2, 1, missing, missing)
    expect(fitPreprocessing([odd, even], robust)).toEqual([
      { kind: 'scale', center: 4, scale: 6 },
      { kind: 'scale', center: 2.5, scale: 1.5 },
    ])
  })

  it('leaves the spread of a constant column alone, and a column without values altogether', () => {
    const fitted = fitPreprocessing([Float64Array.of(7, 7), Float64Array.of(missing, missing)], robust)
    expect(fitted).toEqual([{ kind: 'scale', center: 7, scale: 1 }, { kind: 'keep' }])
  })

  it('lists the values of a one-hot feature once, rising', () => {
    const day = Float64Array.of(3, 0, missing, 3, -1, 0)
    expect(fitPreprocessing([day], dayFirst)).toEqual([{ kind: 'one_hot', categories: [-1, 0, 3] }])
  })

  it('refuses a measure as a category, by its name, and features that leave no column', () => {
    const ramp = Float64Array.from({ length: 101 }, (_, row) => row)
    expect(() => fitPreprocessing([ramp], dayFirst)).toThrow('day has 101 different values')
    expect(() => fitPreprocessing([Float64Array.of(missing)], dayFirst)).toThrow(
      expect.objectContaining({ code: 'UNPROCESSABLE' }),
    )
  })
})

describe('applyPreprocessing', () => {
  const day = Float64Array.of(0, 4, 4)
  const size = Float64Array.of(1, 2, 4)
  const fitted = fitPreprocessing([day, size], dayFirst)

  it('makes a column for each category, keeps missing values missing and knows no unseen value', () => {
    const rows = [Float64Array.of(4, 0, missing, 2), Float64Array.of(2, missing, 3.5, 0.5)]
    // size: median 2, quartiles 1.5 and 3, so that 3.5 is one range above the middle and 0.5 one below
    expect(applyPreprocessing(rows, fitted)).toEqual([
      Float64Array.of(0, 1, missing, 0),
      Float64Array.of(1, 0, missing, 0),
      Float64Array.of(0, missing, 1, -1),
    ])
  })

  it('names the columns, and gives each what is said of its feature', () => {
    expect(preprocessedNames(['day', 'size'], fitted)).toEqual(['day=0', 'day=4', 'size'])
    expect(perPreprocessedColumn([1, -1], fitted, 0)).toEqual([0, 0, -1])
  })

  it('centres any training rows on 0, keeps their order, and survives being written as JSON', () => {
    const number = fc.double({ min: -1e300, max: 1e300, noNaN: true })
    fc.assert(
      fc.property(fc.array(number, { minLength: 1, maxLength: 40 }), (list) => {
        const column = Float64Array.from(list).sort()
        const fitted = fitPreprocessing([column], robust)
        const read: typeof fitted = JSON.parse(JSON.stringify(fitted))
        const [scaled] = applyPreprocessing([column], read)
        expect(scaled).toEqual(applyPreprocessing([column], fitted)[0])
        for (let row = 0; row < scaled.length; row++) {
          expect(Number.isFinite(Math.fround(scaled[row]))).toBe(true)
          if (row > 0) expect(scaled[row]).toBeGreaterThanOrEqual(scaled[row - 1])
        }
        // As many rows on either side of the middle.
        expect(scaled[Math.floor((scaled.length - 1) / 2)]).toBeLessThanOrEqual(0)
        expect(scaled[Math.ceil((scaled.length - 1) / 2)]).toBeGreaterThanOrEqual(0)
      }),
    )
  })

  it('takes a spread of rounding errors for none', () => {
    expect(fitPreprocessing([Float64Array.of(0.3, 0.1 + 0.2)], robust)).toEqual([
      { kind: 'scale', center: expect.closeTo(0.3, 12), scale: 1 },
    ])
  })
})
