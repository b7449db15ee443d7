import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { PredictAnswer } from '../../src/contract/types.ts'
import { trainBooster } from '../../src/core/boosting/index.ts'
import { ScoreTable } from '../../src/services/scoreTable.ts'
import { writeWhole } from '../../src/services/writeWhole.ts'
import { plainParams, randomSample } from '../core/boosting/data.ts'
import { type TestHost, testHost } from '../server/testHost.ts'

/** More than are scored in one go. */
const rows = 10_000
const csv = 'rows.csv'
const model = 'model.json'

let host: TestHost
beforeAll(async () => {
  host = await testHost()
  const lines = Array.from({ length: rows }, (_, row) => {
    const x = (row * 37) % 1009
    return `${x},${(row * 53) % 997},${x > 500 ? 'up' : 'no'}`
  })
  writeFileSync(join(host.workspace, csv), `x,z,y\n${lines.join('\n')}\n`)
  const body = { csv, target: 'y', model_out: model, hyperparams: { rounds: 5, depth: 3 } }
  const { status, text } = await host.post('/train', body)
  expect(status, text).toBe(200)
})
afterAll(() => host.close())

async function predict(body: object): Promise<PredictAnswer> {
  const { status, text } = await host.post('/predict', { model_file: model, csv, ...body })
  expect(status, text.slice(0, 500)).toBe(200)
  return JSON.parse(text)
}

async function refusal(body: object) {
  const { status, body: answer } = await host.post('/predict', { model_file: model, csv, ...body })
  return { status, code: answer.error.code, message: answer.error.message }
}

const read = (name: string) => readFileSync(join(host.workspace, name), 'utf8')

describe('the scores of many rows', () => {
  it('are the same in a file as in an answer, one for each row in its order', async () => {
    const { scores = [], columns, rows: count } = await predict({})
    expect(count).toBe(rows)
    expect(scores.map(([row]) => row)).toEqual(Array.from({ length: rows }, (_, row) => row))
    const answer = await predict({ out: 'scores.csv' })
    expect(answer).toMatchObject({ rows, out: 'scores.csv', columns })
    expect(answer).not.toHaveProperty('scores')
    const [header, ...lines] = read('scores.csv').trimEnd().split('\n')
    expect(header).toBe('row,p_no,p_up')
    expect(lines).toEqual(scores.map((line) => line.join(',')))
  })

  it('are told to a limit, though all are scored', async () => {
    const all = await predict({})
    expect(await predict({ limit: 20 })).toMatchObject({ rows, scores: all.scores?.slice(0, 20) })
    expect((await predict({ limit: 0 })).scores).toEqual([])
    expect((await refusal({ limit: 5, out: 'scores.csv' })).message).toMatch(/limit: cannot stand beside out/)
  })

  it('bear the ticker beside the time where a file or a matrix has several', async () => {
    const lines = ['2020-01-02,BB,1,2', '2020-01-02,"A,B",3,4', '2020-01-03,BB,5,6']
    writeFileSync(join(host.workspace, 'two.csv'), ['date,symbol,x,z', ...lines, ''].join('\n'))
    const answer = await predict({ csv: 'two.csv' })
    expect(answer.columns).toEqual(['ts', 'ticker', 'p_no', 'p_up'])
    expect(answer.scores?.map(([, ticker]) => ticker)).toEqual(['BB', 'A,B', 'BB'])
    await predict({ csv: 'two.csv', out: 'two-scores.csv' })
    expect(read('two-scores.csv').split('\n')[2]).toMatch(/^2020-01-02T16:00:00-05:00,"A,B",0\./)
    writeFileSync(join(host.workspace, 'one.csv'), ['date,name,x,z', '2020-01-02,BB,1,2', ''].join('\n'))
    expect((await predict({ csv: 'one.csv' })).columns).toEqual(['ts', 'p_no', 'p_up'])
    const named = await predict({ csv: 'one.csv', columns: { ticker: 'name' } })
    expect(named.scores?.[0].slice(0, 2)).toEqual(['2020-01-02T16:00:00-05:00', 'BB'])
    const { message } = await refusal({ csv: 'one.csv', columns: { ticker: 'nme' } })
    expect(message).toBe('ticker: the file has no column "nme"; did you mean "name"?')
  })

  it('never take the place of what they are made from', async () => {
    const before = [read(csv), read(model)]
    expect((await refusal({ out: csv })).message).toBe('out: rows.csv is the csv itself')
    expect((await refusal({ out: `./${model}` })).message).toBe('out: ./model.json is the model_file itself')
    expect([read(csv), read(model)]).toEqual(before)
  })

  it('leave no file when scoring stops in the middle', async () => {
    const { columns, labels } = randomSample(1, rows, 3)
    const booster = trainBooster(columns, labels, plainParams)
    const stopping = new AbortController()
    const key = {
      names: ['row'],
      rows,
      at(row: number) {
        if (row === 5_000) stopping.abort(new Error('stopped'))
        return [row]
      },
    }
    const file = { booster, featureNames: [], warnings: [], attributes: null }
    const table = new ScoreTable(file, key, columns, {
      features: null,
      signal: stopping.signal,
    })
    const before = readdirSync(host.workspace)
    await expect(writeWhole(join(host.workspace, 'half.csv'), table.csv())).rejects.toThrow('stopped')
    expect(readdirSync(host.workspace)).toEqual(before)
  })
})

