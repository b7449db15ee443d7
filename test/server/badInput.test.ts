import { mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  done,
  modelId,
  quick,
  type TestHost,
  temporaryWorkspace,
  testHost,
  writeFeatureCsv,
} from './testHost.ts'

let host: TestHost
let outside: string
/** What there is before the first request, and must still be all after each of them. */
let untouched: unknown

beforeAll(async () => {
  host = await testHost()
  outside = temporaryWorkspace()
  writeFeatureCsv(host.workspace)
  writeFeatureCsv(outside, 'secret.csv')
  symlinkSync(join(outside, 'secret.csv'), join(host.workspace, 'link.csv'))
  symlinkSync(outside, join(host.workspace, 'linked'))
  mkdirSync(join(host.workspace, 'folder.csv'))
  untouched = await traces()
})
afterAll(() => host.close())

const foreign = {
  csv: 'features.csv',
  columns: { time: 'date', return: 'ret_fwd' },
  hyperparams: quick.hyperparams,
}
const build = (body: object) => host.post('/matrix/build', { model_id: modelId, ...body })
const backtest = (body: object) => host.post('/backtests', { ...foreign, ...body })

/** A file of the workspace with these lines. */
function csv(...lines: string[]): object {
  writeFileSync(join(host.workspace, 'bad.csv'), `${lines.join('\n')}\n`)
  return { csv: 'bad.csv' }
}

const header = 'date,signal,ret_fwd'
const rows = Array.from(
  { length: 60 },
  (_, i) => `${new Date(Date.UTC(2020, 0, 1 + i)).toISOString().slice(0, 10)},${i},0.0${i}`,
)
const replaced = (index: number, line: string): string[] => rows.map((row, i) => (i === index ? line : row))
const bars = ['date,open,high,low,close,volume', '2020-01-02,1,2,1,2,5', '2020-01-03,1,2,1,2,5']

/** Every file and row that a request could leave behind. */
async function traces(): Promise<unknown> {
  const lists = ['/build_runs', '/training_runs', '/backtests', '/sweeps', '/artifacts', '/models']
  const totals = await Promise.all(lists.map(async (path) => (await done(host.get(`${path}?limit=1`))).total))
  const files = readdirSync(host.workspace, { recursive: true }).map(String)
  return {
    totals,
    files: files.filter((name) => !name.includes('sigma.db') && name !== 'bad.csv').sort(),
    outside: readdirSync(outside),
  }
}

type Case = [name: string, ask: () => ReturnType<TestHost['post']>, status: number, says: string[]]

