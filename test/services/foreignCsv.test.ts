import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { PredictAnswer, TrainAnswer } from '../../src/contract/types.ts'
import { logLoss, rocAuc } from '../../src/core/statistics/classification.ts'
import {
  goldenPath,
  largestDifference,
  readGolden,
  readPredictions,
  readRows,
  reference,
  referenceParams,
} from '../core/boosting/goldenData.ts'
import { type TestHost, temporaryWorkspace, testHost } from '../server/testHost.ts'

let host: TestHost

beforeAll(async () => {
  host = await testHost({ workspace: temporaryWorkspace() })
})
afterAll(() => host.close())

function write(name: string, lines: string[]): string {
  writeFileSync(join(host.workspace, name), `${lines.join('\n')}\n`)
  return name
}

const readOut = (name: string): string[] =>
  readFileSync(join(host.workspace, name), 'utf8').trimEnd().split('\n')

async function train(body: object): Promise<TrainAnswer> {
  const { status, text } = await host.post('/train', { hyperparams: { rounds: 10, depth: 2 }, ...body })
  expect(status, text.slice(0, 500)).toBe(200)
  return JSON.parse(text)
}

async function predict(body: object): Promise<PredictAnswer> {
  const { status, text } = await host.post('/predict', body)
  expect(status, text.slice(0, 500)).toBe(200)
  return JSON.parse(text)
}

/** Rows of which `x` tells the class, with every eleventh class unknown and every thirteenth `x` missing. */
function classRows(classes: string[], rows = 120, time?: (row: number) => string): string[] {
  const header = [...(time ? ['date'] : []), 'x', 'noise', 'split', 'y'].join(',')
  const body = Array.from({ length: rows }, (_, row) => {
    const number = (row * 11) % classes.length
    return [
      ...(time ? [time(row)] : []),
      row % 13 === 12 ? '' : number + (row % 3) / 10,
      (row * 13) % 11,
      'train',
      row % 11 === 10 ? '' : `"${classes[number]}"`,
    ].join(',')
  })
  return [header, ...body]
}

const dayOf = (row: number) => new Date(Date.UTC(2020, 0, 1 + row)).toISOString().slice(0, 10)

