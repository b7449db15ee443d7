import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { BoosterParams } from '../../src/core/boosting/index.ts'
import {
  predictContributions,
  type SplitImportance,
  splitImportance,
  toXgboostJson,
  trainBooster,
} from '../../src/core/boosting/index.ts'
import { plainParams, randomSample } from '../core/boosting/data.ts'
import { largestDifference } from '../core/boosting/goldenData.ts'
import { requireXgboost, startXgboost, withNulls } from './xgboost.ts'

interface Answer {
  contributions: number[]
  /** By kind and feature name; features without a split are left out. */
  importance: Record<keyof SplitImportance, Record<string, number>>
}

const folder = mkdtempSync(join(tmpdir(), 'sigma-xgboost-'))
afterAll(() => rmSync(folder, { recursive: true }))

const cases: [string, Partial<BoosterParams>, number][] = [
  ['a binary model', {}, 0],
  ['a binary model with missing values', {}, 0.2],
  ['a model of three classes with missing values', { objective: 'softmax', classes: 3 }, 0.2],
  ['a regression', { objective: 'squared' }, 0.1],
  ['a model of deep trees', { depth: 10, minChildWeight: 0.1 }, 0.1],
  ['a model of stumps', { depth: 1 }, 0.1],
  ['a sampled and penalised model', { subsample: 0.5, columnSample: 0.4, alpha: 0.1, gamma: 0.1 }, 0.1],
]

describe('XGBoost', () => {
  if (!requireXgboost()) return
  const xgboost = startXgboost('xgboostExplain.py')
  afterAll(() => xgboost?.end())

  describe.each(cases)('explains %s', (_, changes, missing) => {
    const { columns, labels } = randomSample(5, 400, 6, changes.classes ?? 2, missing)
    columns.push(new Float64Array(400).fill(1)) // no split uses it
    const booster = trainBooster(columns, labels, { ...plainParams, rounds: 40, depth: 4, ...changes })
    const featureNames = columns.map((__, i) => `rsi__period=${i}`)
    const model = join(folder, 'model.json')
    let answer: Answer
    beforeAll(async () => {
      writeFileSync(model, toXgboostJson(booster, { featureNames, attributes: {} }))
      answer = JSON.parse((await xgboost?.ask(JSON.stringify({ model, columns: withNulls(columns) }))) ?? '')
    })

    it('with the same contributions within 1e-4', () => {
      const got = predictContributions(booster, columns)
      expect(largestDifference(got, answer.contributions)).toBeLessThan(1e-4)
    })

    it('with the same importance of features within 1e-5', () => {
      const importance = splitImportance(booster)
      for (const kind of ['weight', 'gain', 'total_gain', 'cover', 'total_cover'] as const) {
        const want = featureNames.map((name) => answer.importance[kind][name] ?? 0)
        const scale = Math.max(...want)
        expect(largestDifference(importance[kind], want) / scale, kind).toBeLessThan(1e-5)
      }
    })
  })
})
