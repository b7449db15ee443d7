import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Booster } from '../../../src/core/boosting/index.ts'
import { fromXgboostJson, predictMargin, predictProbability } from '../../../src/core/boosting/index.ts'
import { fileOf, train, trainings } from './training.ts'

const directions = fc.constantFrom(-1, 0, 1)

/** Values on both sides of every threshold of the feature, rising, from below the first to above the last. */
function around({ trees }: Booster, feature: number): number[] {
  const thresholds = trees.flatMap(({ threshold, left, feature: split }) =>
    Array.from(threshold).filter((_, node) => left[node] >= 0 && split[node] === feature),
  )
  const values = thresholds.flatMap((value) => [value, Math.fround(value - 1e-3), Math.fround(value + 1e-3)])
  return [-1e30, ...values, 1e30].sort((a, b) => a - b)
}

describe('a trained model', () => {
  it('is the same after a round trip through its file', () => {
    fc.assert(
      fc.property(trainings, (training) => {
        const booster = train(training)
        const text = fileOf(booster)
        const read = fromXgboostJson(text)
        expect(read.booster).toEqual(booster)
        expect(fileOf(read.booster)).toBe(text)
        expect(predictMargin(read.booster, training.columns)).toEqual(
          predictMargin(booster, training.columns),
        )
      }),
    )
  })

  it('only rises or falls along a feature that was told to', () => {
    const constrained = trainings.chain((training) => {
      const { length } = training.columns
      return fc.record({
        training: fc.constant(training),
        monotone: fc.array(directions, { minLength: length, maxLength: length }),
        point: fc.array(fc.oneof(fc.double({ min: -1, max: 1, noNaN: true }), fc.constant(Number.NaN)), {
          minLength: length,
          maxLength: length,
        }),
      })
    })
    fc.assert(
      fc.property(constrained, ({ training, monotone, point }) => {
        const params = { ...training.params, monotone: Int8Array.from(monotone) }
        const booster = train({ ...training, params })
        monotone.forEach((direction, feature) => {
          if (direction === 0) return
          const values = around(booster, feature)
          const columns = point.map((value, column) =>
            column === feature ? Float64Array.from(values) : new Float64Array(values.length).fill(value),
          )
          const margins = predictMargin(booster, columns)
          for (let i = booster.groups; i < margins.length; i++) {
            const step = margins[i] - margins[i - booster.groups]
            expect(direction * step).toBeGreaterThanOrEqual(0)
          }
        })
      }),
      { numRuns: 200 },
    )
  })

  it('holds and predicts finite numbers alone, whatever the finite values it learned from', () => {
    const extreme = trainings.chain((training) => {
      const { length } = training.labels
      const value = fc.oneof(
        fc.float({ noNaN: true, noDefaultInfinity: true }),
        fc.constantFrom(0, 1, Number.NaN),
      )
      const column = fc.array(value, { minLength: length, maxLength: length })
      return fc.tuple(fc.constant(training), fc.array(column, { minLength: 1, maxLength: 3 }))
    })
    fc.assert(
      fc.property(extreme, ([training, values]) => {
        const columns = values.map((column) => Float64Array.from(column))
        const booster = train({ ...training, columns })
        for (const { threshold, gain, cover, weight } of booster.trees) {
          const numbers = [...threshold, ...gain, ...cover, ...weight]
          expect(numbers.filter((number) => !Number.isFinite(number))).toEqual([])
        }
        expect(predictProbability(booster, columns).every(Number.isFinite)).toBe(true)
      }),
    )
  })
})