describe.each(['quant_binary', 'multi_3class', 'nan_binary'])('a file with the rows of %s', (name) => {
  const { features, classes, train: own, test, prior_test_log_loss } = reference.datasets[name]
  const all = readRows(name)

  beforeAll(() => copyFileSync(goldenPath(`${name}.csv`), join(host.workspace, `${name}.csv`)))

  it('trains a model as good as that of XGBoost, with no time column and classes as given', async () => {
    const [header, ...lines] = readGolden(`${name}.csv`).trim().split('\n')
    const csv = write(`${name}.train.csv`, [header, ...lines.filter((line) => line.endsWith(',train'))])
    const { rounds, depth, rate } = referenceParams(name)
    const trained = await train({
      csv,
      target: 'y',
      hyperparams: { rounds, depth, rate, subsample: 1, column_sample: 1 },
      model_out: `${name}.own.json`,
    })
    const names = Array.from({ length: classes }, (_, number) => String(number))
    expect(trained).toMatchObject({
      classes: names,
      features,
      calibration: 'none',
      metrics_basis: 'training',
    })
    expect(trained.warnings).toContain('column split is no feature: holds text')
    expect(trained.warnings?.join()).toMatch(/no time column.*metrics are of the training rows/)
    expect(Object.keys(trained.metrics ?? {})).toEqual(
      expect.arrayContaining(['log_loss', 'brier', 'roc_auc', 'accuracy', 'macro_f1']),
    )
    expect(Math.abs((trained.metrics?.log_loss ?? 0) - own.log_loss)).toBeLessThan(0.02)

    const scored = await predict({ model_file: `${name}.own.json`, csv: `${name}.csv` })
    expect(scored.columns).toEqual(['row', ...names.map((one) => `p_${one}`)])
    expect(scored.rows).toBe(all.labels.length)
    const rows = (scored.scores ?? []).filter((_, row) => all.split[row] === 'test')
    const labels = all.labels.filter((_, row) => all.split[row] === 'test')
    const probability = Float64Array.from(
      classes === 2 ? rows.map((row) => Number(row[2])) : rows.flatMap((row) => row.slice(1).map(Number)),
    )
    const loss = logLoss(labels, probability, classes)
    expect(Math.abs(loss - test.log_loss)).toBeLessThan(0.03)
    expect(loss).toBeLessThan(prior_test_log_loss)
    const auc = rocAuc(labels, probability, classes) ?? 0
    expect(Math.abs(auc - (test.auc ?? test.auc_ovr_macro ?? 0))).toBeLessThan(0.03)
  })

  it('is scored by a model that XGBoost wrote as by XGBoost, in the order of the file', async () => {
    copyFileSync(goldenPath(`${name}.model.json`), join(host.workspace, `${name}.model.json`))
    const answer = await predict({
      model_file: `${name}.model.json`,
      csv: `${name}.csv`,
      out: `${name}.scores.csv`,
    })
    const [header, ...lines] = readOut(`${name}.scores.csv`)
    expect(answer).toMatchObject({ rows: lines.length, out: `${name}.scores.csv` })
    expect(header).toBe(['row', ...Array.from({ length: classes }, (_, one) => `p_${one}`)].join())
    expect(lines.map((line) => Number(line.split(',')[0]))).toEqual(lines.map((_, row) => row))
    const { row_ids, proba } = readPredictions(name)
    const own = row_ids.flatMap((row) => {
      const scores = lines[row].split(',').slice(1).map(Number)
      return classes === 2 ? scores.slice(1) : scores
    })
    expect(largestDifference(own, proba.flat())).toBeLessThan(1e-5)
  })

  it('names the nearest column for a feature that it lacks', async () => {
    const [header, ...lines] = readGolden(`${name}.csv`).trim().split('\n')
    const csv = write(`${name}.renamed.csv`, [header.replace('f3', 'f_3'), ...lines])
    copyFileSync(goldenPath(`${name}.model.json`), join(host.workspace, `${name}.model.json`))
    const { status, body } = await host.post('/predict', { model_file: `${name}.model.json`, csv })
    expect(status).toBe(400)
    expect(body.error.details.field_errors).toEqual([
      { field: 'f3', issue: expect.stringContaining('did you mean "f_3"?') },
    ])
  })
})

