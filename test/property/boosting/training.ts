import fc from 'fast-check'
import type { Booster, BoosterParams } from '../../../src/core/boosting/index.ts'
import { toXgboostJson, trainBooster } from '../../../src/core/boosting/index.ts'
import { plainParams, randomSample, type Sample } from '../../core/boosting/data.ts'

/** Data and parameters that a model may be trained with. */
export interface Training extends Sample {
  params: BoosterParams
}

const objectives = [
  { objective: 'binary', classes: 2 },
  { objective: 'softmax', classes: 3 },
  { objective: 'squared', classes: 5 },
] as const

const growths = [
  { growth: 'depth', maxLeaves: 0 },
  { growth: 'depth', maxLeaves: 6 },
  { growth: 'leaf', maxLeaves: 5 },
] as const

/** Small trainings of every objective that take all rows and features in each tree. */
export const trainings: fc.Arbitrary<Training> = fc
  .record({
    seed: fc.nat(1e6),
    rows: fc.integer({ min: 2, max: 80 }),
    features: fc.integer({ min: 1, max: 4 }),
    missing: fc.constantFrom(0, 0.2),
    steps: fc.constantFrom(3, 1000),
    objective: fc.constantFrom(...objectives),
    growth: fc.constantFrom(...growths),
    params: fc.record({
      rounds: fc.integer({ min: 1, max: 6 }),
      depth: fc.integer({ min: 1, max: 5 }),
      rate: fc.constantFrom(0.1, 1),
      lambda: fc.constantFrom(0, 1, 5),
      alpha: fc.constantFrom(0, 0.2),
      gamma: fc.constantFrom(0, 0.1),
      minChildWeight: fc.constantFrom(0, 1, 4),
      maxBins: fc.constantFrom(2, 7, 256),
    }),
  })
  .map(({ seed, rows, features, missing, steps, objective, growth, params }) => {
    const { columns, labels } = randomSample(seed, rows, features, objective.classes, missing)
    return {
      columns: columns.map((column) => column.map((value) => Math.fround(Math.round(value * steps) / steps))),
      labels,
      params: { ...plainParams, ...objective, ...growth, ...params },
    }
  })

export function train({ columns, labels, params }: Training, weights?: Float64Array): Booster {
  return trainBooster(columns, labels, params, weights)
}

/** The bytes that a model is kept as. */
export function fileOf(booster: Booster): string {
  const featureNames = Array.from({ length: booster.features }, (_, feature) => `f${feature}`)
  return toXgboostJson(booster, { featureNames, attributes: {} })
}

/** The same model for columns in other places: feature f becomes `places[f]` of `features` columns. */
export function withPlaces(booster: Booster, places: readonly number[], features: number): Booster {
  return {
    ...booster,
    features,
    trees: booster.trees.map((tree) => ({
      ...tree,
      feature: tree.feature.map((feature, node) => (tree.left[node] < 0 ? 0 : places[feature])),
    })),
  }
}

/** An order of 0 .. length-1. */
export function orders(length: number): fc.Arbitrary<number[]> {
  const all = Array.from({ length }, (_, i) => i)
  return fc.shuffledSubarray(all, { minLength: length })
}
