import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { trainBooster } from '../../../src/core/boosting/index.ts'
import {
  applyPreprocessing,
  fitPreprocessing,
  preprocessedNames,
} from '../../../src/core/matrix/preprocessing.ts'
import { plainParams, randomSample } from '../../core/boosting/data.ts'
import { fileOf, train, trainings } from './training.ts'

/**
 * Where a feature can be split into at most `maxBins` bins: for each two neighbours among its different values that some
 * threshold parts, the threshold. A stump that learns a step between the two finds it, if it is there.
 */
function thresholdsBetween(column: Float64Array, maxBins: number): Map<number, number> {
  const distinct = [...new Set(column)].sort((a, b) => a - b)
  const found = new Map<number, number>()
  for (let i = 0; i + 1 < distinct.length; i++) {
    const labels = column.map((value) => (value > distinct[i] ? 1 : 0))
    const params = { ...plainParams, objective: 'squared' as const, rounds: 1, depth: 1, maxBins }
    const [tree] = trainBooster([column], labels, { ...params, minChildWeight: 0 }).trees
    const [threshold] = tree.threshold
    if (tree.left[0] >= 0 && threshold > distinct[i] && threshold <= distinct[i + 1]) found.set(i, threshold)
  }
  return found
}

const floats = fc.float({ noNaN: true, noDefaultInfinity: true })

describe('the bins of a feature', () => {
  it('are its different values while there are no more of these than bins', () => {
    const values = fc.array(floats, { minLength: 2, maxLength: 30 })
    fc.assert(
      fc.property(values, fc.integer({ min: 0, max: 5 }), (list, spare) => {
        const column = Float64Array.from(list, (value) => value + 0)
        const distinct = new Set(column).size
        const found = thresholdsBetween(column, Math.max(2, distinct + spare))
        expect([...found.keys()]).toEqual(Array.from({ length: distinct - 1 }, (_, i) => i))
      }),
    )
  })

  it('hold equally many rows, give or take two, when all values differ: exact quantiles', () => {
    const values = fc.uniqueArray(floats, {
      minLength: 3,
      maxLength: 40,
      comparator: (a, b) => a === b,
    })
    fc.assert(
      fc.property(values, fc.integer({ min: 2, max: 39 }), (list, bins) => {
        fc.pre(bins < list.length)
        const found = thresholdsBetween(Float64Array.from(list), bins)
        const borders = [-1, ...found.keys(), list.length - 1]
        expect(borders.length - 1).toBe(bins)
        for (let i = 1; i < borders.length; i++) {
          expect(Math.abs(borders[i] - borders[i - 1] - list.length / bins)).toBeLessThan(2)
        }
      }),
    )
  })

  it('hold no more than two even shares of the rows beside the value that most of them have', () => {
    const values = fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 2, maxLength: 60 })
    fc.assert(
      fc.property(values, fc.integer({ min: 2, max: 8 }), (list, maxBins) => {
        const found = thresholdsBetween(Float64Array.from(list), maxBins)
        const distinct = [...new Set(list)].sort((a, b) => a - b)
        const bins: number[][] = [[]]
        distinct.forEach((value, i) => {
          bins[bins.length - 1].push(value)
          if (found.has(i)) bins.push([])
        })
        expect(bins.length).toBeLessThanOrEqual(maxBins)
        const rowsOf = (value: number) => list.filter((other) => other === value).length
        for (const bin of bins) {
          const rows = bin.map(rowsOf)
          const rest = rows.reduce((sum, count) => sum + count, 0) - Math.max(...rows)
          expect(rest).toBeLessThan((2 * list.length) / maxBins)
        }
      }),
    )
  })

  it('change nothing by being more than its values', () => {
    fc.assert(
      fc.property(trainings, (training) => {
        const distinct = training.columns.map((column) => new Set(column).size)
        const enough = { ...training.params, maxBins: Math.max(2, ...distinct) }
        const most = { ...training.params, maxBins: 256 }
        expect(fileOf(train({ ...training, params: enough }))).toBe(
          fileOf(train({ ...training, params: most })),
        )
      }),
    )
  })
})

describe('categories', () => {
  it('become a column of 0 and 1 each, missing where the category is', () => {
    const codes = fc.array(fc.constantFrom(-3, 0.5, 2, 7, Number.NaN), { minLength: 40, maxLength: 40 })
    fc.assert(
      fc.property(codes, fc.nat(1e6), (list, seed) => {
        fc.pre(list.some((code) => !Number.isNaN(code)))
        const category = Float64Array.from(list)
        const { columns, labels } = randomSample(seed, 40, 2)
        const given = [columns[0], category, columns[1]]
        const fitted = fitPreprocessing(given, { scaling: 'none', oneHot: [{ place: 1, name: 'code' }] })
        const there = [-3, 0.5, 2, 7].filter((code) => list.includes(code))
        const byHand = there.map((code) =>
          category.map((value) => (Number.isNaN(value) ? Number.NaN : Number(value === code))),
        )
        expect(preprocessedNames(['a', 'code', 'b'], fitted)).toEqual([
          'a',
          ...there.map((code) => `code=${code}`),
          'b',
        ])
        const learned = train({ columns: applyPreprocessing(given, fitted), labels, params: plainParams })
        const expected = train({ columns: [columns[0], ...byHand, columns[1]], labels, params: plainParams })
        expect(fileOf(learned)).toBe(fileOf(expected))
      }),
    )
  })

  it('that the training rows lacked belong to none', () => {
    const fitted = fitPreprocessing([Float64Array.of(1, 2)], {
      scaling: 'none',
      oneHot: [{ place: 0, name: 'c' }],
    })
    const columns = applyPreprocessing([Float64Array.of(3, 1)], fitted)
    expect(columns).toEqual([Float64Array.of(0, 1), Float64Array.of(0, 0)])
  })
})
