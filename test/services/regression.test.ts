import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { PredictAnswer, TrainAnswer } from '../../src/contract/types.ts'
import { done, modelId, quick, type TestHost, testHost } from '../server/testHost.ts'

let host: TestHost
beforeAll(async () => {
  host = await testHost()
})
afterAll(() => host.close())

const rows = 240
const x = (row: number) => ((row * 37) % 101) / 100
const z = (row: number) => ((row * 53) % 89) / 88
const price = (row: number) => 100 + 40 * x(row) + (z(row) > 0.5 ? 10 : 0)

/** A table of x, z and what it is given by row; its rows may be written several times. */
function write(
  name: string,
  header: string,
  cells: (row: number) => string,
  times = (_: number) => 1,
): string {
  const lines = Array.from({ length: rows }, (_, row) =>
    new Array<string>(times(row)).fill([x(row), z(row), cells(row)].join(',')),
  )
  writeFileSync(join(host.workspace, name), `x,z,${header}\n${lines.flat().join('\n')}\n`)
  return name
}

const hyperparams = { rounds: 60, depth: 3, rate: 0.2, subsample: 1, column_sample: 1 }

async function train(body: object): Promise<TrainAnswer> {
  const { status, text } = await host.post('/train', { hyperparams, objective: 'squared', ...body })
  expect(status, text).toBe(200)
  return JSON.parse(text)
}

async function predictionsOf(body: object): Promise<number[]> {
  const { status, text } = await host.post('/predict', body)
  expect(status, text).toBe(200)
  const { columns, scores }: PredictAnswer = JSON.parse(text)
  expect(columns).toEqual(['row', 'prediction'])
  return (scores ?? []).map(([, value]) => Number(value))
}

async function refusal(body: object): Promise<{ status: number; message: string }> {
  const { status, body: answer } = await host.post('/train', { objective: 'squared', ...body })
  return { status, message: answer.error.message }
}

describe('a regression', () => {
  it('learns the target of a file as a number, and predicts it', async () => {
    const csv = write('prices.csv', 'price', (row) => String(price(row)))
    const trained = await train({ csv, target: 'price', model_out: 'prices.json' })
    expect(trained).toMatchObject({ rows, features: ['x', 'z'], classes: [], metrics_basis: 'training' })
    expect(Object.keys(trained.metrics ?? {}).sort()).toEqual(['mae', 'rmse'])
    const predicted = await predictionsOf({ model_file: 'prices.json', csv })
    const errors = predicted.map((value, row) => value - price(row))
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / rows
    expect(trained.metrics?.rmse).toBeCloseTo(Math.sqrt(mean(errors.map((error) => error ** 2))), 6)
    expect(trained.metrics?.mae).toBeCloseTo(mean(errors.map(Math.abs)), 6)
    expect(trained.metrics?.rmse).toBeLessThan(2) // the prices' own deviation is about 12
    const { learner } = JSON.parse(readFileSync(join(host.workspace, 'prices.json'), 'utf8'))
    expect(learner.objective.name).toBe('reg:squarederror')
    expect(trained.warnings?.join()).not.toMatch(/return|falls below/)
  })

  it('is measured out of fold where inner folds are asked for, and is then another run', async () => {
    const csv = write('folds.csv', 'price', (row) => String(price(row)))
    const seen = await train({ csv, target: 'price' })
    const unseen = await train({ csv, target: 'price', inner_folds: 4 })
    expect(unseen.run_id).not.toBe(seen.run_id)
    expect(unseen.metrics_basis).toBe('out_of_fold')
    expect(unseen.metrics?.rmse).toBeGreaterThan(seen.metrics?.rmse ?? Number.NaN)
    expect(unseen.warnings?.join()).not.toMatch(/metrics are of the training rows/)
  })

  it('leaves out rows without a value, and predicts them', async () => {
    const csv = write('gaps.csv', 'price', (row) => (row % 3 === 0 ? '' : String(price(row))))
    expect((await train({ csv, target: 'price', model_out: 'gaps.json' })).rows).toBe((rows * 2) / 3)
    const predicted = await predictionsOf({ model_file: 'gaps.json', csv })
    expect(Math.abs(predicted[0] - price(0))).toBeLessThan(10)
  })

  it('learns the forward return of a model', async () => {
    await done(host.post('/build_matrix', { model_id: modelId, start: '2015-01-02' }))
    const trained = await train({ ...quick, model_out: 'returns.json' })
    expect(trained).toMatchObject({ calibration: 'none', classes: [] })
    expect(trained.metrics?.rmse).toBeLessThan(0.05)
    const classes = await done(host.post('/train', quick))
    expect(classes.run_id).not.toBe(trained.run_id)
  })

  it('says what it can not learn', async () => {
    const csv = write('odd.csv', 'price,other', (row) => `${row === 3 ? 'dear' : price(row)},1`)
    expect(await refusal({ csv, target: 'price' })).toEqual({
      status: 400,
      message: 'price (line 5): expected a number, got "dear"',
    })
    expect(await refusal({ csv, target: 'price', columns: { return: 'other' } })).toMatchObject({
      message: expect.stringContaining('a regression learns one column, got price and other'),
    })
    expect(await refusal({ csv, target: 'other', calibration: 'sigmoid' })).toMatchObject({
      message: expect.stringContaining('calibration: sigmoid is of probabilities'),
    })
    const bare = write('bare.csv', 'other', () => '1')
    expect((await refusal({ csv: bare })).message).toMatch(/^target: expected a forward return/)
  })
})

