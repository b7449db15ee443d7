import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { BoosterParams } from '../../../src/core/boosting/index.ts'
import {
  binTraining,
  growBooster,
  predictMargin,
  predictProbability,
  splitImportance,
  toXgboostJson,
  trainBooster,
} from '../../../src/core/boosting/index.ts'
import { SigmaError } from '../../../src/core/errors.ts'
import { logLoss } from '../../../src/core/statistics/classification.ts'
import type { Sample } from './data.ts'
import { plainParams, randomSample, take } from './data.ts'

const train = ({ columns, labels }: Sample, changes: Partial<BoosterParams> = {}, weights?: Float64Array) =>
  trainBooster(columns, labels, { ...plainParams, ...changes }, weights)

const threeClasses = { objective: 'softmax', classes: 3 } as const
const sampled = { subsample: 0.6, columnSample: 0.5 }

describe('trainBooster', () => {
  it('takes the first step worked out by hand', () => {
    // p = 1/2: gradients 1/2, 1/2, -1/2, -1/2, hessians 1/4. Split in the middle: G = ±1, H = 1/2.
    const booster = train(
      { columns: [Float64Array.of(1, 2, 3, 4)], labels: Float64Array.of(0, 0, 1, 1) },
      { rounds: 1, depth: 1, rate: 0.3, minChildWeight: 0 },
    )
    const step = Math.fround((0.3 * 1) / (0.5 + 1))
    expect(Array.from(predictMargin(booster, [Float64Array.of(0, 2.9, 3, 9)]))).toEqual([
      -step,
      -step,
      step,
      step,
    ])
    expect(booster.trees[0].gain[0]).toBeCloseTo(2 / 1.5, 6)
  })

  it('gives byte-equal files for equal seeds, and other models for other seeds', () => {
    const sample = randomSample(1, 200, 6, 3, 0.1)
    const file = (seed: number) =>
      toXgboostJson(train(sample, { ...threeClasses, ...sampled, seed }), {
        featureNames: sample.columns.map((_, i) => `f${i}`),
        attributes: {},
      })
    expect(file(4)).toBe(file(4))
    expect(file(4)).not.toBe(file(5))
  })

  it('tells of each round with its losses, and fits the same model whoever listens', () => {
    const sample = randomSample(6, 300, 4, 2, 0.1)
    const held = randomSample(7, 100, 4, 2, 0.1)
    const params = { ...plainParams, ...sampled, earlyStopping: { rounds: 3, validation: held } }
    const binned = () => binTraining(sample.columns, sample.labels, params)
    const told: { round: number; rounds: number; train: number; held: number | null }[] = []
    const booster = growBooster(binned(), ({ round, rounds, validationLoss, trainLoss }) =>
      told.push({ round, rounds, train: trainLoss(), held: validationLoss }),
    )
    expect(booster).toEqual(growBooster(binned()))
    expect(told.map(({ round }) => round)).toEqual(told.map((_, index) => index + 1))
    expect(told[0].rounds).toBe(params.rounds)
    // The model's trees end at the lowest loss on the held-out rows; the losses are those of its predictions.
    const best = told[booster.trees.length - 1]
    expect(best.held).toBe(Math.min(...told.map((one) => one.held ?? Number.NaN)))
    expect(best.held).toBeCloseTo(logLoss(held.labels, predictProbability(booster, held.columns), 2), 5)
    expect(best.train).toBeCloseTo(logLoss(sample.labels, predictProbability(booster, sample.columns), 2), 5)
    growBooster(binTraining(sample.columns, sample.labels, plainParams), (progress) =>
      expect(progress.validationLoss).toBeNull(),
    )
  })

  it('does not depend on the order of rows', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), (seed) => {
        const sample = randomSample(seed, 60, 3, 3, 0.1)
        const order = Array.from({ length: 60 }, (_, row) => (row * 7 + seed) % 60)
        expect(train(take(sample, order), threeClasses).trees).toEqual(train(sample, threeClasses).trees)
      }),
      { numRuns: 20 },
    )
  })

  it('takes an integer weight for as many rows', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 50, maxLength: 50 }), (counts) => {
        fc.pre(counts.some((count) => count > 0))
        const sample = randomSample(8, 50, 3, 2, 0.1)
        const repeated = take(
          sample,
          counts.flatMap((count, row) => new Array<number>(count).fill(row)),
        )
        const changes = { maxBins: 16 } // fewer than values, so that cuts are weighed too
        const weighted = train(sample, changes, Float64Array.from(counts))
        expect(weighted.trees).toEqual(train(repeated, changes).trees)
      }),
      { numRuns: 20 },
    )
  })

  it('takes an integer weight for as many rows in a regression, base score included', () => {
    const sample = { columns: [Float64Array.of(1, 2, 3)], labels: Float64Array.of(1, 5, 8) }
    const weighted = train(sample, { objective: 'squared' }, Float64Array.of(2, 1, 1))
    expect(weighted).toEqual(train(take(sample, [0, 0, 1, 2]), { objective: 'squared' }))
    expect(weighted.baseScore[0]).toBe((1 + 1 + 5 + 8) / 4)
  })

  it('is not changed by more bins than there are values', () => {
    const sample = randomSample(2, 150, 3)
    sample.columns = sample.columns.map((column) => column.map((value) => Math.round(value * 10)))
    expect(train(sample, { maxBins: 21 })).toEqual(train(sample, { maxBins: 256 }))
    expect(train(sample, { maxBins: 5 })).not.toEqual(train(sample, { maxBins: 256 }))
  })

  it('lowers the training loss in every round when each takes all rows', () => {
    const sample = randomSample(6, 300, 4, 3)
    const losses = [1, 2, 4, 8, 16].map((rounds) =>
      logLoss(
        sample.labels,
        predictProbability(train(sample, { ...threeClasses, rounds }), sample.columns),
        3,
      ),
    )
    expect(losses).toEqual([...losses].sort((a, b) => b - a))
    expect(losses[0]).toBeLessThan(Math.log(3))
  })

  it('learns from a sample of rows and features nearly as well', () => {
    const sample = randomSample(6, 400, 4)
    const loss = logLoss(sample.labels, predictProbability(train(sample, sampled), sample.columns), 2)
    expect(loss).toBeLessThan(0.5)
  })

  it('updates rows that a round left out, so that later rounds learn from what is left', () => {
    // One threshold parts the classes: after round one every row is off one half, drawn or not.
    const columns = [Float64Array.from({ length: 100 }, (_, row) => row)]
    const labels = columns[0].map((value) => (value < 50 ? 0 : 1))
    const booster = train({ columns, labels }, { subsample: 0.5, rounds: 2, rate: 1, depth: 1 })
    const afterOne = predictProbability({ ...booster, trees: booster.trees.slice(0, 1) }, columns)
    const largestHessian = Math.max(...afterOne.map((p) => p * (1 - p)))
    expect(largestHessian).toBeLessThan(0.2)
    expect(booster.trees[1].cover[0]).toBeLessThanOrEqual(50 * largestHessian + 1e-6)
  })

  it('uses no feature that was not drawn', () => {
    const sample = randomSample(3, 200, 10)
    for (const tree of train(sample, { columnSample: 0.1 }).trees) {
      expect(new Set(tree.feature.filter((_, node) => tree.left[node] >= 0)).size).toBeLessThanOrEqual(1)
    }
  })

  it('keeps predictions monotone', () => {
    const sample = randomSample(5, 300, 3)
    const booster = train(sample, { monotone: Int8Array.of(1, 0, 0), rounds: 30 })
    for (const other of [-0.9, 0, 0.9]) {
      const steps = Float64Array.from({ length: 101 }, (_, i) => i / 50 - 1)
      const constant = new Float64Array(101).fill(other)
      const margin = predictMargin(booster, [steps, constant, constant])
      for (let i = 1; i < margin.length; i++) expect(margin[i]).toBeGreaterThanOrEqual(margin[i - 1])
    }
  })
})

