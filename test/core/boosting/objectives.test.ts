import { describe, expect, it } from 'vitest'
import { objectiveOf } from '../../../src/core/boosting/objectives.ts'

describe('objectives', () => {
  it('stay finite for margins far out', () => {
    const loss = objectiveOf('binary', 1).loss(Float32Array.of(-2000), Float64Array.of(1))
    expect(loss).toBe(2000)
    const probability = Float64Array.of(-2000, 2000)
    objectiveOf('softmax', 2).transform(probability)
    expect(Array.from(probability)).toEqual([0, 1])
  })

  it('start a regression from the weighted mean and measure the mean squared error', () => {
    const squared = objectiveOf('squared', 1)
    expect(squared.baseScore(Float64Array.of(1, 4), Float64Array.of(2, 1))).toBe(2)
    expect(squared.loss(Float32Array.of(1, 3), Float64Array.of(0, 0))).toBe(5)
  })

  it('turn a probability into its margin and back', () => {
    const binary = objectiveOf('binary', 1)
    const margin = Float64Array.of(binary.toMargin(0.8))
    binary.transform(margin)
    expect(margin[0]).toBeCloseTo(0.8, 12)
  })
})
