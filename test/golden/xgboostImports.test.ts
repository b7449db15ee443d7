import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { fromXgboostJson, predictProbability } from '../../src/core/boosting/index.ts'
import { randomSample } from '../core/boosting/data.ts'
import { largestDifference } from '../core/boosting/goldenData.ts'
import { requireXgboost, runXgboost } from './xgboost.ts'

interface Trained {
  prediction: number[]
  /** By the rounds that early stopping found best. */
  up_to_best: number[]
  best_iteration: number
  rounds: number
}

const folder = mkdtempSync(join(tmpdir(), 'sigma-xgboost-'))
afterAll(() => rmSync(folder, { recursive: true }))

const textOf = (file: string): string => readFileSync(join(folder, file), 'utf8')

describe('a model trained by XGBoost', () => {
  if (!requireXgboost()) return
  const { columns, labels } = randomSample(8, 400, 4, 2, 0.15)
  const trained = runXgboost<Record<string, Trained>>('xgboostTrain.py', [folder], [...columns, labels])

  it.each(['base_score', 'regression', 'three_classes', 'forest', 'exact', 'leaf_wise'])(
    'predicts the same here within 1e-5: %s',
    (name) => {
      const { booster, warnings } = fromXgboostJson(textOf(`${name}.json`))
      const got = predictProbability(booster, columns)
      expect(largestDifference(got, trained[name].prediction)).toBeLessThan(1e-5)
      expect(warnings).toEqual([])
    },
  )

  it.each(['stopped', 'stopped_forest'])(
    'is used whole when it was stopped early, as by Booster: %s',
    (name) => {
      const { prediction, up_to_best, best_iteration, rounds } = trained[name]
      expect(best_iteration + 1).toBeLessThan(rounds)
      expect(largestDifference(up_to_best, prediction)).toBeGreaterThan(1e-3)
      const { booster, warnings } = fromXgboostJson(textOf(`${name}.json`))
      expect(largestDifference(predictProbability(booster, columns), prediction)).toBeLessThan(1e-5)
      expect(warnings).toEqual([
        `early stopping found round ${best_iteration + 1} of ${rounds} best: all ${rounds} are used, as by XGBoost's Booster.predict`,
      ])
    },
  )

  it.each(['stopped', 'stopped_forest'])(
    'is used up to its best round when the scikit-learn interface saved it: %s',
    (name) => {
      const file = JSON.parse(textOf(`${name}.json`))
      file.learner.attributes.scikit_learn = '{"_estimator_type": "classifier"}'
      const { booster, warnings } = fromXgboostJson(JSON.stringify(file))
      const { up_to_best } = trained[name]
      expect(largestDifference(predictProbability(booster, columns), up_to_best)).toBeLessThan(1e-5)
      expect(warnings).toEqual([expect.stringMatching(/later ones are left out/)])
    },
  )

  it.each([
    ['gblinear.json', 'UNPROCESSABLE', /the booster "gblinear"; Sigma can evaluate: boosted trees/],
    ['dart.json', 'UNPROCESSABLE', /the booster "dart"; Sigma can evaluate: boosted trees/],
    ['binary.ubj', 'INVALID_PARAM', /it is XGBoost's binary form \(UBJSON\)/],
    ['old.deprecated', 'INVALID_PARAM', /it is a binary model of an old XGBoost/],
    ['dump.json', 'INVALID_PARAM', /it is XGBoost's JSON dump/],
    ['dump.txt', 'INVALID_PARAM', /it is XGBoost's text dump/],
    ['pickled.pkl', 'INVALID_PARAM', /it is a Python pickle/],
  ])('is refused with its reason when saved otherwise: %s', (file, code, message) => {
    expect(() => fromXgboostJson(textOf(file))).toThrow(message)
    expect(() => fromXgboostJson(textOf(file))).toThrow(expect.objectContaining({ code }))
  })
})