const cases: Case[] = [
  ['an unknown model', () => build({ model_id: 'spx_eq_swing_dayly' }), 404, ['spx_eq_swing_dayly', modelId]],
  [
    'a model with a name that no file can have',
    () => build({ model_id: 'x'.repeat(5_000) }),
    400,
    ['model_id', 'up to 200'],
  ],
  ['an unknown pack', () => build({ pack_id: 'swingsigm' }), 404, ['swingsigm', 'swingsigma']],
  ['a model that its pack lacks', () => build({ pack_id: 'longsigma' }), 404, ['longsigma', modelId]],
  ['an unknown indicator of a build', () => build({ features: ['rsj'] }), 400, ['rsj', 'rsi']],
  ['an unknown indicator', () => host.get('/indicators/rsj'), 404, ['rsj', 'rsi']],
  [
    'an unknown indicator to compute',
    () => host.post('/indicators/compute', { name: 'rsj' }),
    400,
    ['rsj', 'rsi'],
  ],
  [
    'an unknown parameter',
    () => host.post('/indicators/compute', { name: 'rsi', params: { perod: 2 } }),
    400,
    ['perod', 'period'],
  ],
  [
    'a parameter out of bounds',
    () => host.post('/indicators/compute', { name: 'rsi', params: { period: 0 } }),
    400,
    ['period', '0'],
  ],
  ['an unknown field', () => build({ featurs: [] }), 400, ['featurs', 'features']],
  ['an unknown source', () => build({ source: 'sampel' }), 400, ['sampel', 'sample']],
  [
    'a mistyped source with options',
    () => build({ source: 'synthetc:seed=2' }),
    400,
    ['did you mean "synthetic"'],
  ],
  ['an unknown risk profile', () => backtest({ risk_profile: 'balancd' }), 400, ['balancd', 'balanced']],
  ['an unknown order', () => host.get('/leaderboard?order_by=sharp'), 400, ['sharp', 'sharpe']],
  [
    'an unknown matrix',
    () => backtest({ csv: undefined, columns: undefined, model_id: modelId, matrix_sha: 'ab'.repeat(32) }),
    404,
    ['abab'],
  ],
  [
    'an unknown monotone feature',
    () => backtest({ hyperparams: { monotone: { signl: 1 } } }),
    400,
    ['signl', 'signal'],
  ],
  ['no model', () => host.post('/backtests', {}), 400, ['model_id']],
  ['a model without a matrix', () => host.post('/train', { model_id: modelId }), 422, ['sigma build']],
  [
    'reversed dates',
    () => build({ start: '2015-01-02', end: '2014-01-02' }),
    400,
    ['2015-01-02', '2014-01-02'],
  ],
  ['a malformed date', () => build({ start: '02.01.2015' }), 400, ['02.01.2015', 'date']],
  ['a day that no month has', () => build({ start: '2015-02-30' }), 400, ['2015-02-30']],
  ['a window without bars', () => build({ start: '2030-01-02' }), 400, ['2030-01-02', '2020-04-17']],
  ['data that needs a key', () => build({ model_id: 'spy_eq_swing_daily' }), 422, ['POLYGON_API_KEY']],
  [
    'thresholds that are no probabilities',
    () => backtest({ thresholds: [0.5, 1.5] }),
    400,
    ['thresholds', '1.5'],
  ],
  ['thresholds that are no numbers', () => backtest({ thresholds: '0.5,high' }), 400, ['high']],
  ['a share of nothing', () => backtest({ top_pct: 0 }), 400, ['top_pct', '0']],
  [
    'two spellings that differ',
    () => backtest({ thresholds: [0.5], config: { kind: 'thr', value: '0.6' } }),
    400,
    ['thresholds', 'config.value'],
  ],
  ['an hour that no day has', () => backtest({ allowed_hours: [25] }), 400, ['25']],
  [
    'a sweep without variants',
    () => host.post('/sweeps/run', { ...foreign, thresholds_variants: [] }),
    400,
    ['variant'],
  ],
  [
    'a sweep of too many variants',
    () =>
      host.post('/sweeps/run', {
        ...foreign,
        top_pct_variants: Array.from({ length: 501 }, (_, i) => (i + 1) / 600),
      }),
    400,
    ['500'],
  ],
  [
    'a bad variant',
    () => host.post('/sweeps/run', { ...foreign, thresholds_variants: [[0.5], [2]] }),
    400,
    ['thresholds_variants[1]', '2'],
  ],
  ['a missing file', () => backtest({ csv: 'nowhere.csv' }), 400, ['nowhere.csv']],
  ['a folder in place of a file', () => backtest({ csv: 'folder.csv' }), 400, ['folder.csv']],
  ['an empty file', () => backtest(csv('')), 400, ['header']],
  ['a file of a header alone', () => backtest(csv(header)), 422, ['no rows']],
  ['a missing column', () => backtest({ ...csv('date,signal', '2020-01-02,1') }), 400, ['ret_fwd']],
  ['a file without features', () => backtest(csv('date,ret_fwd', '2020-01-02,1')), 400, ['feature']],
  ['a row of another length', () => backtest(csv(header, ...replaced(3, '2020-01-04,3'))), 400, ['5']],
  [
    'a time that stands twice',
    () => backtest(csv(header, ...replaced(3, rows[2]))),
    400,
    ['date', 'line 5', 'line 4'],
  ],
  ['a malformed time', () => backtest(csv(header, ...replaced(3, 'soon,3,0.1'))), 400, ['soon', 'date', '5']],
  [
    'text in a column of numbers',
    () => backtest(csv(header, ...replaced(3, '2020-01-04,high,0.1'))),
    400,
    ['high', 'signal', '5'],
  ],
  [
    'NaN in the returns',
    () => backtest(csv(header, ...replaced(3, '2020-01-04,3,NaN'))),
    400,
    ['ret_fwd', '5'],
  ],
  [
    'infinity in a feature',
    () => backtest(csv(header, ...replaced(3, '2020-01-04,Infinity,0.1'))),
    400,
    ['signal', '5'],
  ],
  [
    'bars without a column',
    () =>
      host.post('/indicators/compute', {
        name: 'rsi',
        ...csv('date,open,high,low,volume', '2020-01-02,1,2,1,5'),
      }),
    400,
    ['close'],
  ],
  [
    'bars with text',
    () => host.post('/indicators/compute', { name: 'rsi', ...csv(...bars, '2020-01-06,1,2,1,two,5') }),
    400,
    ['two', 'close', '4'],
  ],
  [
    'bars with a time twice',
    () => host.post('/indicators/compute', { name: 'rsi', ...csv(...bars, '2020-01-03,1,2,1,2,5') }),
    400,
    ['line 4', 'line 3'],
  ],
  [
    'bars whose high is below the low',
    () => host.post('/indicators/compute', { name: 'rsi', ...csv(...bars, '2020-01-06,1,0.5,1,1,5') }),
    400,
    ['high', '4'],
  ],
  ['an input outside', () => backtest({ csv: join(outside, 'secret.csv') }), 400, ['outside the workspace']],
  ['an input above', () => backtest({ csv: '../../etc/hostname' }), 400, ['etc/hostname']],
  ['an input behind a link', () => backtest({ csv: 'link.csv' }), 400, ['outside the workspace']],
  [
    'an input below a linked folder',
    () => backtest({ csv: 'linked/secret.csv' }),
    400,
    ['outside the workspace'],
  ],
  [
    'a source outside',
    () => build({ source: `csv:${join(outside, 'secret.csv')}` }),
    400,
    ['outside the workspace'],
  ],
  [
    'a model file outside',
    () => host.post('/predict', { model_file: 'link.csv', csv: 'features.csv' }),
    400,
    ['outside the workspace'],
  ],
  ['an output outside', () => build({ out_csv: '../out.csv' }), 400, ['outside the workspace']],
  [
    'an output by its full path',
    () => build({ out_csv: join(outside, 'out.csv') }),
    400,
    ['outside the workspace'],
  ],
  [
    'an output below a linked folder',
    () => build({ out_csv: 'linked/out.csv' }),
    400,
    ['outside the workspace'],
  ],
  [
    'a model output below a linked folder',
    () => host.post('/train', { ...foreign, model_out: 'linked/model.json' }),
    400,
    ['outside the workspace'],
  ],
  [
    'scores below a linked folder',
    () =>
      host.post('/predict', { model_file: 'features.csv', csv: 'features.csv', out: 'linked/scores.csv' }),
    400,
    [''],
  ],
  [
    'a model file that is none',
    () => host.post('/predict', { model_file: 'features.csv', csv: 'features.csv' }),
    400,
    ['XGBoost', 'JSON'],
  ],
  [
    'a model that nobody trained',
    () => host.post('/predict', { model_id: modelId, csv: 'features.csv' }),
    422,
    ['sigma train'],
  ],
  [
    'an unknown template',
    () => host.post('/models', { template_id: 'swing_startr', name: 'mine' }),
    404,
    ['swing_startr'],
  ],
  [
    'a model of a ticker with a path',
    () => host.post('/models', { ticker: '../x', asset_type: 'eq', horizon: 'swing', cadence: 'daily' }),
    400,
    ['ticker'],
  ],
  [
    'a model in a pack with a path',
    () =>
      host.post('/models', {
        ticker: 'QQQ',
        asset_type: 'eq',
        horizon: 'swing',
        cadence: 'daily',
        pack_id: '../../x',
      }),
    400,
    ['pack_id', '../../x'],
  ],
]