describe('a file that does not have the features of the model', () => {
  it('names those that are missing, of hundreds the first', async () => {
    const names = Array.from({ length: 300 }, (_, column) => `feature_${column}`)
    const cells = (row: number) => names.map((_, column) => (row * (column + 7)) % 11)
    const lines = Array.from({ length: 60 }, (_, row) => [...cells(row), row % 2].join(','))
    writeFileSync(join(host.workspace, 'wide.csv'), `${[...names, 'y'].join(',')}\n${lines.join('\n')}\n`)
    const body = {
      csv: 'wide.csv',
      target: 'y',
      model_out: 'wide.json',
      hyperparams: { rounds: 1, depth: 1 },
    }
    expect((await host.post('/train', body)).status).toBe(200)
    const { body: answer } = await host.post('/predict', { model_file: 'wide.json', csv })
    const { field_errors } = answer.error.details
    expect(field_errors).toHaveLength(21)
    expect(field_errors[0].field).toBe('feature_0')
    expect(field_errors[20].issue).toMatch(/^and 280 more of the model's features/)
  })
})

describe('a model file that is none', () => {
  const change = (edit: (learner: Record<string, unknown>) => void): string => {
    const file = JSON.parse(read(model))
    edit(file.learner)
    return JSON.stringify(file)
  }

  it.each<[string, () => string, string, RegExp]>([
    ['empty', () => '', 'INVALID_PARAM', /not an XGBoost JSON model: it is empty/],
    ['cut off', () => read(model).slice(0, 500), 'INVALID_PARAM', /the text breaks off before its end/],
    ['of another program', () => 'tree\nversion=v3\nnum_class=1', 'INVALID_PARAM', /it is a LightGBM model/],
    ['other JSON', () => '{"weights":[1,2]}', 'INVALID_PARAM', /"learner.objective.name" is missing/],
    ['of the binary format', () => '{L\0\0\0\0\0\0\0\x07learner', 'INVALID_PARAM', /XGBoost's binary form/],
    [
      'of another booster',
      () => change((learner) => Object.assign(learner, { gradient_booster: { name: 'gblinear' } })),
      'UNPROCESSABLE',
      /the booster "gblinear"/,
    ],
    [
      'with broken attributes of ours',
      () => change((learner) => Object.assign(learner, { attributes: { sigma: '{}' } })),
      'INVALID_PARAM',
      /the attribute sigma is broken/,
    ],
  ])('is told by its name: one %s', async (name, text, code, message) => {
    const file = `${name.replaceAll(' ', '_')}.json`
    writeFileSync(join(host.workspace, file), text())
    const refused = await refusal({ model_file: file })
    expect(refused.code).toBe(code)
    expect(refused.message).toMatch(message)
    expect(refused.message.startsWith(`${file}: `)).toBe(true)
    expect(refused.message).not.toContain('\n')
  })
})
