import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contract, escaped, faultsAt, operations, resolved } from '../contract/contract.ts'
import { type Answer, modelId, quick, type TestHost, testHost, writeFeatureCsv } from './testHost.ts'

let host: TestHost
let made: Record<
  'matrix' | 'build' | 'training' | 'backtest' | 'sweep' | 'artifact' | 'selection' | 'unwanted',
  string
>

beforeAll(async () => {
  host = await testHost()
  writeFeatureCsv(host.workspace)
  const build = await host.post('/build_matrix', { model_id: modelId, start: '2012-01-03' })
  const training = await host.post('/train', quick)
  const backtest = await host.post('/backtest', quick)
  const sweep = await host.post('/backtest_sweep', {
    ...quick,
    sweep: { thresholds_variants: [[0.5], [0.55]] },
  })
  const select = async (): Promise<string> =>
    JSON.parse((await host.post('/selections', { items: [{ backtest_id: backtest.body.run_id }] })).text)
      .selection_id
  made = {
    selection: await select(),
    unwanted: await select(),
    matrix: build.body.matrix_sha,
    build: build.body.run_id,
    training: training.body.run_id,
    backtest: backtest.body.run_id,
    sweep: sweep.body.sweep_id,
    artifact: backtest.body.artifacts[0].sha256,
  }
})
afterAll(() => host.close())

interface Call {
  path?: string
  body?: unknown
  headers?: Record<string, string>
  /** When it is not 200. */
  status?: number
}

const foreign = { csv: 'features.csv', columns: { time: 'date', return: 'ret_fwd' } }
const model = `model_id=${modelId}`
/** A fit of few rows, for the last matrix that is built here is short. */
const few = { ...quick, hyperparams: { ...quick.hyperparams, min_child_weight: 1 } }

