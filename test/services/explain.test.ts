import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { PredictAnswer, TrainAnswer, TrainingRunDetail } from '../../src/contract/types.ts'
import { runFit } from '../../src/core/backtest/fits.ts'
import {
  assembleFinal,
  type BacktestConfig,
  defaultBacktestConfig,
  planFinalFit,
} from '../../src/core/backtest/index.ts'
import { predictMargin, trainBooster } from '../../src/core/boosting/index.ts'
import { importanceOf } from '../../src/services/explainFit.ts'
import {
  contributionColumns,
  contributionNames,
  readModelFile,
  writeModelFile,
} from '../../src/services/modelFile.ts'
import { barsOf, datasetOf, randomWalk } from '../core/backtest/builders.ts'
import { plainParams, randomSample } from '../core/boosting/data.ts'
import { type TestHost, testHost, writeFeatureCsv } from '../server/testHost.ts'

let host: TestHost
beforeAll(async () => {
  host = await testHost()
  writeFeatureCsv(host.workspace)
})
afterAll(() => host.close())

async function answerOf<Answer>(method: string, path: string, body?: object): Promise<Answer> {
  const { status, text } = await host.call(method, path, body)
  expect(status, text.slice(0, 500)).toBe(200)
  return JSON.parse(text)
}

const train = (body: object) =>
  answerOf<TrainAnswer>('POST', '/train', { hyperparams: { rounds: 20, depth: 2 }, ...body })
const predict = (body: object) => answerOf<PredictAnswer>('POST', '/predict', body)

