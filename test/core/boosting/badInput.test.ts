import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Booster, BoosterParams } from '../../../src/core/boosting/index.ts'
import {
  predictContributions,
  predictMargin,
  predictProbability,
  toXgboostJson,
  trainBooster,
} from '../../../src/core/boosting/index.ts'
import { SigmaError } from '../../../src/core/errors.ts'
import { plainParams, randomSample } from './data.ts'

const objectives = ['binary', 'softmax', 'squared'] as const
const paramsOf = (objective: BoosterParams['objective']): BoosterParams => ({
  ...plainParams,
  objective,
  classes: 3,
  rounds: 6,
})
const ones = (rows: number, value = 1) => new Float64Array(rows).fill(value)

/** Every number of a model, and all that it predicts, is finite. */
function expectSound(booster: Booster, columns: Float64Array[]): void {
  for (const { threshold, gain, cover, weight } of booster.trees) {
    for (const list of [threshold, gain, cover, weight]) expect(list.every(Number.isFinite)).toBe(true)
  }
  expect(booster.baseScore.every(Number.isFinite)).toBe(true)
  const featureNames = columns.map((_, i) => `f${i}`)
  expect(toXgboostJson(booster, { featureNames, attributes: {} })).not.toMatch(/NaN|Infinity/)
  for (const predicted of [predictMargin(booster, columns), predictProbability(booster, columns)]) {
    expect(predicted.every(Number.isFinite)).toBe(true)
  }
  // A root that no row weighs anything in has no shares to explain by.
  if (booster.trees.every(({ left, cover }) => left[0] < 0 || cover[0] > 0)) {
    expect(predictContributions(booster, columns).every(Number.isFinite)).toBe(true)
  }
}

describe.each(objectives)('training on hopeless data: %s', (objective) => {
  const train = (columns: Float64Array[], labels: Float64Array, changes: Partial<BoosterParams> = {}) =>
    trainBooster(columns, labels, { ...paramsOf(objective), ...changes })
  const { columns, labels } = randomSample(1, 60, 2, objective === 'binary' ? 2 : 3)
  const splitsOf = ({ trees }: Booster) =>
    trees.reduce((sum, { left }) => sum + left.filter((child) => child >= 0).length, 0)

  it('gives a sound model of a single class', () => {
    for (const value of [0, 1]) expectSound(train(columns, ones(60, value)), columns)
  })

  it('gives a model without a split of constant and of missing columns, and of duplicate rows', () => {
    for (const hopeless of [
      [ones(60, 3), ones(60, -0.5)],
      [ones(60, Number.NaN), ones(60, Number.NaN)],
      [ones(60, 3), ones(60, Number.NaN)],
    ]) {
      const booster = train(hopeless, labels)
      expect(splitsOf(booster)).toBe(0)
      expectSound(booster, hopeless)
    }
  })

  it('gives a model without a split of fewer rows than two leaves need', () => {
    const few = columns.map((column) => column.slice(0, 4))
    const booster = train(few, labels.slice(0, 4), { minChildWeight: 5 })
    expect(splitsOf(booster)).toBe(0)
    expectSound(booster, few)
  })

  it('gives a sound model of one row', () => {
    const one = columns.map((column) => column.slice(0, 1))
    expectSound(train(one, labels.slice(0, 1)), one)
  })

  it('refuses labels outside the classes, naming the first', () => {
    const outside =
      objective === 'squared' ? [Number.NaN, Infinity, 1e39] : [-1, 3, 0.5, Number.NaN, Infinity]
    for (const bad of outside) {
      const wrong = labels.slice()
      wrong[17] = bad
      expect(() => train(columns, wrong)).toThrow(`row 17 has the label ${bad}, expected`)
      expect(() => train(columns, wrong)).toThrow(expect.objectContaining({ code: 'INVALID_PARAM' }))
    }
  })

  it('refuses infinite values, naming the column', () => {
    for (const bad of [Infinity, -Infinity, 1e39]) {
      const infinite = columns[1].slice()
      infinite[5] = bad
      expect(() => train([columns[0], infinite], labels)).toThrow(`columns[1]: row 5 holds ${bad}`)
      expect(() => train([columns[0], infinite], labels)).toThrow(
        expect.objectContaining({ code: 'INVALID_PARAM' }),
      )
    }
  })

  it('refuses no rows, no features and columns of other lengths', () => {
    expect(() => train([new Float64Array(0)], new Float64Array(0))).toThrow(/at least one row/)
    expect(() => train([], labels)).toThrow(/at least one row and one feature/)
    expect(() => train([columns[0], ones(59)], labels)).toThrow(/feature 1 has 59 rows, the labels have 60/)
  })
})

describe('any table of numbers', () => {
  it('gives a sound model, or is refused with a reason', () => {
    const cell = fc.oneof(
      { weight: 3, arbitrary: fc.integer({ min: -2, max: 2 }) },
      fc.constantFrom(Number.NaN, -0, 1e-45, 1e-300, 3.4e38, -3.4e38, 1e39, Infinity),
      fc.double({ min: -1e30, max: 1e30 }),
    )
    const table = fc.record({
      objective: fc.constantFrom(...objectives),
      rows: fc.array(fc.tuple(cell, cell, fc.integer({ min: 0, max: 2 })), { minLength: 1, maxLength: 40 }),
      minChildWeight: fc.constantFrom(0, 1e-6, 1, 100),
      lambda: fc.constantFrom(0, 1),
      subsample: fc.constantFrom(0.3, 1),
    })
    fc.assert(
      fc.property(table, ({ objective, rows, ...changes }) => {
        const columns = [0, 1].map((place) => Float64Array.from(rows, (row) => row[place]))
        const labels = Float64Array.from(rows, (row) => (objective === 'binary' ? row[2] % 2 : row[2]))
        let booster: Booster
        try {
          booster = trainBooster(columns, labels, { ...paramsOf(objective), ...changes })
        } catch (error) {
          expect(error).toBeInstanceOf(SigmaError)
          expect(columns.some((column) => column.some((value) => Math.abs(value) > 3.4e38))).toBe(true)
          return
        }
        expectSound(booster, columns)
      }),
      { numRuns: 300 },
    )
  })
})
