import { afterAll, describe, expect, it } from 'vitest'
import { type BoosterParams, predictMargin, trainBooster } from '../../src/core/boosting/index.ts'
import { plainParams, randomSample } from '../core/boosting/data.ts'
import { largestDifference } from '../core/boosting/goldenData.ts'
import { requireXgboost, startXgboost, withNulls } from './xgboost.ts'

interface Case {
  name: string
  rows: number
  missing: number
  /** Values are rounded to so many steps from 0 to 1, so that many are equal. */
  steps?: number
  weighed?: boolean
  own: Partial<BoosterParams>
  /** The same in XGBoost's words. */
  other: Record<string, unknown>
}

const rounds = 20

const cases: Case[] = [
  { name: 'two classes', rows: 900, missing: 0, own: {}, other: {} },
  { name: 'missing values', rows: 900, missing: 0.1, own: {}, other: {} },
  { name: 'equal values', rows: 900, missing: 0, steps: 40, own: {}, other: {} },
  { name: 'equal and missing values', rows: 2_000, missing: 0.2, steps: 300, own: {}, other: {} },
  // XGBoost's ranks are exact while there are no more distinct values than eight to a bin.
  { name: 'few bins', rows: 900, missing: 0.05, steps: 40, own: { maxBins: 11 }, other: { max_bin: 11 } },
  { name: 'weights', rows: 900, missing: 0.1, weighed: true, own: {}, other: {} },
  {
    name: 'three classes',
    rows: 700,
    missing: 0.1,
    own: { objective: 'softmax', classes: 3 },
    other: { objective: 'multi:softprob', num_class: 3 },
  },
  {
    name: 'squared error',
    rows: 700,
    missing: 0.1,
    own: { objective: 'squared' },
    other: { objective: 'reg:squarederror' },
  },
  {
    name: 'penalties',
    rows: 900,
    missing: 0.1,
    own: { lambda: 3, alpha: 0.5, gamma: 0.2, minChildWeight: 4, depth: 5 },
    other: { reg_lambda: 3, reg_alpha: 0.5, gamma: 0.2, min_child_weight: 4, max_depth: 5 },
  },
  {
    name: 'best-first growth',
    rows: 900,
    missing: 0.1,
    own: { growth: 'leaf', maxLeaves: 9, depth: 20 },
    other: { grow_policy: 'lossguide', max_leaves: 9, max_depth: 20 },
  },
  {
    name: 'monotone constraints',
    rows: 900,
    missing: 0.1,
    own: { monotone: Int8Array.of(1, 0, -1, 1) },
    other: { monotone_constraints: '(1,0,-1,1)' },
  },
]

describe('a model trained here and by XGBoost', () => {
  if (!requireXgboost()) return
  const xgboost = startXgboost('xgboostMargins.py')
  afterAll(() => xgboost?.end())

  it.each(cases)('has the same margins: $name', async ({ rows, missing, steps, weighed, own, other }) => {
    const params = { ...plainParams, rounds, ...own }
    const sample = randomSample(3, rows, 4, params.objective === 'binary' ? 2 : 3, missing)
    const columns =
      steps === undefined
        ? sample.columns
        : sample.columns.map((column) => column.map((value) => Math.round(value * steps) / steps))
    const weights = sample.labels.map((_, row) => (weighed ? 1 + (row % 4) : 1))
    const words = {
      objective: 'binary:logistic',
      base_score: params.objective === 'squared' ? mean(sample.labels) : 0.5,
      eta: params.rate,
      max_depth: params.depth,
      ...other,
    }
    const task = { params: words, rounds, columns: withNulls([...columns, sample.labels, weights]) }
    const theirs: number[] = JSON.parse((await xgboost?.ask(JSON.stringify(task))) ?? '')
    const booster = trainBooster(columns, sample.labels, params, weighed ? weights : undefined)
    expect(largestDifference(predictMargin(booster, columns), theirs)).toBeLessThan(1e-4)
  })
})

const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length
