import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applyCalibration, fitPlatt } from '../../../src/core/calibration/index.ts'
import { SigmaError } from '../../../src/core/errors.ts'

const calibrate = (scores: number[], labels: number[]) =>
  fitPlatt(Float64Array.from(scores), Float64Array.from(labels))

describe('fitPlatt', () => {
  it('meets the smoothed targets when the scores take two values', () => {
    // at score 0: labels 0, 0, 1; at score 1: labels 1, 1, 0. Targets: 4/5 for a 1, 1/5 for a 0.
    const calibration = calibrate([0, 0, 0, 1, 1, 1], [0, 0, 1, 1, 1, 0])
    const [low, high] = applyCalibration(calibration, Float64Array.of(0, 1))
    expect(low).toBeCloseTo((1 / 5 + 1 / 5 + 4 / 5) / 3, 7)
    expect(high).toBeCloseTo((4 / 5 + 4 / 5 + 1 / 5) / 3, 7)
  })

  it('stays finite when the scores part the classes perfectly', () => {
    const { a, b } = calibrate([-2, -1, 1, 2], [0, 0, 1, 1])
    expect(a).toBeLessThan(0)
    expect(Number.isFinite(a) && Number.isFinite(b)).toBe(true)
  })

  it('gives the share of ones, smoothed, when the scores tell nothing apart', () => {
    const calibration = calibrate([3, 3, 3, 3], [1, 1, 1, 0])
    expect(calibration.a).toBe(0)
    // targets 4/5 three times and 1/3 once
    expect(applyCalibration(calibration, Float64Array.of(3))[0]).toBeCloseTo((3 * (4 / 5) + 1 / 3) / 4, 12)
  })

  it('is level when there is one class only', () => {
    const calibration = calibrate([1, 2, 3], [1, 1, 1])
    const p = applyCalibration(calibration, Float64Array.of(-5, 9))
    expect(p[0]).toBeCloseTo(4 / 5, 7)
    expect(p[1]).toBeCloseTo(4 / 5, 7)
  })

  it('gives the same probabilities on any scale of the scores', () => {
    const rows = fc.array(fc.tuple(fc.integer({ min: -50, max: 50 }), fc.integer({ min: 0, max: 1 })), {
      minLength: 4,
      maxLength: 40,
    })
    fc.assert(
      fc.property(
        rows,
        fc.constantFrom(1e-6, 1, 1e6),
        fc.integer({ min: -3, max: 3 }),
        (pairs, scale, shift) => {
          const scores = pairs.map(([score]) => score / 10)
          const labels = pairs.map(([, label]) => label)
          const moved = scores.map((score) => (score + shift) * scale)
          const plain = applyCalibration(calibrate(scores, labels), Float64Array.from(scores))
          const other = applyCalibration(calibrate(moved, labels), Float64Array.from(moved))
          plain.forEach((p, i) => {
            expect(Math.abs(other[i] - p)).toBeLessThan(1e-6)
          })
        },
      ),
    )
  })

  it('keeps the mean of its targets, as maximum likelihood must', () => {
    const calibration = calibrate([0.1, 0.4, -2, 3, 0.9], [0, 1, 0, 1, 0])
    const p = applyCalibration(calibration, Float64Array.of(0.1, 0.4, -2, 3, 0.9))
    const targets = (2 * 3) / 4 + 3 / 5
    expect(p.reduce((sum, value) => sum + value, 0)).toBeCloseTo(targets, 6)
  })

  it('refuses no scores, missing scores and other labels', () => {
    expect(() => calibrate([], [])).toThrow(expect.objectContaining({ code: 'UNPROCESSABLE' }))
    expect(() => calibrate([1, Number.NaN], [0, 1])).toThrow(/scores: row 1 holds NaN/)
    expect(() => calibrate([1, 2], [0, 2])).toThrow(/labels: row 1 holds 2, expected 0 or 1/)
    expect(() => calibrate([1, 2], [0])).toThrow(SigmaError)
  })
})