/** A good request of each operation that is served, by operation id. `path` is that of the contract when absent. */
const requests: Record<string, () => Call> = {
  getRoot: () => ({}),
  getHealth: () => ({}),
  checkHealth: () => ({ path: `/healthz?${model}` }),
  getLiveness: () => ({}),
  getReadiness: () => ({}),
  getDocs: () => ({}),
  getOpenapi: () => ({}),
  getDashboard: () => ({}),
  queryAssistant: () => ({ body: { message: 'what is an embargo?' } }),
  listPacks: () => ({}),
  getPack: () => ({ path: '/packs/swingsigma' }),
  listPackTemplates: () => ({ path: '/packs/swingsigma/templates' }),
  listPackIndicatorSets: () => ({ path: '/packs/swingsigma/indicator_sets' }),
  listModelTemplates: () => ({ path: '/model_templates?pack=swingsigma' }),
  listModels: () => ({ path: '/models?pack_id=swingsigma' }),
  createModel: () => ({
    body: { ticker: 'QQQ', asset_type: 'eq', horizon: 'swing', cadence: 'daily', pack_id: 'swingsigma' },
  }),
  getModelDetail: () => ({ path: `/model_detail?${model}` }),
  updateModel: () => ({ path: '/models/spy_eq_swing_daily', body: { config: { notes: 'ours' } } }),
  putModelConfig: () => ({
    body: { model_id: 'spy_eq_swing_daily', config: { ticker: 'SPY', indicator_set: 'swing_eq_default' } },
  }),
  listModelConfigVersions: () => ({ path: '/model_config/versions?model_id=spy_eq_swing_daily' }),
  getModelConfig: () => ({ path: `/model_config?${model}` }),
  listModelCards: () => ({ path: `/model_cards?${model}` }),
  getModelCard: () => ({ path: `/model_card?${model}` }),
  getIndicators: () => ({}),
  getIndicatorStatus: () => ({}),
  computeIndicator: () => ({
    body: { name: 'rsi', params: { period: 5 }, start: '2019-01-02', end: '2019-03-29' },
  }),
  getIndicator: () => ({ path: '/indicators/rsi' }),
  getIndicatorSet: () => ({ path: '/indicator_set?pack_id=swingsigma&name=spx_eq_swing_daily' }),
  listIndicatorSets: () => ({ path: '/indicator_sets?pack_id=swingsigma' }),
  listAdminIndicatorSets: () => ({ path: '/admin/indicator_sets?pack=swingsigma' }),
  createIndicatorSet: () => ({
    body: { pack_id: 'swingsigma', scope: 'pack', name: 'mine', indicators: ['rsi'] },
  }),
  putIndicatorSet: () => ({
    body: { pack_id: 'swingsigma', scope: 'pack', data: { name: 'ours', indicators: ['rsi'] } },
  }),
  getPolicy: () => ({ path: `/policy?${model}` }),
  putPolicy: () => ({
    body: { model_id: modelId, policy: { risk: {}, execution: { slippage_bps: 2 }, alerting: {} } },
  }),
  explainPolicy: () => ({ path: `/policy/explain?${model}` }),
  validatePolicy: () => ({ path: `/validate_policy?${model}` }),
  buildMatrix: () => ({ body: { model_id: modelId, start: '2018-01-02' }, status: 202 }),
  previewMatrix: () => ({ body: foreign }),
  getMatrix: () => ({ path: `/matrix/${made.matrix}` }),
  buildMatrixNow: () => ({ body: { model_id: modelId, start: '2018-01-02', hours_filter: '' } }),
  buildStockMatrixNow: () => ({ body: { model_id: modelId, start: '2018-01-02', out_csv: 'copy.csv' } }),
  previewMatrixNow: () => ({ body: { model_id: modelId } }),
  listBuildRuns: () => ({ path: `/build_runs?${model}&limit=2` }),
  getBuildRun: () => ({ path: `/build_runs/${made.build}` }),
  streamBuildRun: () => ({ path: `/build_runs/${made.build}/events` }),
  trainModel: () => ({ body: { ...quick, ...foreign, model_id: undefined } }),
  submitTrainBatch: () => ({
    body: {
      jobs: [{ from: { backtest_id: made.backtest } }],
      override: { confirmation: 'a test of the contract', tag: 'contract' },
    },
    status: 202,
  }),
  listTrainJobs: () => ({}),
  getTrainJob: () => ({ path: `/train/jobs/${made.training}` }),
  streamTrainJob: () => ({ path: `/train/jobs/${made.training}/events` }),
  cancelTrainJob: () => ({ path: `/train/jobs/${made.training}/cancel`, status: 409 }),
  retryTrainJob: () => ({ path: `/train/jobs/${made.training}/retry`, status: 409 }),
  listTrainingRuns: () => ({}),
  getTrainingRun: () => ({ path: `/training_runs/${made.training}` }),
  predictScores: () => ({ body: { model_id: modelId, matrix_sha: made.matrix } }),
  listSignalLog: () => ({ path: `/signals/log?${model}` }),
  importFills: () => ({
    body: {
      rows: [
        { ts: '2024-06-03', model_id: modelId, ticker: 'SPX', side: 'long', status: 'filled', fill_px: 5280 },
      ],
    },
  }),
  createAlerts: () => ({ body: { model_id: modelId, unpromoted: true, allow_stale: true, threshold: 0.1 } }),
  listSignals: () => ({}),
  getSignalSummary: () => ({ path: `/signals/summary?${model}` }),
  listSignalLeaderboard: () => ({}),
  getModelPerformance: () => ({ path: `/models/${modelId}/performance` }),
  runScan: () => ({
    body: {
      preset: 'trend',
      tickers: 'AAA,BBB',
      source: 'synthetic',
      start: '2023-01-03',
      end: '2024-06-28',
    },
  }),
  calibrateThresholds: () => ({
    body: { model_id: modelId, column: 'rsi_14', grid: '40,50,60', top_n: 100 },
  }),
  calibrateBrackets: () => ({ body: { model_id: modelId } }),
  createBacktest: () => ({ body: { ...few, top_pct: 0.2 }, status: 202 }),
  listBacktests: () => ({}),
  getBacktest: () => ({ path: `/backtests/${made.backtest}` }),
  streamBacktest: () => ({ path: `/backtests/${made.backtest}/events` }),
  runBacktestNow: () => ({ body: { ...quick, ...foreign, model_id: undefined, thresholds: '0.5,0.55' } }),
  listBacktestRuns: () => ({}),
  startSweep: () => ({ body: { ...few, sweep: { top_pct_variants: ['0.1,0.2'] } }, status: 202 }),
  planSweep: () => ({ body: { ...few, sweep: { top_pct_variants: ['0.1,0.2'] } } }),
  listSweeps: () => ({}),
  getSweep: () => ({ path: `/sweeps/${made.sweep}` }),
  getSweepStatus: () => ({ path: `/sweeps/${made.sweep}/status` }),
  listSweepResults: () => ({ path: `/sweeps/${made.sweep}/results?limit=1` }),
  streamSweep: () => ({ path: `/sweeps/${made.sweep}/events` }),
  cancelSweep: () => ({ path: `/sweeps/${made.sweep}/cancel`, status: 409 }),
  listSweepLogs: () => ({ path: `/sweeps/${made.sweep}/logs?status=completed&limit=5` }),
  resumeSweep: () => ({ path: `/sweeps/${made.sweep}/resume`, status: 409 }),
  runSweepNow: () => ({
    body: { ...quick, ...foreign, model_id: undefined, top_pct_variants: [0.1, '0.2'] },
  }),
  listLeaderboard: () => ({ path: '/leaderboard?order_by=sharpe_hourly&risk_profile=Balanced' }),
  listSelections: () => ({}),
  createOptionsOverlay: () => ({ body: { model_id: modelId, date: '2024-06-03' }, status: 404 }),
  listOptionSignals: () => ({ path: `/option_signals?${model}&tickers=SPY` }),
  getExpirations: () => ({ path: '/options/expirations?ticker=SPY&weeks=2&source=synthetic' }),
  createSelection: () => ({ body: { items: [{ backtest_id: made.backtest }] } }),
  getSelection: () => ({ path: `/selections/${made.selection}` }),
  deleteSelection: () => ({ path: `/selections/${made.unwanted}` }),
  getQuotas: () => ({}),
  getQuotaUsage: () => ({ path: '/admin/quotas/usage?user=local' }),
  updateQuotas: () => ({ body: { user_id: 'local', limits: { sweeps_per_day: 20 } }, status: 409 }),
  listAdminAudit: () => ({}),
  listAudit: () => ({ path: '/audit?method=POST&status=200&start=2024-01-01' }),
  listAdminJobs: () => ({}),
  retryJob: () => ({ path: `/admin/jobs/${made.training}/retry`, status: 409 }),
  cancelJob: () => ({ path: `/admin/jobs/${made.training}/cancel`, status: 409 }),
  listFlags: () => ({}),
  updateFlag: () => ({ body: { key: 'assistant_execute', enabled: true }, status: 409 }),
  getAdminHealth: () => ({}),
  runDiagnostics: () => ({}),
  listUsers: () => ({}),
  updateUser: () => ({ path: '/admin/users/ann', body: { role: 'user' }, status: 404 }),
  rotateUserToken: () => ({ path: '/admin/users/ann/rotate_token', status: 404 }),
  getRiskProfiles: () => ({}),
  updateRiskProfile: () => ({
    body: { pack_id: 'swingsigma', profile: 'balanced', risk_budget: { min_trades: 5 } },
    status: 409,
  }),
  listAdminPacks: () => ({}),
  updatePack: () => ({
    path: '/admin/packs/swingsigma',
    body: { metadata: { title: 'Swings' } },
    status: 409,
  }),
  createTemplate: () => ({ body: { template: { template_id: 'mine_v1', pack: 'swingsigma' } } }),
  updateTemplate: () => ({ path: '/admin/templates/mine_v1', body: { template: { name: 'Mine' } } }),
  listAdminTemplates: () => ({ path: '/admin/templates?limit=200' }),
  publishTemplate: () => ({ path: '/admin/templates/mine_v1/publish', status: 400 }),
  listArtifacts: () => ({ path: '/artifacts?kind=matrix' }),
  getArtifact: () => ({ path: `/artifacts/${made.artifact}` }),
  verifyArtifacts: () => ({}),
  collectArtifacts: () => ({ body: { dry_run: true } }),
  getMetrics: () => ({ status: 503 }),
  tailLogs: () => ({ status: 503 }),
  getLineage: () => ({ path: `/lineage/${made.backtest}` }),
  getReport: () => ({ path: `/reports/${made.backtest}?format=json` }),
}

