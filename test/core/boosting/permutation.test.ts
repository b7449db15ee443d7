import { describe, expect, it } from 'vitest'
import type { Booster } from '../../../src/core/boosting/index.ts'
import { permutationImportance, predictProbability, trainBooster } from '../../../src/core/boosting/index.ts'
import { logLoss } from '../../../src/core/statistics/classification.ts'
import { layOut } from './anyBooster.ts'
import { plainParams, randomSample, take } from './data.ts'

const options = { repeats: 6, seed: 3 }

/** Rows for training and rows that the model has not seen. */
function fitted(classes = 2) {
  const sample = randomSample(4, 900, 4, classes, 0.1)
  const half = Array.from({ length: 450 }, (_, row) => row)
  const train = take(sample, half)
  const objective = classes > 2 ? ('softmax' as const) : ('binary' as const)
  const booster = trainBooster(train.columns, train.labels, { ...plainParams, objective, classes })
  return {
    booster,
    held: take(
      sample,
      half.map((row) => row + 450),
    ),
  }
}

const meansOf = (increases: Float64Array): number[] =>
  Array.from({ length: increases.length / options.repeats }, (_, feature) => {
    const own = increases.subarray(feature * options.repeats, (feature + 1) * options.repeats)
    return own.reduce((sum, value) => sum + value, 0) / own.length
  })

describe('permutationImportance', () => {
  it.each([2, 3])('finds the features that the classes follow from: %i classes', (classes) => {
    const { booster, held } = fitted(classes)
    const { rows, loss, increases } = permutationImportance(booster, held.columns, held.labels, options)
    expect(rows).toBe(450)
    const p = predictProbability(booster, held.columns)
    expect(loss).toBeCloseTo(logLoss(held.labels, p, classes), 6)
    const [first, second, ...noise] = meansOf(increases)
    expect(first).toBeGreaterThan(0.1)
    expect(second).toBeGreaterThan(0.05)
    for (const one of noise) expect(Math.abs(one)).toBeLessThan(0.05)
  })

  it('is what predicting shuffled columns gives', () => {
    // Two rows: an order either keeps them or swaps them.
    const booster: Booster = {
      objective: 'squared',
      groups: 1,
      features: 2,
      baseScore: Float32Array.of(0),
      trees: [
        layOut(
          {
            feature: 0,
            threshold: 0,
            missingLeft: true,
            share: 0.5,
            left: { value: 1 },
            right: { value: 3 },
          },
          0,
        ),
      ],
    }
    const columns = [Float64Array.of(-1, 1), Float64Array.of(5, 6)]
    const { loss, increases } = permutationImportance(booster, columns, Float64Array.of(1, 3), options)
    expect(loss).toBe(0)
    const [kept, swapped] = [0, 4] // swapped, each row is off by 2
    const first = Array.from(increases.subarray(0, 6))
    expect(new Set(first)).toEqual(new Set([kept, swapped]))
    expect(Array.from(increases.subarray(6))).toEqual(new Array(6).fill(0))
  })

  it('is the same for the same seed, and differs for another', () => {
    const { booster, held } = fitted()
    const run = (seed: number) =>
      permutationImportance(booster, held.columns, held.labels, { ...options, seed }).increases
    expect(run(3)).toEqual(run(3))
    expect(run(3)).not.toEqual(run(4))
  })

  it('gives exactly nothing to a feature that no split uses, and leaves the columns as they were', () => {
    const { booster, held } = fitted()
    const unused = { ...booster, features: 5 }
    const columns = [...held.columns, held.columns[0].slice()]
    const before = columns.map((column) => column.slice())
    const { increases } = permutationImportance(unused, columns, held.labels, options)
    expect(Array.from(increases.subarray(24))).toEqual(new Array(6).fill(0))
    expect(columns).toEqual(before)
  })

  it('shuffles columns that belong together as one', () => {
    const { booster, held } = fitted()
    const parted = permutationImportance(booster, held.columns, held.labels, options)
    const joined = permutationImportance(booster, held.columns, held.labels, {
      ...options,
      together: [[2], [0, 1], [3]],
    })
    const [third, both, fourth] = meansOf(joined.increases)
    const means = meansOf(parted.increases)
    expect([third, fourth]).toEqual([means[2], means[3]])
    expect(both).toBeGreaterThan(Math.max(means[0], means[1]))
  })

  it('refuses rows that the model cannot have', () => {
    const { booster, held } = fitted()
    const { columns } = take(held, [])
    expect(() => permutationImportance(booster, columns, new Float64Array(0), options)).toThrow(/needs rows/)
    expect(() => permutationImportance(booster, held.columns, Float64Array.of(1), options)).toThrow(
      /one label for each of 450 rows, got 1/,
    )
    const three = held.labels.map(() => 2)
    expect(() => permutationImportance(booster, held.columns, three, options)).toThrow(/0 to 1/)
  })
})