describe('early stopping', () => {
  const sample = randomSample(20, 300, 4, 3)
  const held = randomSample(21, 200, 4, 3)
  const changes = { ...threeClasses, rate: 0.5, depth: 4, rounds: 200 }

  it('keeps the trees up to the lowest loss on the validation rows', () => {
    const stopped = train(sample, { ...changes, earlyStopping: { rounds: 10, validation: held } })
    const full = train(sample, { ...changes, rounds: 40 })
    const rounds = stopped.trees.length / 3
    expect(rounds).toBeLessThan(40)
    expect(stopped.trees).toEqual(full.trees.slice(0, rounds * 3))
    const lossAfter = (n: number) =>
      logLoss(
        held.labels,
        predictProbability({ ...full, trees: full.trees.slice(0, n * 3) }, held.columns),
        3,
      )
    const losses = Array.from({ length: rounds + 10 }, (_, i) => lossAfter(i + 1))
    expect(losses.indexOf(Math.min(...losses)) + 1).toBe(rounds)
  })

  it('refuses validation rows of another shape', () => {
    const validation = { columns: held.columns.slice(1), labels: held.labels }
    expect(() => train(sample, { ...changes, earlyStopping: { rounds: 3, validation } })).toThrow(
      /expected 4 columns as in training, got 3/,
    )
  })
})

