import { describe, expect, it } from 'vitest'
import { applyCalibration } from '../../../src/core/calibration/index.ts'

describe('applyCalibration', () => {
  it('copies the scores when there is no calibration', () => {
    const scores = Float64Array.of(0.2, 0.9)
    const copy = applyCalibration(null, scores)
    expect(copy).toEqual(scores)
    expect(copy).not.toBe(scores)
  })

  it('evaluates the sigmoid', () => {
    const p = applyCalibration({ kind: 'sigmoid', a: -2, b: 1 }, Float64Array.of(0.5, 1000, -1000))
    expect(Array.from(p)).toEqual([0.5, 1, 0])
  })

  it('goes straight between the points and level outside', () => {
    const line = { kind: 'isotonic', x: [0, 1, 3], y: [0.1, 0.3, 0.3] } as const
    const p = applyCalibration(
      { ...line, x: [...line.x], y: [...line.y] },
      Float64Array.of(-9, 0, 0.5, 1, 2, 3, 9),
    )
    const want = [0.1, 0.1, 0.2, 0.3, 0.3, 0.3, 0.3]
    want.forEach((value, i) => {
      expect(p[i]).toBeCloseTo(value, 12)
    })
  })

  it('leaves missing scores missing', () => {
    const missing = Float64Array.of(Number.NaN)
    expect(applyCalibration({ kind: 'sigmoid', a: -1, b: 0 }, missing)[0]).toBeNaN()
    expect(applyCalibration({ kind: 'isotonic', x: [0], y: [1] }, missing)[0]).toBeNaN()
  })
})