describe('training on classes', () => {
  it.each<[string, string[], string[]]>([
    ['words', ['red', 'green', 'blue'], ['blue', 'green', 'red']],
    ['numbers', ['10', '9', '-1.5', '2'], ['-1.5', '2', '9', '10']],
    ['twenty', Array.from({ length: 20 }, (_, one) => `c${one + 10}`), []],
  ])('keeps their names and learns what tells them apart: %s', async (name, classes, order) => {
    const rows = classRows(classes, 12 * classes.length)
    const csv = write(`${name}.csv`, rows)
    const trained = await train({ csv, target: 'y', model_out: `${name}.json`, hyperparams: { rounds: 40 } })
    expect(trained.classes).toEqual(order.length > 0 ? order : classes)
    expect(trained.rows).toBe(rows.filter((line) => line.endsWith('"')).length)
    expect(trained.metrics?.accuracy).toBeGreaterThan(0.8)
    const scored = await predict({ model_file: `${name}.json`, csv })
    expect(scored.rows).toBe(12 * classes.length)
    for (const [, ...row] of scored.scores ?? []) {
      expect(row.map(Number).reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 6)
    }
  })

  it.each<[string, string[], string]>([
    ['one', ['a'], 'UNPROCESSABLE'],
    ['many', Array.from({ length: 21 }, (_, one) => `c${one}`), 'INVALID_PARAM'],
  ])('refuses %s of them', async (name, classes, code) => {
    const csv = write(`${name}.csv`, classRows(classes, 210))
    const { body } = await host.post('/train', { csv, target: 'y' })
    expect(body.error).toMatchObject({ code })
    expect(body.error.next).not.toBe('')
  })

  it('calibrates any classes, on out-of-fold scores', async () => {
    for (const [name, classes] of [
      ['two', ['ham', 'spam']],
      ['three', ['x', 'y', 'z']],
    ] as const) {
      const csv = write(`${name}.csv`, classRows([...classes], 240))
      for (const calibration of ['sigmoid', 'isotonic']) {
        const trained = await train({ csv, target: 'y', calibration, model_out: 'calibrated.json' })
        expect(trained).toMatchObject({ calibration, classes, metrics_basis: 'out_of_fold' })
        expect(trained.warnings?.join()).not.toMatch(/training rows/)
        expect(trained.metrics?.accuracy).toBeGreaterThan(0.8)
        const scored = await predict({ model_file: 'calibrated.json', csv })
        expect(scored.columns).toEqual(['row', ...classes.map((one) => `p_${one}`)])
        const plain = await train({ csv, target: 'y', model_out: 'plain.json' })
        expect(plain.calibration).toBe('none')
        expect((await predict({ model_file: 'plain.json', csv })).scores).not.toEqual(scored.scores)
        for (const [, ...row] of scored.scores ?? []) {
          expect(row.map(Number).reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 6)
        }
      }
    }
  })

  it('honours rounds, depth, rate and seed, and gives byte-equal files for equal ones', async () => {
    const csv = write('seeds.csv', classRows(['0', '1'], 200))
    const base = { rounds: 12, depth: 2, rate: 0.1 }
    const shaOf = async (body: object) =>
      (await train({ csv, target: 'y', hyperparams: base, seed: 7, force: true, ...body })).model_sha
    const first = await shaOf({ model_out: 'first.json' })
    const again = await shaOf({ model_out: 'again.json' })
    expect(again).toBe(first)
    expect(readOut('again.json')).toEqual(readOut('first.json'))
    const others = [
      { seed: 8 },
      { hyperparams: { ...base, rounds: 13 } },
      { hyperparams: { ...base, depth: 3 } },
      { hyperparams: { ...base, rate: 0.2 } },
    ]
    for (const other of others) expect(await shaOf(other)).not.toBe(first)
  })

  it('times its parts, and writes a deleted copy again when asked again', async () => {
    const csv = write('again.csv', classRows(['a', 'b'], 100))
    const request = { csv, target: 'y', model_out: 'copy.json' }
    const trained = await train(request)
    expect(Object.keys(trained.timings ?? {}).sort()).toEqual(['bin_ms', 'fit_ms', 'load_ms', 'total_ms'])
    for (const ms of Object.values(trained.timings ?? {})) expect(ms).toBeGreaterThanOrEqual(0)
    const [text] = readOut('copy.json')
    rmSync(join(host.workspace, 'copy.json'))
    expect(await train(request)).toMatchObject({ deduplicated: true })
    expect(readOut('copy.json')).toEqual([text])
  })

  it('says what it assumed when asked not to wait, and keeps it with the run', async () => {
    const csv = write('assumed.csv', classRows(['a', 'b'], 50))
    const { status, body } = await host.post('/train', { csv, target: 'y' }, { prefer: 'respond-async' })
    expect(status).toBe(202)
    expect(body.warnings).toContain('column split is no feature: holds text')
    await host.events(`/train/jobs/${body.job_id}/events`)
    const run = await host.get(`/training_runs/${body.job_id}`)
    expect(run.body).toMatchObject({ warnings: body.warnings, metrics_basis: 'training' })
    expect(Object.values(run.body.metrics).every((value) => typeof value === 'number')).toBe(true)
  })

  it('takes the sign of a return for DOWN and UP, whatever classes stand beside it', async () => {
    const csv = write('returns.csv', [
      'x,y,gain',
      ...Array.from({ length: 120 }, (_, row) => `${row % 4},${row % 3},${row % 4 > 1 ? 0.01 : -0.01}`),
    ])
    expect(await train({ csv, columns: { return: 'gain' } })).toMatchObject({
      classes: ['DOWN', 'UP'],
      features: ['x'],
    })
  })
})