const errorPointer = '/components/schemas/ErrorEnvelope'

/** What the contract says of an answer, as JSON pointer of its schema; undefined when it is no JSON. */
function answerPointer(
  { pointer, responses }: (typeof operations)[number],
  status: number,
): string | undefined {
  const key = responses[String(status)] ? String(status) : 'default'
  const answer = responses[key]
  const at = answer.$ref ? answer.$ref.slice(1) : `${pointer}/responses/${key}`
  const content = resolved(answer, contract.components.responses).content ?? {}
  return content['application/json'] && `${at}/content/${escaped('application/json')}/schema`
}

function isError({ body, headers }: Answer, code: string): void {
  expect(body.ok).toBe(false)
  expect(body.error.code).toBe(code)
  expect(body.error.message).not.toBe('')
  expect(body.request_id).toBe(headers.get('x-request-id'))
}

describe('an operation that is served', () => {
  it('has a good request here', () => {
    expect(Object.keys(requests).sort()).toEqual(operations.map(({ operationId }) => operationId).sort())
  })

  it.each(operations.map((operation) => [operation.operationId, operation] as const))(
    '%s answers a good request as the contract says',
    async (id, operation) => {
      const { path, body, headers, status = 200 } = requests[id]()
      const [method, template] = operation.route.split(' ')
      const answer = await host.call(method, path ?? template, body, headers)
      expect(answer.status, answer.text.slice(0, 500)).toBe(status)
      const pointer = answerPointer(operation, status)
      if (pointer !== undefined && answer.headers.get('content-type')?.startsWith('application/json')) {
        expect(faultsAt(pointer, answer.body)).toBe('')
      } else expect(answer.text).not.toBe('')
    },
  )
})

