import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Booster } from '../../../src/core/boosting/index.ts'
import { predictMargin, predictProbability, trainBooster } from '../../../src/core/boosting/index.ts'
import { anyBooster, anyCell } from './anyBooster.ts'
import { plainParams, randomSample, take } from './data.ts'
import { engines } from './growTree.ts'

/** f0 < 0.1 ? -1 : (f1 < 2, missing left ? 0.5 : 4) */
const booster: Booster = {
  objective: 'binary',
  groups: 1,
  features: 2,
  baseScore: Float32Array.of(0.5),
  trees: [
    {
      group: 0,
      left: Int32Array.of(1, -1, 3, -1, -1),
      right: Int32Array.of(2, -1, 4, -1, -1),
      feature: Int32Array.of(0, 0, 1, 0, 0),
      threshold: Float32Array.of(0.1, -1, 2, 0.5, 4),
      defaultLeft: Uint8Array.of(0, 0, 1, 0, 0),
      gain: Float32Array.of(10, 0, 3, 0, 0),
      cover: new Float32Array(5),
      weight: new Float32Array(5),
    },
  ],
}

describe('predictMargin', () => {
  it('walks the table worked out by hand, missing values included', () => {
    const columns = [
      Float64Array.of(0, 0.2, 0.2, 0.2, Number.NaN),
      Float64Array.of(9, 1, 2, Number.NaN, Number.NaN),
    ]
    expect(Array.from(predictMargin(booster, columns))).toEqual([-1, 0.5, 4, 0.5, 0.5])
  })

  it('compares in float32, where 0.1 is not below 0.1', () => {
    // as doubles, 0.1 < Math.fround(0.1) would hold
    expect(predictMargin(booster, [Float64Array.of(0.1), Float64Array.of(0)])[0]).toBe(0.5)
  })

  it('gives each row the same whatever rows come with it', () => {
    const sample = randomSample(2, 2500, 3, 3, 0.1)
    const trained = trainBooster(sample.columns, sample.labels, {
      ...plainParams,
      objective: 'softmax',
      classes: 3,
      rounds: 3,
    })
    const all = predictMargin(trained, sample.columns)
    for (const row of [0, 1023, 1024, 2499]) {
      const alone = predictMargin(trained, take(sample, [row]).columns)
      expect(alone).toEqual(all.slice(row * 3, row * 3 + 3))
    }
  })

  it.each(engines)('adds up the same a block at a time, by %s, as row by row', (_, engine) => {
    const cell = fc.oneof(anyCell, fc.constantFrom(-0, Infinity, -Infinity, 1e300, 0.1))
    fc.assert(
      fc.property(
        anyBooster({ features: 4, depth: 8, rounds: 3 }),
        fc.array(cell, { minLength: 60, maxLength: 60 }),
        fc.integer({ min: 33, max: 600 }),
        (model, cells, rows) => {
          const columns = Array.from({ length: model.features }, (_, feature) =>
            Float64Array.from(
              { length: rows },
              (_, row) => cells[(row * (feature + 1) + feature) % cells.length],
            ),
          )
          const blocks = predictMargin(model, columns, engine)
          const each = Array.from({ length: rows }, (_, row) =>
            Array.from(predictMargin(model, take({ columns, labels: columns[0] }, [row]).columns)),
          )
          expect(Array.from(blocks)).toEqual(each.flat())
        },
      ),
      { numRuns: 60 },
    )
  })

  it.each(engines)('tells more thresholds of a feature apart than a byte can number, by %s', (_, engine) => {
    const thresholds = Array.from({ length: 1_000 }, (_, i) => (i * 7) % 1_000)
    const model: Booster = {
      ...booster,
      objective: 'squared',
      features: 1,
      baseScore: Float32Array.of(0),
      trees: thresholds.map((threshold, i) => ({
        ...booster.trees[0],
        left: Int32Array.of(1, -1, -1),
        right: Int32Array.of(2, -1, -1),
        feature: new Int32Array(3),
        threshold: Float32Array.of(threshold, 0, 1),
        defaultLeft: Uint8Array.of(i % 2, 0, 0),
      })),
    }
    const values = Float64Array.from({ length: 1_500 }, (_, row) =>
      row % 9 === 0 ? Number.NaN : row - 200.5,
    )
    const expected = Array.from(values, (value) =>
      Number.isNaN(value) ? 500 : Math.min(1_000, Math.max(0, Math.ceil(value))),
    )
    expect(Array.from(predictMargin(model, [values], engine))).toEqual(expected)
  })

  it('gives nothing for no rows', () => {
    expect(predictMargin(booster, [new Float64Array(0), new Float64Array(0)]).length).toBe(0)
  })

  it('refuses other columns than those it was trained on', () => {
    expect(() => predictMargin(booster, [])).toThrow(/trained on 2 features, got 0/)
    expect(() => predictMargin(booster, [Float64Array.of(1), Float64Array.of(1, 2)])).toThrow(/columns\[1\]/)
  })
})

describe('predictProbability', () => {
  it('is the logistic function of the margin for two classes', () => {
    const [p] = predictProbability(booster, [Float64Array.of(1), Float64Array.of(5)])
    expect(p).toBeCloseTo(1 / (1 + Math.exp(-4)), 12)
  })

  it('sums to 1 over the classes', () => {
    const sample = randomSample(7, 50, 2, 3)
    const trained = trainBooster(sample.columns, sample.labels, {
      ...plainParams,
      objective: 'softmax',
      classes: 3,
    })
    const p = predictProbability(trained, sample.columns)
    for (let row = 0; row < 50; row++) {
      expect(p[3 * row] + p[3 * row + 1] + p[3 * row + 2]).toBeCloseTo(1, 12)
    }
  })
})
