import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { toTrainRequest } from '../../src/server/requests.ts'
import { done, modelId, quick, type TestHost, testHost, writeFeatureCsv } from './testHost.ts'

const foreign = {
  csv: 'features.csv',
  columns: { time: 'date', return: 'ret_fwd' },
  hyperparams: quick.hyperparams,
}
const sha = 'ab'.repeat(32)

let host: TestHost
beforeAll(async () => {
  host = await testHost()
  writeFeatureCsv(host.workspace)
  await done(host.post('/build_matrix', { model_id: modelId }))
})
afterAll(() => host.close())

describe('the config of a backtest', () => {
  it('is one that an answer gave: it makes the same run', async () => {
    const first = await done(
      host.post('/backtest', {
        ...foreign,
        thresholds: [0.5, 0.52],
        allowed_hours: '',
        splits: 4,
        embargo: 0.02,
        calibration: 'sigmoid',
        slippage_bps: 3,
        commission_bps: 1,
        size_by_conf: true,
        conf_cap: 0.8,
        long_only: true,
        rolling: true,
        inner_folds: 3,
        seed: 11,
        tag: 'again',
      }),
    )
    const { hyperparams: _, ...bare } = foreign
    const second = await done(host.post('/backtest', { ...bare, config: first.config }))
    expect(second).toMatchObject({ deduplicated: true, run_id: first.run_id, config: first.config })
  })

  it.each([
    ['splits', 4],
    ['embargo', 0.03],
    ['calibration', 'isotonic'],
    ['slippage_bps', 4],
    ['commission_bps', 2],
    ['size_by_conf', true],
    ['conf_cap', 0.7],
    ['long_only', true],
    ['rolling', true],
    ['inner_folds', 4],
    ['seed', 12],
    ['tag', 'mine'],
  ])('says %s, and every answer shows it', async (name, value) => {
    const config = { kind: 'top_pct', value: '0.2', [name]: value }
    const run = await done(host.post('/backtest', { ...foreign, config }))
    expect(run.config).toMatchObject({ ...config, value: '0.20' })
  })

  it('says whether the momentum gate is on', async () => {
    const body = { ...quick, momentum_column: 'rsi_14', momentum_min: 40 }
    const on = await done(host.post('/backtest', { ...body, config: { momentum_gate: true } }))
    expect(on.config).toMatchObject({ kind: 'thr', momentum_gate: true })
  })

  it('may be spelt otherwise beside it, and means the same', async () => {
    const config = { kind: 'thresholds', value: '0.5,0.6', allowed_hours: null, splits: 3 }
    const beside = { thresholds: [0.6, 0.5], allowed_hours: [], splits: 3, tag: 'spelt' }
    const run = await done(host.post('/backtest', { ...foreign, ...beside, config }))
    expect(run.config).toMatchObject({ kind: 'thr', value: '0.50,0.60' })
  })

  it('is told that its thresholds are taken in rising order', async () => {
    const run = await done(host.post('/backtest', { ...foreign, config: { value: '0.6,0.5' } }))
    expect(run.warnings).toContain('config.value: taken in rising order, each once: 0.50,0.60')
    const share = await done(
      host.post('/backtest', { ...foreign, config: { kind: 'top_pct', value: '0.2' } }),
    )
    expect(share.warnings.join()).not.toContain('rising order')
  })
})

type Refusal = [path: string, body: object, field: string, says: string]

