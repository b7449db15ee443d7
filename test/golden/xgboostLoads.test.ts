import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { Booster, BoosterParams } from '../../src/core/boosting/index.ts'
import {
  predictMargin,
  predictProbability,
  toXgboostJson,
  trainBooster,
} from '../../src/core/boosting/index.ts'
import { plainParams, randomSample } from '../core/boosting/data.ts'
import { largestDifference } from '../core/boosting/goldenData.ts'
import { requireXgboost, startXgboost } from './xgboost.ts'

interface Answer {
  margin: number[]
  prediction: number[]
  attributes: Record<string, string>
  feature_names: string[]
}

const folder = mkdtempSync(join(tmpdir(), 'sigma-xgboost-'))
const xgboost = startXgboost('xgboostPredict.py')
afterAll(async () => {
  await xgboost?.end()
  rmSync(folder, { recursive: true })
})

/** Lets XGBoost itself load the model file and predict the columns, rounded to its float32. */
async function askXgboost(
  booster: Booster,
  columns: Float64Array[],
  attributes: Record<string, string> = {},
): Promise<Answer> {
  if (xgboost === undefined) throw new Error('no XGBoost to ask')
  const model = join(folder, 'model.json')
  const featureNames = columns.map((_, i) => `rsi__period=${i}`)
  writeFileSync(model, toXgboostJson(booster, { featureNames, attributes }))
  const data = columns.map((column) => Array.from(column, (value) => (Number.isNaN(value) ? null : value)))
  return JSON.parse(await xgboost.ask(JSON.stringify({ model, columns: data })))
}

interface Case {
  changes?: Partial<BoosterParams>
  /** Share of missing values. */
  missing?: number
  weighted?: boolean
}

const threeClasses = { objective: 'softmax', classes: 3 } as const
const squared = { objective: 'squared', classes: 5 } as const
const monotone = Int8Array.of(1, 0, -1, 0)
const sampled = { subsample: 0.5, columnSample: 0.6 }
const unbalanced = { depth: 14, gamma: 0.3, minChildWeight: 0.5, rate: 0.5 }
const bestFirst = { growth: 'leaf', maxLeaves: 12, depth: 10 } as const

const cases: [string, Case][] = [
  ['a binary model', {}],
  ['a binary model with missing values', { missing: 0.2 }],
  [
    'a sampled, penalised and monotone binary model',
    { changes: { ...sampled, alpha: 0.1, gamma: 0.1, monotone }, missing: 0.1 },
  ],
  ['a weighted binary model', { missing: 0.1, weighted: true }],
  ['a model of three classes', { changes: threeClasses }],
  ['a model of three classes with missing values', { changes: threeClasses, missing: 0.2 }],
  [
    'a sampled, weighted and monotone model of three classes',
    { changes: { ...threeClasses, ...sampled, monotone }, missing: 0.1, weighted: true },
  ],
  ['a regression', { changes: squared }],
  ['a regression with missing values', { changes: squared, missing: 0.2 }],
  [
    'a sampled, weighted and monotone regression',
    { changes: { ...squared, ...sampled, alpha: 0.1, monotone }, missing: 0.1, weighted: true },
  ],
  ['a binary model of stumps', { changes: { depth: 1 }, missing: 0.1 }],
  ['a model of three classes of stumps', { changes: { ...threeClasses, depth: 1 }, missing: 0.1 }],
  ['a regression of stumps', { changes: { ...squared, depth: 1 }, missing: 0.1 }],
  ['a binary model of unbalanced trees', { changes: unbalanced, missing: 0.1 }],
  ['a regression of unbalanced trees', { changes: { ...squared, ...unbalanced }, missing: 0.1 }],
  ['a binary model grown best leaf first', { changes: bestFirst, missing: 0.1 }],
  ['a model of three classes grown best leaf first', { changes: { ...threeClasses, ...bestFirst } }],
  ['a binary model of few leaves grown by depth', { changes: { maxLeaves: 5 }, missing: 0.1 }],
  ['a binary model of one tree', { changes: { rounds: 1 } }],
  ['a model of one tree for each of three classes', { changes: { ...threeClasses, rounds: 1 } }],
  ['a regression of one tree', { changes: { ...squared, rounds: 1 } }],
]

