import { describe, expect, it } from 'vitest'
import { binFeatures } from '../../../src/core/boosting/binning.ts'
import { FitMemory } from '../../../src/core/boosting/fitMemory.ts'
import { roundedGradients } from '../../../src/core/boosting/gradients.ts'
import * as layout from '../../../src/core/boosting/layout.ts'
import type { ObjectiveName } from '../../../src/core/boosting/model.ts'
import { objectiveOf } from '../../../src/core/boosting/objectives.ts'
import { engines } from './growTree.ts'

describe.each(engines)('gradients by %s', (_, engine) => {
  /** Gradients and hessians of each group, row by row, in the units of the data. */
  function gradientsOf(
    name: ObjectiveName,
    margins: number[][],
    labels: number[],
    weights: Float64Array | null = null,
  ) {
    const binned = binFeatures([Float64Array.from(labels, (_, row) => row)], labels.length, 256, null)
    const memory = new FitMemory(engine, {
      binned,
      labels: Float64Array.from(labels),
      weights,
      totalWeight: weights?.reduce((sum, weight) => sum + weight, 0) ?? labels.length,
      groups: margins.length,
      monotone: null,
    })
    margins.forEach((values, group) => {
      memory.marginsOf(group).set(values)
    })
    const scales = roundedGradients(memory, name)
    const pairs = memory.arena.int32(memory.fit + layout.fitPairs, 1)[0]
    const { rows } = memory
    return scales.map((scale, group) => {
      const integers = memory.arena.int32(pairs + 8 * rows * group, 2 * rows)
      return labels.map((_, row) => ({
        gradient: integers[2 * row + 1] / scale.gradient,
        hessian: integers[2 * row] / scale.hessian,
      }))
    })
  }

  it.each([
    ['binary', [[0.3], [-2], [0.001]], 1],
    ['binary', [[0.3], [-2], [6]], 0],
    ['softmax', [[0.5, -1, 2]], 1],
    ['softmax', [[0.5, -1, 2]], 2],
    ['squared', [[0.5], [-3]], 1.25],
  ] as const)('of %s at margins %j with label %d are the slopes of its loss', (name, rows, label) => {
    const groups = rows[0].length
    const objective = objectiveOf(name, groups)
    const byGroup = rows[0].map((_, group) => rows.map((margins) => margins[group]))
    const found = gradientsOf(
      name,
      byGroup,
      rows.map(() => label),
    )
    // A squared error's loss is not halved.
    const half = name === 'squared' ? 2 : 1
    rows.forEach((margins, row) => {
      const lossAt = (group: number, step: number) =>
        objective.loss(
          Float32Array.from(margins, (m, i) => m + (i === group ? step : 0)),
          Float64Array.of(label),
        ) / half
      margins.forEach((_, group) => {
        const slope = (lossAt(group, 0.01) - lossAt(group, -0.01)) / 0.02
        expect(found[group][row].gradient).toBeCloseTo(slope, 4)
        expect(found[group][row].hessian).toBeGreaterThanOrEqual(0)
      })
    })
  })

  it('have the hessians of XGBoost', () => {
    expect(gradientsOf('binary', [[0]], [1])).toEqual([[{ gradient: -0.5, hessian: 0.25 }]])
    expect(gradientsOf('softmax', [[1], [1]], [0])).toEqual([
      [{ gradient: -0.5, hessian: 0.5 }],
      [{ gradient: 0.5, hessian: 0.5 }],
    ])
    expect(gradientsOf('squared', [[4]], [1])).toEqual([[{ gradient: 3, hessian: 1 }]])
  })

  it('take an integer weight for as many rows', () => {
    const weighted = gradientsOf('squared', [[0.1, -0.7]], [0, 0], Float64Array.of(3, 1))[0]
    const repeated = gradientsOf('squared', [[0.1, 0.1, 0.1, -0.7]], [0, 0, 0, 0])[0]
    expect(weighted[0].gradient).toBe(repeated[0].gradient + repeated[1].gradient + repeated[2].gradient)
    expect(weighted[0].hessian).toBe(3)
    expect(weighted[1]).toEqual(repeated[3])
  })

  it('scale with other weights', () => {
    const [[first, second]] = gradientsOf('squared', [[0.5, 0.5]], [0, 0], Float64Array.of(0.5, 2))
    expect(second.gradient).toBeCloseTo(4 * first.gradient, 6)
    expect(first.hessian).toBeCloseTo(0.5, 6)
  })

  it('are rounded to 16 bits or more of the largest, however many rows there are', () => {
    const values = Array.from({ length: 40_001 }, (_, row) => Math.fround(Math.sin(row) * 7))
    const [found] = gradientsOf('squared', [values], new Array<number>(values.length).fill(0))
    const errors = found.map(({ gradient }, row) => Math.abs(gradient - values[row]))
    expect(errors.filter((error) => !(error < 7 / 2 ** 15))).toEqual([])
    expect(found.filter(({ hessian }) => hessian !== 1)).toEqual([])
  })

  it('are zero where there is no error, and finite for margins far out', () => {
    expect(gradientsOf('squared', [[2, 2]], [2, 2])[0][0].gradient).toBe(0)
    const [[low, high]] = gradientsOf('binary', [[-2000, 2000]], [1, 0])
    expect(low).toEqual({ gradient: -1, hessian: 0 })
    expect(high).toEqual({ gradient: 1, hessian: 0 })
  })
})
