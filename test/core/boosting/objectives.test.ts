import { describe, expect, it } from 'vitest'
import { objectiveOf } from '../../../src/core/boosting/objectives.ts'

describe.each([
  ['binary', 1, [0.3], 1],
  ['binary', 1, [-2], 0],
  ['softmax', 3, [0.5, -1, 2], 1],
  ['softmax', 3, [0.5, -1, 2], 2],
] as const)('%s with %i group(s), margins %j and label %i', (name, groups, margins, label) => {
  const objective = objectiveOf(name, groups)
  const labels = Float64Array.of(label)

  it('has the gradient that differences of its loss give', () => {
    const pairs = margins.map(() => new Float64Array(2))
    objective.gradients(Float32Array.from(margins), labels, pairs)
    margins.forEach((_, group) => {
      const shifted = (step: number) => Float32Array.from(margins, (m, i) => m + (i === group ? step : 0))
      const slope = (objective.loss(shifted(0.01), labels) - objective.loss(shifted(-0.01), labels)) / 0.02
      expect(pairs[group][0]).toBeCloseTo(slope, 4)
      expect(pairs[group][1]).toBeGreaterThan(0)
    })
  })
})

describe('objectives', () => {
  it('give the hessians of XGBoost', () => {
    const binary = [new Float64Array(2)]
    objectiveOf('binary', 1).gradients(Float32Array.of(0), Float64Array.of(1), binary)
    expect(Array.from(binary[0])).toEqual([-0.5, 0.25])
    const softmax = [new Float64Array(2), new Float64Array(2)]
    objectiveOf('softmax', 2).gradients(Float32Array.of(1, 1), Float64Array.of(0), softmax)
    expect(softmax.map((pair) => Array.from(pair))).toEqual([
      [-0.5, 0.5],
      [0.5, 0.5],
    ])
  })

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