describe('a training', () => {
  it('tells which features matter, on rows that the scoring models had not seen', async () => {
    const { importance, metrics } = await train({ csv: 'features.csv', calibration: 'sigmoid' })
    expect(importance?.held_out).toMatchObject({ basis: 'out_of_fold', rows: 400, repeats: 5 })
    const [first, second] = importance?.features ?? []
    expect([first.feature, second.feature]).toEqual(['signal', 'noise'])
    expect(first.loss_increase).toBeGreaterThan(0.05)
    expect(Math.abs(second.loss_increase ?? 1)).toBeLessThan(0.05)
    expect(first.loss_increase_spread).toBeGreaterThan(0)
    expect(first.gain_share + second.gain_share).toBeCloseTo(1)
    expect(first.gain * first.weight).toBeCloseTo(first.total_gain)
    expect(first.cover * first.weight).toBeCloseTo(first.total_cover)
    expect(Object.keys(metrics ?? {})).not.toContain('importance')
  })

  it('tells whether its scores are probabilities, before and after the calibration', async () => {
    const { reliability } = await train({ csv: 'features.csv', calibration: 'isotonic' })
    expect(reliability?.basis).toBe('out_of_fold')
    const [up] = reliability?.classes ?? []
    expect(up.class).toBe('UP')
    expect(up.raw.by_count.bins).toHaveLength(10)
    for (const table of [
      up.raw.by_count,
      up.raw.by_width,
      up.calibrated?.by_count,
      up.calibrated?.by_width,
    ]) {
      expect(table?.bins.reduce((sum, { rows }) => sum + rows, 0)).toBe(400)
    }
    // isotonic steps are the very shares of their rows
    expect(up.calibrated?.by_width.expected_calibration_error).toBeLessThan(0.05)
    expect(up.raw.by_width.bins.at(-1)?.to).toBeGreaterThan(0.8)
  })

  it('without rows to hold out tells gain alone, and of scores that the model has seen', async () => {
    const lines = ['x,y', ...Array.from({ length: 90 }, (_, row) => `${row % 7},${'abc'[row % 3]}`)]
    writeFileSync(join(host.workspace, 'classes.csv'), `${lines.join('\n')}\n`)
    const { importance, reliability } = await train({ csv: 'classes.csv', target: 'y' })
    expect(importance).toMatchObject({ held_out: null, features: [{ feature: 'x', loss_increase: null }] })
    expect(reliability?.basis).toBe('training')
    expect(reliability?.classes.map(({ class: name, calibrated }) => [name, calibrated])).toEqual([
      ['a', null],
      ['b', null],
      ['c', null],
    ])
  })

  it('is explained where it is looked up, and not in lists, which would be long', async () => {
    const { run_id, importance, reliability } = await train({ csv: 'features.csv', calibration: 'sigmoid' })
    const detail = await answerOf<TrainingRunDetail>('GET', `/training_runs/${run_id}`)
    expect(detail).toMatchObject({ importance, reliability })
    expect(detail).not.toHaveProperty('plots')
    for (const path of ['/training_runs', '/train/jobs', `/train/jobs/${run_id}`]) {
      const { text } = await host.get(path)
      expect(text, path).toContain('log_loss')
      expect(text, path).not.toContain('loss_increase')
      expect(text, path).not.toContain('expected_calibration_error')
    }
  })

  it('draws its pictures when asked', async () => {
    const { run_id } = await train({ csv: 'features.csv', calibration: 'sigmoid' })
    const { plots } = await answerOf<TrainingRunDetail>('GET', `/training_runs/${run_id}?plots=true`)
    expect(Object.keys(plots ?? {})).toEqual(['importance', 'reliability'])
    expect(plots?.importance).toMatch(/^<svg .*signal.*<\/svg>$/s)
    expect(plots?.reliability).toMatch(/^<svg .*share that is UP.*<\/svg>$/s)
  })

  it('adds up what the columns of a one-hot feature say of it', () => {
    const { open, close } = randomWalk(200, 5)
    const dataset = datasetOf(barsOf(open, close), 1)
    const values = dataset.matrix.retFwd.map((value, row) => (value > 0 ? row % 2 : 1 + (row % 3)))
    const other = dataset.matrix.retFwd.map((_, row) => Math.sin(row * row))
    const features = [
      { name: 'other', values: other },
      { name: 'day', values },
    ]
    const cleaned = { ...dataset, matrix: { ...dataset.matrix, features } }
    const config: BacktestConfig = {
      ...defaultBacktestConfig,
      booster: { rounds: 5, depth: 3 },
      preprocessing: { scaling: 'none', oneHot: ['day'] },
    }
    const { plan, tasks } = planFinalFit(cleaned, config, { withInner: true })
    const final = assembleFinal(
      plan,
      tasks.map((task) => runFit([other, values], task)),
      'none',
    )
    const { features: rows } = importanceOf(final, ['other', 'day'])
    const splits = final.booster.trees.flatMap(({ left }) => [...left].filter((child) => child >= 0))
    expect(rows.map(({ feature }) => feature)).toEqual(['day', 'other'])
    expect(rows[0].weight + rows[1].weight).toBe(splits.length)
    expect(rows[0].loss_increase).toBeGreaterThan(0.05)
  })
})