const model = { model_id: modelId }
const refused: Refusal[] = [
  ['/backtests', { ...foreign, config: { kind: 'thr', value: [0.5], split: 3 } }, 'config.split', 'splits'],
  ['/backtests', { ...foreign, config: { kind: 'top_pct' } }, 'config.value', 'missing'],
  ['/backtests', { ...foreign, config: { value: '' } }, 'config.value', 'empty'],
  ['/backtests', { ...foreign, config: { seed: 1 }, seed: 2 }, 'seed', 'config.seed'],
  [
    '/backtests',
    { ...foreign, config: { allowed_hours: '9' }, allowed_hours: '10' },
    'allowed_hours',
    'config',
  ],
  [
    '/backtests',
    { ...foreign, config: { calibration: null }, calibration: 'sigmoid' },
    'calibration',
    'config',
  ],
  ['/backtests', { ...foreign, thresholds: [0.5], top_pct: 0.1 }, 'top_pct', 'thresholds'],
  ['/backtests', { ...foreign, config: { kind: 'thr', value: 0.5 }, top_pct: 0.1 }, 'top_pct', 'thresholds'],
  ['/backtests', { ...model, matrix_sha: sha, start: '2010-01-04' }, 'start', 'matrix_sha'],
  ['/backtests', { ...model, matrix_sha: sha, source: 'sample' }, 'source', 'matrix_sha'],
  ['/backtests', { ...model, matrix_sha: sha, ticker: 'SPX' }, 'ticker', 'matrix_sha'],
  ['/backtests', { ...foreign, matrix_sha: sha }, 'matrix_sha', 'csv'],
  ['/backtests', { ...model, horizon: 5 }, 'horizon', 'csv'],
  ['/backtests', { ...model, columns: { time: 'date' } }, 'columns', 'csv'],
  ['/backtests', { ...model, target: 'y' }, 'target', 'csv'],
  ['/train', { ...model, matrix_sha: sha, end: '2010-01-04' }, 'end', 'matrix_sha'],
  ['/train', { ...model, target: 'y' }, 'target', 'csv'],
  ['/sweeps/run', { ...model, horizon: 5 }, 'horizon', 'csv'],
  ['/sweeps/run', { ...foreign, matrix_sha: sha }, 'matrix_sha', 'csv'],
  [
    '/sweeps/run',
    { ...model, hours_variants: ['13'], allowed_hours: '14' },
    'allowed_hours',
    'hours_variants',
  ],
  [
    '/sweeps/run',
    { ...model, sweep: { momentum_gate_variants: [true] }, momentum_gate: false },
    'momentum_gate_variants',
    'momentum_gate',
  ],
  ['/predict', { run_id: 'x', model_file: 'm.json', csv: 'features.csv' }, 'run_id', 'model_file'],
  ['/predict', { ...model, model_file: 'm.json', csv: 'features.csv' }, 'model_id', 'model_file'],
  ['/predict', { ...model, matrix_sha: sha, csv: 'features.csv' }, 'matrix_sha', 'csv'],
  ['/matrix/build', { ...model, csv: 'features.csv' }, 'csv', 'model_id'],
  ['/matrix/build', { csv: 'features.csv' }, 'csv', 'not built'],
  ['/matrix/build', { ...model, horizon: 5 }, 'horizon', 'csv'],
  ['/matrix/build', { ...model, k_sigma: 0.3, fixed_bp: 5 }, 'fixed_bp', 'k_sigma'],
  ['/matrix/preview', { ...model, columns: { time: 'date' } }, 'columns', 'csv'],
  ...Object.entries({
    model_id: modelId,
    pack_id: 'adhoc',
    start: '2015-01-02',
    end: '2015-01-02',
    source: 'sample',
    ticker: 'SPX',
    hours_filter: '13',
    allowed_hours: [13],
    label_def: { kind: 'close_to_open' },
    label_kind: 'fwd_ret_5d',
    features: ['rsi'],
    k_sigma: 0.3,
    fixed_bp: 5,
  }).map(
    ([name, value]): Refusal => ['/matrix/preview', { csv: 'features.csv', [name]: value }, name, 'csv'],
  ),
]

describe('a field that would be ignored', () => {
  it.each(refused)('is refused by %s: %j', async (path, body, field, says) => {
    const { status, body: answer, text } = await host.post(path, body)
    expect(status, text).toBe(400)
    expect(answer.error.details.field_errors).toEqual([{ field, issue: expect.stringContaining(says) }])
  })

  it('is told as a warning where the existing backend took it', async () => {
    const run = await done(host.post('/backtest', { ...foreign, thresholds: '0.5,0.6', top_pct: 0.15 }))
    expect(run.config).toMatchObject({ kind: 'top_pct', value: '0.15' })
    expect(run.warnings).toContainEqual(expect.stringContaining('the share decides alone'))
    const plain = await done(host.post('/backtest', { ...foreign, thresholds: '0.5,0.6', top_pct: null }))
    expect(plain.config).toMatchObject({ kind: 'thr', value: '0.50,0.60' })
    expect(plain.warnings).not.toContainEqual(expect.stringContaining('share'))
  })

  it('is told as a warning where a sweep is not to be kept', async () => {
    const sweep = { ...foreign, thresholds_variants: [[0.5]] }
    for (const path of ['/backtest_sweep', '/sweeps/run']) {
      expect((await host.post(path, { ...sweep, save: false })).body.warnings).toContainEqual(
        expect.stringContaining('save: false'),
      )
      expect((await host.post(path, sweep)).body.warnings).not.toContainEqual(
        expect.stringContaining('save: false'),
      )
    }
  })
})

it('early stopping of a model is switched off by null', () => {
  expect(toTrainRequest({ ...model, hyperparams: { early_stopping_rounds: null } })).toMatchObject({
    hyperparameters: { earlyStoppingRounds: null },
  })
})

it('a stored matrix tells the columns of its file', async () => {
  const built = await done(host.post('/build_matrix', { model_id: modelId, out_csv: 'copy.csv' }))
  const [header] = readFileSync(`${host.workspace}/copy.csv`, 'utf8').split('\n')
  const { matrix } = await done(host.get(`/matrix/${built.matrix_sha}`))
  expect(matrix).toMatchObject({ columns: header.split(',') })
})