const contradictions: Case[] = [
  ['combinatorial folds with splits', () => backtest({ cv: 'cpcv', splits: 3 }), 400, ['splits']],
  ['a window of a file', () => backtest({ start: '2019-01-02' }), 400, ['csv', 'start']],
  ['a source of a file', () => host.post('/train', { ...foreign, source: 'sample' }), 400, ['csv', 'source']],
]

const unservedParts: Case[] = [
  ['the raw data of a build', () => build({ dump_raw: true }), 501, ['dump_raw']],
]

const outputs: Case[] = [
  ['over the database', () => build({ out_csv: '.sigma/sigma.db' }), 400, ['.sigma']],
  ['among the artifacts', () => build({ out_csv: 'x/../.sigma/artifacts/x.csv' }), 400, ['.sigma']],
  ['in place of a folder', () => build({ out_csv: 'folder.csv' }), 400, ['folder.csv', 'folder']],
  ['without a name', () => build({ out_csv: '' }), 400, ['folder']],
  [
    'with a name that no file can have',
    () => build({ out_csv: `${'x'.repeat(5_000)}.csv` }),
    400,
    ['200 bytes'],
  ],
  ['below a file', () => build({ out_csv: 'features.csv/out.csv' }), 400, ['features.csv', 'is a file']],
  [
    'of a model below a file',
    () => host.post('/train', { ...foreign, model_out: 'features.csv/m.json' }),
    400,
    ['is a file'],
  ],
]