describe('contributions', () => {
  it('stand beside the scores, and add up to their log odds', async () => {
    await train({ csv: 'features.csv', calibration: 'none', model_out: 'model.json' })
    const rows = { model_file: 'model.json', csv: 'features.csv' }
    const plain = await predict(rows)
    const { columns, scores = [] } = await predict({ ...rows, contributions: true })
    expect(columns).toEqual(['ts', 'p_DOWN', 'p_UP', 'c_signal', 'c_noise', 'bias'])
    expect(plain.columns).toEqual(columns.slice(0, 3))
    scores.forEach((line, row) => {
      expect(line.slice(0, 3)).toEqual(plain.scores?.[row])
      const [, , up, ...parts] = line.map(Number)
      const margin = parts.reduce((sum, part) => sum + part, 0)
      expect(1 / (1 + Math.exp(-margin))).toBeCloseTo(up, 6)
    })
    const strength = (place: number) => scores.reduce((sum, line) => sum + Math.abs(Number(line[place])), 0)
    expect(strength(3)).toBeGreaterThan(2 * strength(4))
  })

  it('are written to a file, to the last digit', async () => {
    await train({ csv: 'features.csv', calibration: 'sigmoid', model_out: 'calibrated.json' })
    const rows = { model_file: 'calibrated.json', csv: 'features.csv', contributions: true }
    const { columns, scores = [] } = await predict(rows)
    await predict({ ...rows, out: 'explained.csv' })
    const [header, first] = readFileSync(join(host.workspace, 'explained.csv'), 'utf8').split('\n')
    expect(header).toBe(columns.join(','))
    expect(first).toBe(scores[0].join(','))
  })

  it('name the class that they speak for where there are more than two', () => {
    const { columns, labels } = randomSample(3, 90, 2, 3)
    const params = { ...plainParams, objective: 'softmax' as const, classes: 3, rounds: 3 }
    const booster = trainBooster(columns, labels, params)
    const attributes = { classes: ['a', 'b', 'c'], calibration: null, lineage: {}, threshold: null }
    const text = writeModelFile({ booster, featureNames: ['x', 'y'], attributes })
    const model = readModelFile(text, 'model.json')
    const names = contributionNames(model, ['x', 'y'])
    const values = contributionColumns(model, columns)
    expect(names).toEqual(['a', 'b', 'c'].flatMap((name) => [`c_x:${name}`, `c_y:${name}`, `bias:${name}`]))
    const margin = predictMargin(booster, columns)
    expect(values[3][7] + values[4][7] + values[5][7]).toBeCloseTo(margin[7 * 3 + 1], 6)
  })

  it('add up the columns of a one-hot feature', () => {
    const day = Float64Array.from({ length: 90 }, (_, row) => row % 3)
    const [other] = randomSample(3, 90, 1).columns
    const labels = day.map((value, row) => (value === 1 || other[row] > 0.5 ? 1 : 0))
    const columns = [other, ...[0, 1, 2].map((one) => day.map((value) => (value === one ? 1 : 0)))]
    const booster = trainBooster(columns, labels, plainParams)
    const attributes = {
      classes: ['DOWN', 'UP'],
      calibration: null,
      lineage: {},
      threshold: null,
      preprocessing: {
        features: ['other', 'day'],
        columns: [{ kind: 'keep' as const }, { kind: 'one_hot' as const, categories: [0, 1, 2] }],
      },
    }
    const featureNames = ['other', 'day=0', 'day=1', 'day=2']
    const model = readModelFile(writeModelFile({ booster, featureNames, attributes }), 'model.json')
    const names = contributionNames(model, ['other', 'day'])
    const values = contributionColumns(model, [other, day])
    expect(names).toEqual(['c_other', 'c_day', 'bias'])
    const margin = predictMargin(booster, columns)
    day.forEach((_, row) => {
      expect(values[0][row] + values[1][row] + values[2][row]).toBeCloseTo(margin[row], 5)
    })
    expect(values[1][1]).toBeGreaterThan(0.5)
  })
})

describe('a model file that Sigma cannot use', () => {
  it.each([
    ['truncated.json', '{"learner":{"attributes":{}', /the text breaks off before its end/],
    ['model.ubj', '{L\u0000\u0000\u0000', /XGBoost's binary form/],
    ['lightgbm.txt', 'tree\nversion=v4\n', /a LightGBM model/],
    ['pickled.pkl', Buffer.from([0x80, 4, 0x95, 0x70, 0x3a, 0]), /a Python pickle/],
    ['empty.json', '', /it is empty/],
  ])('is named with what it is instead: %s', async (name, content, message) => {
    writeFileSync(join(host.workspace, name), content)
    const { status, body } = await host.post('/predict', { model_file: name, csv: 'features.csv' })
    expect(status).toBe(400)
    expect(body.error.code).toBe('INVALID_PARAM')
    expect(body.error.message).toMatch(message)
    expect(body.error.message.startsWith(`${name}: `)).toBe(true)
  })

  it('was stopped early by XGBoost: the answer says which rounds count', async () => {
    await train({ csv: 'features.csv', calibration: 'none', model_out: 'stopped.json' })
    const path = join(host.workspace, 'stopped.json')
    const file = JSON.parse(readFileSync(path, 'utf8'))
    file.learner.attributes = { best_iteration: '4' }
    writeFileSync(path, JSON.stringify(file))
    const { warnings } = await predict({ model_file: 'stopped.json', csv: 'features.csv' })
    expect(warnings?.join()).toMatch(/round 5 of 20 best: all 20 are used/)
  })
})
