import { describe, expect, it } from 'vitest'
import {
  fromXgboostJson,
  predictMargin,
  predictProbability,
  splitImportance,
  type Tree,
  toXgboostJson,
  trainBooster,
} from '../../src/core/boosting/index.ts'
import { logLoss, rocAuc } from '../../src/core/statistics/classification.ts'
import {
  goldenNames,
  largestDifference,
  readGolden,
  readPart,
  readPredictions,
  readRows,
  reference,
  referenceParams,
} from '../core/boosting/goldenData.ts'

/** Whether both send every row the same way, and gain the same by it but for rounding. */
function sameSplits(own: Tree, other: Tree): boolean {
  const fields = ['left', 'right', 'feature', 'defaultLeft'] as const
  if (!fields.every((field) => own[field].join() === other[field].join())) return false
  return other.left.every((left, node) => {
    if (left < 0) return Math.abs(own.threshold[node] - other.threshold[node]) < 1e-5
    return own.threshold[node] === other.threshold[node]
  })
}

describe.each(goldenNames)('a booster trained on %s', (name) => {
  const { classes, train, test, prior_test_log_loss } = reference.datasets[name]
  const trainRows = readPart(name, 'train')
  const testRows = readPart(name, 'test')
  const booster = trainBooster(trainRows.columns, trainRows.labels, referenceParams(name))

  it('has the training log loss of XGBoost', () => {
    const loss = logLoss(trainRows.labels, predictProbability(booster, trainRows.columns), classes)
    expect(loss).toBeCloseTo(train.log_loss, 6)
  })

  it('has the test log loss of XGBoost, below that of the prior', () => {
    const loss = logLoss(testRows.labels, predictProbability(booster, testRows.columns), classes)
    expect(loss).toBeCloseTo(test.log_loss, 6)
    expect(loss).toBeLessThan(prior_test_log_loss)
  })

  it('has the test AUC of XGBoost', () => {
    const auc = rocAuc(testRows.labels, predictProbability(booster, testRows.columns), classes)
    expect(auc).toBeCloseTo(test.auc ?? test.auc_ovr_macro ?? 0, 6)
  })

  it('has the trees of XGBoost', () => {
    const { booster: other } = fromXgboostJson(readGolden(`${name}.model.json`))
    const differing = other.trees.flatMap((tree, number) =>
      sameSplits(booster.trees[number], tree) ? [] : [number],
    )
    // These two part the missing values from all others. XGBoost sends those right there, and Sigma left.
    expect(differing).toEqual(name === 'nan_binary' ? [26, 30] : [])
  })

  it('predicts bit by bit the same after a round trip through its file', () => {
    const text = toXgboostJson(booster, { featureNames: reference.datasets[name].features, attributes: {} })
    const read = fromXgboostJson(text)
    expect(read.booster.objective).toBe(booster.objective)
    expect(read.featureNames).toEqual(reference.datasets[name].features)
    expect(predictMargin(read.booster, testRows.columns)).toEqual(predictMargin(booster, testRows.columns))
    expect(predictMargin(read.booster, trainRows.columns)).toEqual(predictMargin(booster, trainRows.columns))
  })
})

describe.each(goldenNames)('the XGBoost model of %s', (name) => {
  const { booster, featureNames, attributes } = fromXgboostJson(readGolden(`${name}.model.json`))
  const { row_ids, margin, proba, train_row_ids, train_margin } = readPredictions(name)

  it('gives its margins and probabilities within 1e-5', () => {
    const { columns } = readRows(name, row_ids)
    expect(largestDifference(predictMargin(booster, columns), margin.flat())).toBeLessThan(1e-5)
    expect(largestDifference(predictProbability(booster, columns), proba.flat())).toBeLessThan(1e-5)
    const { columns: trainColumns } = readRows(name, train_row_ids)
    expect(largestDifference(predictMargin(booster, trainColumns), train_margin.flat())).toBeLessThan(1e-5)
  })

  it('keeps feature names and attributes', () => {
    expect(featureNames).toEqual(reference.datasets[name].features)
    expect(Object.keys(attributes)).toContain('best_iteration')
  })

  it('is unchanged by reading and writing', () => {
    const text = toXgboostJson(booster, { featureNames, attributes })
    expect(fromXgboostJson(text)).toEqual({ booster, featureNames, attributes, warnings: [] })
  })

  it.skipIf(name === 'multi_3class')('has the total gain per feature that XGBoost reports', () => {
    // the file of multi_3class holds 70 of the 100 rounds that were reported on
    const { total_gain: gain } = splitImportance(booster)
    for (const [feature, want] of Object.entries(reference.datasets[name].total_gain_top5)) {
      expect(gain[featureNames.indexOf(feature)] / want).toBeCloseTo(1, 4)
    }
  })
})