describe.each([
  ['a bad request with', cases],
  ['an output', outputs],
  ['a contradiction, such as', contradictions],
  ['what is not served yet, such as', unservedParts],
])('%s', (_, list) => {
  it.each(list)('%s is refused, says why and leaves nothing behind', async (_name, ask, status, says) => {
    const answer = await ask()
    expect(answer.status, answer.text.slice(0, 600)).toBe(status)
    expect(answer.body.ok).toBe(false)
    for (const text of says)
      expect(answer.body.error.message + (answer.body.error.next ?? '')).toContain(text)
    expect(answer.body.error.message).not.toMatch(/at .*\.ts:\d+|SQLITE|ENOENT/)
    expect(await traces()).toEqual(untouched)
  })
})

describe('data that a request cannot be done on', () => {
  const classes = rows.map((row, i) => `${row.split(',').slice(0, 2).join(',')},${i % 2}`)

  it.each([
    [
      'a window too short for its indicators',
      '/build_matrix',
      () => ({ model_id: modelId, start: '2020-04-01' }),
      ['62', '12'],
    ],
    ['more folds than rows', '/backtest', () => ({ ...csv(header, ...rows), splits: 100 }), ['100', '60']],
    [
      'a class without returns',
      '/backtest',
      () => ({ ...csv('date,signal,y', ...classes), columns: { time: 'date', target: 'y' } }),
      ['returns'],
    ],
  ])(
    'such as %s is UNPROCESSABLE, says why and what to do, and stores no file',
    async (_, path, body, says) => {
      const before = (await done(host.get('/artifacts?limit=1'))).total
      const answer = await host.post(path, body())
      expect(answer.status, answer.text).toBe(422)
      for (const text of says) expect(answer.body.error.message).toContain(text)
      expect(answer.body.error.next).not.toBe('')
      expect((await done(host.get('/artifacts?limit=1'))).total).toBe(before)
      expect((await done(host.get('/leaderboard?limit=1'))).total).toBe(0)
    },
  )
})

describe('a faulty policy', () => {
  const folder = () => join(host.workspace, 'packs', 'swingsigma', 'policy_templates')

  it('lists every fault with its line, and runs nothing', async () => {
    mkdirSync(folder(), { recursive: true })
    const lines = [
      'risk:',
      '  max_drawdown: lots',
      'execution:',
      '  size_by_conf: 1',
      '  slippage_bps: -1',
      'alerting: {}',
    ]
    writeFileSync(join(folder(), `${modelId}.yaml`), `${lines.join('\n')}\n`)
    const verdict = await done(host.get(`/validate_policy?model_id=${modelId}`))
    expect(verdict).toMatchObject({ ok: true, valid: false })
    expect(verdict.errors).toEqual([
      expect.stringMatching(/^line 2: risk.max_drawdown: .*lots/),
      expect.stringMatching(/^line 4: execution.size_by_conf: .*1/),
      expect.stringMatching(/slippage_bps.*-1/),
    ])
    const refused = await build({})
    expect(refused.status).toBe(400)
    expect(refused.body.error.details.field_errors.map(({ line }) => line)).toEqual([2, 4])
    rmSync(join(host.workspace, 'packs'), { recursive: true })
  })

  it('is not stored', async () => {
    const policy = { risk: { max_drawdown: 'lots' }, execution: { conf_cap: 2 }, alerting: {} }
    const answer = await host.call('PUT', '/policy', { model_id: modelId, policy })
    expect(answer.status).toBe(400)
    expect(answer.body.error.details.field_errors.map(({ field }) => field).sort()).toEqual([
      'execution.conf_cap',
      'risk.max_drawdown',
    ])
    const { version } = await done(host.get(`/policy?model_id=${modelId}`))
    expect(version).toBeNull()
  })
})