describe('prediction of a file', () => {
  it('writes one row for each row, in the order of the file, by its time', async () => {
    const lines = classRows(['a', 'b'], 60, dayOf)
    const sorted = write('dated.csv', lines)
    await train({ csv: sorted, target: 'y', model_out: 'dated.json' })
    const [header, ...rows] = lines
    const inOrder = await predict({ model_file: 'dated.json', csv: sorted })
    expect(inOrder.columns).toEqual(['ts', 'p_a', 'p_b'])
    expect(inOrder.rows).toBe(60)
    const reversed = write('reversed.csv', [header, ...rows.toReversed()])
    const backwards = await predict({ model_file: 'dated.json', csv: reversed })
    expect(backwards.scores).toEqual(inOrder.scores?.toReversed())
  })

  it('needs the features alone, whatever the other columns hold', async () => {
    const csv = write('trained.csv', classRows(['a', 'b,c'], 60))
    await train({ csv, target: 'y', model_out: 'commas.json' })
    const bare = write('bare.csv', ['label_end,ret_fwd,noise,x', 'soon,?,1,0', 'later,,2,1'])
    const scored = await predict({ model_file: 'commas.json', csv: bare, out: 'bare.scores.csv' })
    expect(scored).toMatchObject({ rows: 2, columns: ['row', 'p_a', 'p_b,c'] })
    expect(readOut('bare.scores.csv')[0]).toBe('row,p_a,"p_b,c"')
  })
})

describe('a backtest of classes', () => {
  const prices = (classes: string[]) => [
    'date,x,y,ret_fwd',
    ...Array.from({ length: 400 }, (_, row) => {
      const rises = (row * 7) % 5 > 2
      return `${dayOf(row)},${rises ? 1 : 0}.${row % 9},${classes[rises ? 1 : 0]},${(rises ? 0.01 : -0.01) * ((row % 3) + 1)}`
    }),
  ]
  const backtest = (csv: string) =>
    host.post('/backtest', {
      csv,
      target: 'y',
      hyperparams: { rounds: 8, depth: 2 },
      splits: 3,
      thresholds: [0.5],
    })

  it.each([
    ['DOWN', 'UP'],
    ['short', 'long'],
    ['0', '1'],
    ['-1', '1'],
  ])('trades %s and %s by what they say', async (down, up) => {
    const { status, body, text } = await backtest(write(`trade_${up}${down}.csv`, prices([down, up])))
    expect(status, text.slice(0, 500)).toBe(200)
    expect(body.metrics.cum_return).toBeGreaterThan(0.5)
    expect(body.metrics.trades).toBeGreaterThan(100)
  })

  it('is refused for classes that say no direction', async () => {
    const { body } = await backtest(write('colours.csv', prices(['red', 'blue'])))
    expect(body.error).toMatchObject({ code: 'INVALID_PARAM' })
    expect(body.error.message).toMatch(/where the price goes.*got blue, red/)
  })

  it.each([
    ['without returns', classRows(['0', '1'], 200, dayOf), 'UNPROCESSABLE', /profit cannot be measured/],
    ['without returns or times', classRows(['0', '1'], 200), 'UNPROCESSABLE', /profit cannot be measured/],
    [
      'without times',
      prices(['0', '1']).map((line) => line.replace(/^[^,]*,/, '')),
      'INVALID_PARAM',
      /without times no training row that overlaps a test can be purged/,
    ],
  ])('is refused %s, saying why', async (name, lines, code, message) => {
    const csv = write(`${name.replaceAll(' ', '_')}.csv`, lines)
    const { body } = await backtest(csv)
    expect(body.error).toMatchObject({ code })
    expect(body.error.message).toMatch(message)
    expect((await train({ csv, target: 'y' })).classes).toEqual(['0', '1'])
    const sweep = await host.post('/sweeps/run', { csv, target: 'y', thresholds_variants: ['0.5', '0.6'] })
    if (code === 'INVALID_PARAM') expect(sweep.body.error).toMatchObject({ code })
  })
})
