import { describe, expect, it } from 'vitest'
import { calibratePairs, calibrateThreshold, calibrateTimeStop } from '../../../src/core/scan/calibrate.ts'

describe('calibration', () => {
  it('picks the threshold that lets nearest to so many pass, the first of equally near ones', () => {
    const values = Float64Array.of(0.5, 0.6, 0.6, 0.7, Number.NaN)
    const { counts, recommended } = calibrateThreshold(values, [0.7, 0.6, 0.5], 2)
    expect(counts.map(({ count }) => count)).toEqual([1, 3, 4])
    expect(recommended).toEqual({ threshold: 0.7, count: 1 })
    expect(() => calibrateThreshold(values, [], 2)).toThrow('grid: expected at least one number')
  })

  it('lists the pairs of the recorded answer of the existing backend', () => {
    const pairs = calibratePairs([0.8, 1, 1.2, 1.4], [1.6, 2, 2.4, 3], 2)
    expect(pairs).toHaveLength(10)
    expect(pairs.slice(0, 5).map(({ kStop, kTarget }) => [kStop, kTarget])).toEqual([
      [0.8, 1.6],
      [1, 2],
      [1.2, 2.4],
      [1.4, 3],
      [1.4, 2.4],
    ])
    expect(calibrateTimeStop([60, 90, 120, 180])).toBe(120)
    expect(calibrateTimeStop([150, 90])).toBe(150)
  })
})
