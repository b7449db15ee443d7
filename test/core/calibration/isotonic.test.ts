import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applyCalibration, fitIsotonic } from '../../../src/core/calibration/index.ts'

const calibrate = (scores: number[], labels: number[]) =>
  fitIsotonic(Float64Array.from(scores), Float64Array.from(labels))

describe('fitIsotonic', () => {
  it('matches the table worked out by hand', () => {
    // labels in order of score: 0, 1, 0, 1. The pair 1, 0 falls and is pooled to one half.
    expect(calibrate([4, 1, 3, 2], [1, 0, 0, 1])).toEqual({
      kind: 'isotonic',
      x: [1, 2, 3, 4],
      y: [0, 0.5, 0.5, 1],
    })
  })

  it('averages tied scores before pooling', () => {
    expect(calibrate([1, 1, 1, 2], [0, 1, 0, 1])).toEqual({ kind: 'isotonic', x: [1, 2], y: [1 / 3, 1] })
  })

  it('keeps only the ends of a level stretch', () => {
    expect(calibrate([1, 2, 3, 4, 5], [0, 0, 0, 1, 1])).toEqual({
      kind: 'isotonic',
      x: [1, 3, 4, 5],
      y: [0, 0, 1, 1],
    })
  })

  it('is level at the mean when the scores point the wrong way', () => {
    expect(calibrate([1, 2, 3, 4], [1, 1, 0, 0])).toEqual({ kind: 'isotonic', x: [1, 4], y: [0.5, 0.5] })
  })

  it('never falls, keeps the mean and does not depend on the order of rows', () => {
    const rows = fc.array(fc.tuple(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 1 })), {
      minLength: 1,
      maxLength: 40,
    })
    fc.assert(
      fc.property(rows, (pairs) => {
        const calibration = calibrate(
          pairs.map(([score]) => score),
          pairs.map(([, label]) => label),
        )
        const { x, y } = calibration
        for (let i = 1; i < x.length; i++) {
          expect(x[i]).toBeGreaterThan(x[i - 1])
          expect(y[i]).toBeGreaterThanOrEqual(y[i - 1])
        }
        const p = applyCalibration(
          calibration,
          Float64Array.from(pairs, ([score]) => score),
        )
        const ones = pairs.reduce((sum, [, label]) => sum + label, 0)
        expect(p.reduce((sum, value) => sum + value, 0)).toBeCloseTo(ones, 9)
        const reversed = [...pairs].reverse()
        expect(
          calibrate(
            reversed.map(([score]) => score),
            reversed.map(([, label]) => label),
          ),
        ).toEqual(calibration)
      }),
    )
  })

  it('refuses no scores', () => {
    expect(() => calibrate([], [])).toThrow(expect.objectContaining({ code: 'UNPROCESSABLE' }))
  })
})