describe('the weights of a file', () => {
  const weight = (row: number) => (row % 4 === 0 ? 3 : row % 4 === 1 ? 0 : 1)
  const value = (row: number) => String(price(row) + (row % 4 === 0 ? 20 : 0))

  it('count a row as often as they say', async () => {
    const weighted = write('weighted.csv', 'price,w', (row) => `${value(row)},${weight(row)}`)
    const repeated = write('repeated.csv', 'price', value, weight)
    const columns = { weights: 'w' }
    const first = await train({ csv: weighted, target: 'price', columns, model_out: 'weighted.json' })
    expect(first.features).toEqual(['x', 'z'])
    await train({ csv: repeated, target: 'price', model_out: 'repeated.json' })
    const ofWeights = await predictionsOf({ model_file: 'weighted.json', csv: weighted })
    expect(ofWeights).toEqual(await predictionsOf({ model_file: 'repeated.json', csv: weighted }))
    await train({ csv: weighted, target: 'price', columns: { exclude: ['w'] }, model_out: 'plain.json' })
    expect(ofWeights).not.toEqual(await predictionsOf({ model_file: 'plain.json', csv: weighted }))
  })

  it('count in the fits of classes, and of a backtest', async () => {
    const day = (row: number) => new Date(Date.UTC(2015, 0, 1 + row)).toISOString().slice(0, 10)
    const csv = write(
      'traded.csv',
      'date,ret_fwd,w',
      (row) => `${day(row)},${(x(row) - 0.5) / 50},${weight(row)}`,
    )
    const weights = { weights: 'w' }
    const shaOf = async (columns: object) => (await train({ csv, columns, objective: 'classes' })).model_sha
    expect(await shaOf(weights)).not.toBe(await shaOf({ exclude: ['w'] }))
    const body = { csv, hyperparams: { rounds: 5, depth: 2 }, thresholds: [0.5], splits: 2 }
    const plain = await done(host.post('/backtest', { ...body, columns: { exclude: ['w'] } }))
    const weighed = await done(host.post('/backtest', { ...body, columns: weights }))
    expect(weighed.run_id).not.toBe(plain.run_id)
  })

  it.each([
    [
      'one is missing',
      (row: number) => (row === 2 ? '' : '1'),
      /w \(line 4\): expected a weight from 0 on in each row, got none/,
    ],
    ['one is below 0', (row: number) => (row === 2 ? '-1' : '1'), /w \(line 4\): .* got -1/],
    ['all are 0', () => '0', /every row has weight 0/],
  ])('are refused when %s', async (name, cell, message) => {
    const csv = write(`${name.replaceAll(' ', '_')}.csv`, 'price,w', (row) => `${price(row)},${cell(row)}`)
    expect((await refusal({ csv, target: 'price', columns: { weights: 'w' } })).message).toMatch(message)
  })

  it('are a column of the file, and no feature', async () => {
    const csv = write('named.csv', 'price,w', (row) => `${price(row)},1`)
    const unknown = await refusal({ csv, target: 'price', columns: { weights: 'W' } })
    expect(unknown.message).toContain('weights: the file has no column "W"; did you mean "w"?')
    const both = await refusal({ csv, target: 'price', columns: { weights: 'w', features: ['x', 'w'] } })
    expect(both.message).toMatch(/"w" is the time, the outcome or the weight/)
  })
})
