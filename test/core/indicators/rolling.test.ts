import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  rollingMax,
  rollingMean,
  rollingMin,
  rollingMoments,
  rollingSum,
  rollingTrendFit,
  rowsSinceMax,
} from '../../../src/core/indicators/rolling.ts'

const nan = Number.NaN

describe('rolling statistics', () => {
  it('match a table worked out by hand', () => {
    const values = Float64Array.of(1, 3, 2, 6, 4)
    expect([...rollingSum(values, 3)]).toEqual([nan, nan, 6, 11, 12])
    expect([...rollingMax(values, 2)]).toEqual([nan, 3, 3, 6, 6])
    expect([...rollingMin(values, 2)]).toEqual([nan, 1, 2, 2, 4])
    const [mean, deviation] = rollingMoments(values, 3)
    expect(mean[4]).toBeCloseTo(4, 14)
    expect(deviation[4]).toBeCloseTo(2, 14) // 2, 6, 4: squares 4 + 4 + 0 over 2
    expect([...rowsSinceMax(values, 3)]).toEqual([nan, nan, 1, 0, 1])
    expect(rollingTrendFit(values, 3)[2]).toBeCloseTo(0.25, 14) // 1, 3, 2: cross sum 1, 1 / (2 × 2)
  })

  it('agree with sums over each window by itself', () => {
    const inputs = fc.tuple(
      fc.array(fc.integer({ min: -1000, max: 1000 }), { maxLength: 60 }),
      fc.integer({ min: 2, max: 70 }),
    )
    fc.assert(
      fc.property(inputs, ([numbers, window]) => {
        const values = Float64Array.from(numbers)
        const [mean, deviation] = rollingMoments(values, window)
        const plainMean = rollingMean(values, window)
        const sum = rollingSum(values, window)
        const max = rollingMax(values, window)
        const min = rollingMin(values, window)
        const age = rowsSinceMax(values, window)
        const fit = rollingTrendFit(values, window)
        for (let row = 0; row < values.length; row++) {
          const inWindow = [...values.subarray(Math.max(0, row - window + 1), row + 1)]
          const top = Math.max(...inWindow)
          if (inWindow.length < window) {
            for (const column of [mean, plainMean, deviation, sum, max, min, age, fit])
              expect(column[row]).toBeNaN()
            continue
          }
          const total = inWindow.reduce((a, b) => a + b, 0)
          const centre = total / window
          const squares = inWindow.reduce((a, b) => a + (b - centre) ** 2, 0)
          const cross = inWindow.reduce((a, b, i) => a + (b - centre) * (i - (window - 1) / 2), 0)
          const rows = (window * (window * window - 1)) / 12
          expect(sum[row]).toBe(total)
          expect(max[row]).toBe(top)
          expect(age[row]).toBe(window - 1 - inWindow.lastIndexOf(top))
          expect(min[row]).toBe(Math.min(...inWindow))
          expect(mean[row]).toBeCloseTo(centre, 9)
          expect(plainMean[row]).toBeCloseTo(centre, 9)
          expect(deviation[row]).toBeCloseTo(Math.sqrt(squares / (window - 1)), 9)
          if (inWindow.every((value) => value === inWindow[0])) expect(fit[row]).toBeNaN()
          else expect(fit[row]).toBeCloseTo((cross * cross) / (squares * rows), 9)
        }
      }),
    )
  })

  it('give exactly no deviation, and the value as mean, in a flat window after a wild one', () => {
    const values = Float64Array.from({ length: 60 }, (_, i) => (i < 20 ? 1e9 * Math.sin(i) : 0.1))
    const [mean, deviation] = rollingMoments(values, 7)
    expect(deviation.subarray(26).every((value) => value === 0)).toBe(true)
    expect(mean.subarray(26).every((value) => value === 0.1)).toBe(true)
    expect(
      rollingMean(values, 7)
        .subarray(26)
        .every((value) => value === 0.1),
    ).toBe(true)
  })

  it('keep their accuracy over a million rows far from zero', () => {
    const values = Float64Array.from({ length: 1_000_000 }, (_, i) => 1e8 + (i % 2))
    expect(rollingMoments(values, 20)[1][999_999]).toBeCloseTo(Math.sqrt((20 * 0.25) / 19), 7)
    expect(rollingSum(values, 20)[999_999]).toBe(20e8 + 10)
  })

  it('are missing exactly where a window holds a missing value', () => {
    const values = Float64Array.of(1, 2, nan, 4, 5, 6, 7)
    for (const column of [
      rollingSum(values, 3),
      rollingMean(values, 3),
      rollingMoments(values, 3)[1],
      rollingMax(values, 3),
      rollingMin(values, 3),
      rollingTrendFit(values, 3),
    ]) {
      expect([...column].map(Number.isNaN)).toEqual([true, true, true, true, true, false, false])
    }
    expect([...rowsSinceMax(values, 3)]).toEqual([nan, nan, nan, nan, nan, 0, 0])
  })

  it('start with the rows there are where fewer than the window are enough', () => {
    const [mean, deviation] = rollingMoments(Float64Array.of(1, 3, 5, 7), 3, 2)
    expect([...mean].map((value) => Math.round(value * 1e9) / 1e9)).toEqual([nan, 2, 3, 5])
    expect(deviation[1]).toBeCloseTo(Math.SQRT2, 14)
    expect(deviation[3]).toBeCloseTo(2, 14)
  })
})