describe('XGBoost', () => {
  if (!requireXgboost()) return

  it.each(cases)(
    'loads %s and predicts the same within 1e-5',
    async (_, { changes = {}, missing, weighted }) => {
      const { columns, labels } = randomSample(5, 600, 4, changes.classes ?? 2, missing)
      const params = { ...plainParams, rounds: 60, depth: 4, ...changes }
      const weights = weighted ? labels.map((_, row) => 0.25 + (row % 7)) : undefined
      const booster = trainBooster(columns, labels, params, weights)
      // neighbours of every threshold, missing cells and extremes as well as the rows trained on
      const probes = columns.map((column, feature) => withThresholds(column, booster, feature))
      const rows = Math.max(...probes.map((column) => column.length))
      const filled = probes.map((column) =>
        Float64Array.from({ length: rows }, (_, row) => column[row % column.length]),
      )
      const answer = await askXgboost(booster, filled)
      expect(largestDifference(predictMargin(booster, filled), answer.margin)).toBeLessThan(1e-5)
      expect(largestDifference(predictProbability(booster, filled), answer.prediction)).toBeLessThan(1e-5)
    },
  )

  it('gives back attributes and feature names', async () => {
    const { columns, labels } = randomSample(1, 50, 2)
    const booster = trainBooster(columns, labels, plainParams)
    const attributes = {
      'sigma.features': '["rsi \\"14\\"", "µ"]',
      'sigma.calibration': '{"kind":"sigmoid","a":-1.5}',
    }
    const answer = await askXgboost(booster, columns, attributes)
    expect(answer.attributes).toEqual(attributes)
    expect(answer.feature_names).toEqual(['rsi__period=0', 'rsi__period=1'])
  })

  it.each([
    ['binary model', {}],
    ['model of three classes', threeClasses],
    ['regression', squared],
  ])('loads a %s whose trees are one leaf, and one that splits on missingness alone', async (_, changes) => {
    const labels = Float64Array.from({ length: 60 }, (_, row) => (row % 3 === 0 ? 1 : 0))
    for (const column of [new Float64Array(60), labels.map((label) => (label === 1 ? Number.NaN : 1))]) {
      const booster = trainBooster([column], labels, { ...plainParams, ...changes })
      const leaves = column.includes(1) ? 2 : 1
      expect(booster.trees[0].left.filter((left) => left < 0)).toHaveLength(leaves)
      const answer = await askXgboost(booster, [column])
      expect(largestDifference(predictMargin(booster, [column]), answer.margin)).toBeLessThan(1e-5)
    }
  })

  it('loads trees of which one branch alone grows on', async () => {
    // Each class is a stretch twice as long as the next: what is left to split is always on the left.
    const column = Float64Array.from({ length: 256 }, (_, row) => row)
    const labels = column.map((value) => Math.floor(Math.log2(value + 1)))
    const params = { ...plainParams, ...squared, depth: 6, rounds: 3, lambda: 0 }
    const booster = trainBooster([column], labels, params)
    const { left, right } = booster.trees[0]
    expect(left.filter((child, node) => child >= 0 && left[right[node]] < 0).length).toBeGreaterThan(3)
    const answer = await askXgboost(booster, [column])
    expect(largestDifference(predictMargin(booster, [column]), answer.margin)).toBeLessThan(1e-5)
  })
})

/** The values, then each threshold of the feature with its float32 neighbours, then missing and huge ones. */
function withThresholds(column: Float64Array, { trees }: Booster, feature: number): Float64Array {
  const extra: number[] = [Number.NaN, 3e38, -3e38, 0, -0]
  for (const tree of trees) {
    tree.threshold.forEach((threshold, node) => {
      if (tree.left[node] < 0 || tree.feature[node] !== feature) return
      const step = Math.abs(threshold) * 2 ** -23
      const probes = [threshold, threshold - step, threshold + step, threshold * (1 + 1e-9)]
      extra.push(...probes.filter((value) => Math.abs(value) < 3.4e38))
    })
  }
  return Float64Array.of(...column, ...extra)
}
