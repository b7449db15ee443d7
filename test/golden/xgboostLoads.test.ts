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
import { requireXgboost, runXgboost } from './xgboost.ts'

interface Answer {
  margin: number[]
  prediction: number[]
  attributes: Record<string, string>
  feature_names: string[]
}

const folder = mkdtempSync(join(tmpdir(), 'sigma-xgboost-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Lets XGBoost itself load the model file and predict the columns, rounded to its float32. */
function askXgboost(booster: Booster, columns: Float64Array[], attributes: Record<string, string>): Answer {
  const model = join(folder, 'model.json')
  const featureNames = columns.map((_, i) => `rsi__period=${i}`)
  writeFileSync(model, toXgboostJson(booster, { featureNames, attributes }))
  return runXgboost('xgboostPredict.py', [model], columns)
}

const cases: [string, Partial<BoosterParams>, number][] = [
  ['a binary model', {}, 0],
  ['a binary model with missing values', {}, 0.2],
  ['a model of three classes', { objective: 'softmax', classes: 3 }, 0],
  ['a model of three classes with missing values', { objective: 'softmax', classes: 3 }, 0.2],
  [
    'a sampled, penalised and monotone model',
    { subsample: 0.5, columnSample: 0.6, alpha: 0.1, gamma: 0.1, monotone: Int8Array.of(1, 0, -1, 0) },
    0.1,
  ],
  ['a regression', { objective: 'squared' }, 0.1],
]

describe('XGBoost', () => {
  if (!requireXgboost()) return

  it.each(cases)('loads %s and predicts the same within 1e-5', (_, changes, missing) => {
    const { columns, labels } = randomSample(5, 600, 4, changes.classes ?? 2, missing)
    const booster = trainBooster(columns, labels, { ...plainParams, rounds: 60, depth: 4, ...changes })
    // neighbours of every threshold, missing cells and extremes as well as the rows trained on
    const probes = columns.map((column, feature) => withThresholds(column, booster, feature))
    const rows = Math.max(...probes.map((column) => column.length))
    const filled = probes.map((column) =>
      Float64Array.from({ length: rows }, (_, row) => column[row % column.length]),
    )
    const answer = askXgboost(booster, filled, {})
    expect(largestDifference(predictMargin(booster, filled), answer.margin)).toBeLessThan(1e-5)
    expect(largestDifference(predictProbability(booster, filled), answer.prediction)).toBeLessThan(1e-5)
  })

  it('gives back attributes and feature names', () => {
    const { columns, labels } = randomSample(1, 50, 2)
    const booster = trainBooster(columns, labels, plainParams)
    const attributes = {
      'sigma.features': '["rsi \\"14\\"", "µ"]',
      'sigma.calibration': '{"kind":"sigmoid","a":-1.5}',
    }
    const answer = askXgboost(booster, columns, attributes)
    expect(answer.attributes).toEqual(attributes)
    expect(answer.feature_names).toEqual(['rsi__period=0', 'rsi__period=1'])
  })

  it('loads a model that is one leaf, and one that splits on missingness alone', () => {
    const labels = Float64Array.from({ length: 60 }, (_, row) => row % 2)
    for (const column of [new Float64Array(60), labels.map((label) => (label === 1 ? Number.NaN : 1))]) {
      const booster = trainBooster([column], labels, plainParams)
      const answer = askXgboost(booster, [column], {})
      expect(largestDifference(predictMargin(booster, [column]), answer.margin)).toBeLessThan(1e-5)
    }
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