describe('every answer', () => {
  it('is the same below /api', async () => {
    for (const path of ['/models?limit=2', `/build_runs/${made.build}`, '/', '/models/']) {
      const [plain, alias] = [await host.get(path), await host.get(`/api${path}`)]
      expect(alias.status, path).toBe(200)
      expect(alias.body).toEqual(plain.body)
    }
    expect((await host.get('/api')).body.name).toBe('Sigma Lab API')
    expect((await host.get('/apis')).status).toBe(404)
  })

  it('carries the request id that was sent, or a new one', async () => {
    const named = await host.call('GET', '/livez', undefined, { 'x-request-id': 'mine-1' })
    expect(named.headers.get('x-request-id')).toBe('mine-1')
    const failed = await host.call('GET', '/packs/nowhere', undefined, { 'x-request-id': 'mine-2' })
    expect(failed.body.request_id).toBe('mine-2')
    const [a, b] = [await host.get('/livez'), await host.get('/livez')]
    expect(a.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
    expect(a.headers.get('x-request-id')).not.toBe(b.headers.get('x-request-id'))
  })
})

describe('a request that the contract does not have', () => {
  it('names the nearest route', async () => {
    const answer = await host.get('/leaderbord')
    expect(answer.status).toBe(404)
    isError(answer, 'NOT_FOUND')
    expect(answer.body.error.message).toContain('/leaderboard')
  })

  it('is refused when its method is another', async () => {
    const answer = await host.call('DELETE', '/leaderboard')
    expect(answer.status).toBe(404)
    isError(answer, 'NOT_FOUND')
  })

  it('is refused when its JSON is malformed, its body missing, no object, or of another type', async () => {
    for (const body of ['{"model_id":', undefined, '[]', '"text"', 'null']) {
      const answer = await host.call('POST', '/backtests', body, { 'content-type': 'application/json' })
      expect(answer.status, String(body)).toBe(400)
      isError(answer, 'INVALID_PARAM')
    }
    const form = await host.call('POST', '/backtests', 'a=1', {
      'content-type': 'application/x-www-form-urlencoded',
    })
    expect(form.status).toBe(400)
    isError(form, 'INVALID_PARAM')
  })

  it.each([
    ['a text', '/matrix/build', { model_id: modelId, tag: 'a\0b' }, 'tag'],
    [
      'a text within',
      '/backtests',
      { model_id: modelId, thresholds: [0.5], columns: { time: '\0' } },
      'columns.time',
    ],
    ['the path', '/packs/a%00b', undefined, 'pack_id'],
    ['the query', '/models?search=a%00b', undefined, 'search'],
  ])('is refused when %s has a character that no database keeps', async (_, path, body, field) => {
    const answer = await host.call(body ? 'POST' : 'GET', path, body)
    expect(answer.status).toBe(400)
    isError(answer, 'INVALID_PARAM')
    expect(answer.body.error.details.field_errors).toMatchObject([
      { field, issue: expect.stringContaining('U+0000') },
    ])
  })

  it('is refused when its body is too large, or nested too deeply to read', async () => {
    const large = await host.post('/backtests', { tag: 'x'.repeat(1_000_001) })
    expect(large.status).toBe(400)
    isError(large, 'INVALID_PARAM')
    const nested = `{"hyperparams":${'['.repeat(200_000)}${']'.repeat(200_000)}}`
    for (const key of [undefined, 'nested']) {
      const deep = await host.call('POST', '/backtests', nested, key ? { 'idempotency-key': key } : {})
      expect(deep.status).toBe(400)
      isError(deep, 'INVALID_PARAM')
    }
  })

  it('names the field nearest to an unknown one', async () => {
    const body = await host.post('/backtests', { model_id: modelId, hyperparms: {} })
    expect(body.status).toBe(400)
    expect(body.body.error.details.field_errors).toEqual([
      { field: 'hyperparms', issue: expect.stringContaining('hyperparams') },
    ])
    const nested = await host.post('/backtests', { model_id: modelId, hyperparams: { round: 3 } })
    expect(nested.body.error.details.field_errors).toEqual([
      { field: 'hyperparams.round', issue: expect.stringContaining('rounds') },
    ])
    const query = await host.get('/leaderboard?modelid=x')
    expect(query.body.error.details.field_errors).toEqual([
      { field: 'modelid', issue: expect.stringContaining('model_id') },
    ])
  })

  it('lists every bad field at once, with what was expected and what came', async () => {
    const answer = await host.post('/backtests', {
      model_id: 7,
      splits: 0,
      cv: 'kfold',
      hyperparams: { rounds: 'many' },
      nonsense: 1,
    })
    expect(answer.status).toBe(400)
    const fields = answer.body.error.details.field_errors.map(({ field }) => field)
    expect(fields.sort()).toEqual(['cv', 'hyperparams.rounds', 'model_id', 'nonsense', 'splits'])
    for (const text of ['walk_forward', 'kfold', '"many"', '7'])
      expect(answer.body.error.message).toContain(text)
    expect(faultsAt(errorPointer, answer.body)).toBe('')
  })
})

describe('a list', () => {
  it('takes limits from 1 to 200 and offsets from 0', async () => {
    for (const path of ['/backtests', '/train/jobs', '/artifacts', `/sweeps/${made.sweep}/results`]) {
      for (const query of ['limit=0', 'limit=201', 'limit=x', 'limit=1.5', 'offset=-1', 'limit=']) {
        const answer = await host.get(`${path}?${query}`)
        expect(answer.status, `${path}?${query}`).toBe(400)
        expect(answer.body.error.details.field_errors[0].field).toBe(query.split('=')[0])
      }
      for (const query of ['limit=1', 'limit=200', 'offset=1000000']) {
        expect((await host.get(`${path}?${query}`)).status, `${path}?${query}`).toBe(200)
      }
    }
  })

  it('clamps a larger limit on the paths of the earlier backend, and says so', async () => {
    for (const path of [
      '/models',
      '/build_runs',
      '/training_runs',
      '/backtest_runs',
      '/leaderboard',
      '/sweeps',
    ]) {
      const answer = await host.get(`${path}?limit=500`)
      expect(answer.status, path).toBe(200)
      expect(answer.body.limit).toBe(200)
      expect(answer.body.warnings).toEqual([expect.stringContaining('500')])
      expect((await host.get(`${path}?limit=0`)).status, path).toBe(400)
    }
  })

  it('has pages that hold every row once', async () => {
    for (const path of ['/models', '/backtests', '/leaderboard', '/artifacts', '/build_runs']) {
      const seen: string[] = []
      let offset: number | null = 0
      let total = 0
      while (offset !== null) {
        const { body }: Answer = await host.get(`${path}?limit=2&offset=${offset}`)
        seen.push(...body.rows.map((row) => `${row.pack_id} ${row.id}`))
        total = body.total
        offset = body.next_offset
      }
      expect(seen, path).toHaveLength(total)
      expect(new Set(seen).size, path).toBe(total)
      expect(total, path).toBeGreaterThan(2)
    }
  })

  it('filters before it pages', async () => {
    const all = await host.get('/backtests?limit=200')
    const sweeps = await host.get(`/backtests?pack_id=adhoc&limit=1`)
    const adhoc = all.body.rows.filter((row) => row.pack_id === 'adhoc')
    expect(sweeps.body.total).toBe(adhoc.length)
    expect(adhoc.length).toBeGreaterThan(0)
    expect((await host.get('/backtests?model_id=nobody')).body).toMatchObject({
      rows: [],
      total: 0,
      next_offset: null,
    })
  })
})

describe('a server for the earlier web page', () => {
  it('answers errors as text, with the envelope beside it', async () => {
    const legacy = await testHost({ flags: { legacy_errors: true } })
    const answer = await legacy.get('/packs/nowhere')
    await legacy.close()
    rmSync(join(legacy.workspace), { recursive: true, force: true })
    expect(answer.status).toBe(404)
    expect(answer.body.error).toContain('nowhere')
    expect(answer.body.error_info.code).toBe('NOT_FOUND')
  })
})