describe('odd data', () => {
  const one = Float64Array.of(1)

  it('gives probabilities near the only label there is', () => {
    const { columns } = randomSample(1, 100, 2)
    const high = train({ columns, labels: new Float64Array(100).fill(1) }, { rounds: 100 })
    expect(Math.min(...predictProbability(high, columns))).toBeGreaterThan(0.9)
    const low = train({ columns, labels: new Float64Array(100) }, { rounds: 100 })
    expect(Math.max(...predictProbability(low, columns))).toBeLessThan(0.1)
  })

  it('ignores constant and all-missing features', () => {
    const { columns, labels } = randomSample(1, 100, 2)
    const constant = new Float64Array(100).fill(3)
    const missing = new Float64Array(100).fill(Number.NaN)
    const booster = train({ columns: [constant, columns[0], missing, columns[1]], labels })
    const plain = train({ columns, labels })
    expect(Array.from(splitImportance(booster).total_gain)).toEqual([
      0,
      splitImportance(plain).total_gain[0],
      0,
      splitImportance(plain).total_gain[1],
    ])
    expect(predictMargin(booster, [constant, columns[0], missing, columns[1]])).toEqual(
      predictMargin(plain, columns),
    )
  })

  it('falls back on the mean when no feature can split', () => {
    const labels = Float64Array.of(1, 2, 6)
    const booster = train({ columns: [new Float64Array(3)], labels }, { objective: 'squared' })
    expect(Array.from(predictProbability(booster, [new Float64Array(3)]))).toEqual([3, 3, 3])
  })

  it('learns from a single row', () => {
    const booster = train({ columns: [one], labels: one }, { minChildWeight: 0 })
    expect(predictProbability(booster, [one])[0]).toBeGreaterThan(0.5)
    expect(train({ columns: [one], labels: one }, { objective: 'squared' }).baseScore[0]).toBe(1)
  })

  it('learns a split on whether a value is missing', () => {
    const column = Float64Array.from({ length: 40 }, (_, i) => (i % 2 ? Number.NaN : 7))
    const labels = Float64Array.from({ length: 40 }, (_, i) => i % 2)
    const booster = train({ columns: [column], labels })
    const [missing, known, other] = predictProbability(booster, [Float64Array.of(Number.NaN, 7, -1e30)])
    expect(missing).toBeGreaterThan(0.8)
    expect(known).toBeLessThan(0.2)
    expect(other).toBe(known)
  })

  it('learns targets as small as returns', () => {
    const { columns, labels } = randomSample(4, 300, 2, 5)
    const small = labels.map((label) => label * 1e-5)
    const booster = train({ columns, labels: small }, { objective: 'squared', rounds: 30 })
    const error = predictProbability(booster, columns).map((value, row) => Math.abs(value - small[row]))
    expect(error.reduce((sum, value) => sum + value, 0) / 300).toBeLessThan(0.5e-5)
  })

  it('refuses data without rows or features as UNPROCESSABLE', () => {
    const none = new Float64Array(0)
    for (const sample of [
      { columns: [none], labels: none },
      { columns: [], labels: one },
    ]) {
      expect(() => train(sample)).toThrow(expect.objectContaining({ code: 'UNPROCESSABLE' }))
    }
    expect(() => train({ columns: [one], labels: one }, {}, Float64Array.of(0))).toThrow(
      /every row has weight 0/,
    )
  })

  it('names the row of a label that the objective cannot learn', () => {
    const columns = [Float64Array.of(1, 2)]
    expect(() => train({ columns, labels: Float64Array.of(0, 2) })).toThrow(/row 1 has the label 2.* 0 to 1/)
    expect(() => train({ columns, labels: Float64Array.of(3, 0) }, threeClasses)).toThrow(/row 0 .* 0 to 2/)
    const unknown = Float64Array.of(0, Number.NaN)
    expect(() => train({ columns, labels: unknown }, { objective: 'squared' })).toThrow(
      /row 1 has the label NaN/,
    )
  })

  it('refuses columns and weights of another length, and weights below 0', () => {
    const labels = Float64Array.of(0, 1)
    expect(() => train({ columns: [one], labels })).toThrow(/feature 0 has 1 rows, the labels have 2/)
    expect(() => train({ columns: [labels], labels }, {}, one)).toThrow(/expected one weight per row/)
    expect(() => train({ columns: [labels], labels }, {}, Float64Array.of(1, -1))).toThrow(
      /row 1 has the weight -1/,
    )
  })

  it('lists every parameter out of range at once', () => {
    const changes = { rounds: 0, rate: 2, maxBins: 257, monotone: Int8Array.of(1, 1) }
    try {
      train({ columns: [one], labels: one }, changes)
      expect.unreachable()
    } catch (error) {
      expect(error).toBeInstanceOf(SigmaError)
      expect(error).toMatchObject({ code: 'INVALID_PARAM' })
      expect(String(error)).toMatch(/rounds: .*rate: .*maxBins: .*at most 256, got 257.*monotone: .*got 2/)
    }
  })

  it.each<[Partial<BoosterParams>, RegExp]>([
    [{ growth: 'leaf' }, /maxLeaves: expected at least 2, for best-first growth, got 0/],
    [{ growth: 'leaf', maxLeaves: 1 }, /maxLeaves: expected at least 2/],
    [{ growth: 'leaf', maxLeaves: 8, depth: 0 }, /depth: expected an integer from 1 on/],
    [{ maxLeaves: 1 }, /maxLeaves: expected 0 for no limit, or at least 2, got 1/],
    [{ maxLeaves: 2.5 }, /maxLeaves: expected an integer from 0 on/],
    [{ columnSampleByLevel: 0 }, /columnSampleByLevel: expected a number above 0/],
  ])('refuses how trees are to grow by %o', (changes, message) => {
    expect(() => train({ columns: [one], labels: one }, changes)).toThrow(message)
  })
})
