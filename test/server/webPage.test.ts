import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { modelId, type TestHost, testHost } from './testHost.ts'

/** Who the existing web page calls for, through its proxy's prefix. */
const subject = { model_id: modelId, pack_id: 'swingsigma' }
const window = { start: '2009-01-02', end: '2016-12-30' }

let host: TestHost
beforeAll(async () => {
  host = await testHost({ flags: { legacy_errors: true } })
})
afterAll(() => host.close())

/** As its client does: any status but 2xx is a failure whose text is `data.error`. */
async function data(method: string, path: string, body?: object): Promise<Record<string, unknown>> {
  const { status, text } = await host.call(method, `/api${path}`, body)
  const answer: Record<string, unknown> = JSON.parse(text)
  expect(status, text.slice(0, 500)).toBe(200)
  expect(answer.ok).toBe(true)
  return answer
}

const get = (path: string, query: Record<string, string> = {}) =>
  data('GET', `${path}?${new URLSearchParams(query)}`)
const post = (path: string, body: object) => data('POST', path, body)

describe('the existing web page', () => {
  it('reads the health of the service', async () => {
    expect(await get('/health')).toMatchObject({
      ok: true,
      service: 'sigma',
      api: 'ok',
      db: 'ok',
      data: 'ok',
    })
  })

  it('lists models and opens one', async () => {
    const { models } = await get('/models', { limit: '20', offset: '0', search: 'spx' })
    expect(models).toEqual(
      expect.arrayContaining([expect.objectContaining({ id: modelId, pack_id: 'swingsigma' })]),
    )
    const detail = await get('/model_detail', subject)
    expect(detail).toMatchObject({
      config: { ticker: 'SPX' },
      config_yaml: expect.stringContaining('ticker'),
      policy_valid: true,
      policy_errors: [],
      execution_effective: { slippage_bps: 1, momentum_gate: false },
    })
  })

  it('creates a model from a template, with the profile in capitals', async () => {
    const made = await post('/models', {
      template_id: 'swing_index_sample_v1',
      name: 'spx_of_the_page',
      risk_profile: 'Balanced',
    })
    expect(made).toMatchObject({ model_id: expect.any(String), lineage: expect.any(Object) })
  })

  it('builds a matrix and shows its profile', async () => {
    const built = await post('/build_matrix', { ...subject, ...window })
    expect(built).toMatchObject({
      matrix_sha: expect.stringMatching(/^[0-9a-f]{64}$/),
      profile: {
        features: expect.any(Number),
        rows: expect.any(Number),
        label_balance: { pos: expect.any(Number), neg: expect.any(Number) },
        nan_pct: expect.any(Number),
      },
    })
  })

  it('previews one', async () => {
    expect(await post('/preview_matrix', { ...subject, ...window })).toMatchObject({
      rows: expect.any(Number),
      qa: { monotonic_time: { ok: true } },
      nan_stats: expect.any(Array),
      warn: expect.any(Array),
      fail: expect.any(Array),
    })
  })

  it('trains, tests and sweeps on it, and finds the runs on the leaderboard', async () => {
    const trained = await post('/train', { ...subject, calibration: 'sigmoid' })
    expect(trained).toMatchObject({ model_out: expect.any(String), rows: expect.any(Number) })
    const tested = await post('/backtest', {
      ...subject,
      config: { kind: 'top_pct', value: '0.2', splits: 2 },
    })
    expect(tested).toMatchObject({ run_id: expect.any(String), metrics: { trades: expect.any(Number) } })
    const swept = await post('/backtest_sweep', {
      model_id: modelId,
      risk_profile: 'Balanced',
      sweep: { thresholds_variants: ['0.50,0.55'], hours_variants: [''], top_pct_variants: [0.1] },
      tag: 'page',
    })
    expect(swept.runs).toHaveLength(2)
    const { rows } = await get('/leaderboard', {
      ...subject,
      tag: 'page',
      pass_gate: 'false',
      limit: '20',
      offset: '0',
    })
    expect(rows).toHaveLength(2)
    for (const row of Array.isArray(rows) ? rows : []) {
      expect(row).toMatchObject({
        id: expect.any(String),
        started_at: expect.any(String),
        metrics: { trades: expect.any(Number) },
        config: { kind: expect.stringMatching(/^(thr|top_pct)$/), value: expect.any(String) },
        lineage: { matrix_sha: expect.any(String), risk_profile: 'balanced' },
        gate: { pass: expect.any(Boolean), reasons: expect.any(Array) },
        tag: 'page',
      })
    }
  })

  it('explains a policy', async () => {
    expect(await get('/policy/explain', subject)).toMatchObject({
      schema_ok: true,
      execution_effective: { slippage_bps: 1 },
      checks: { ok: true, errors: [], warnings: expect.any(Array) },
    })
  })

  it('reads the text of a failure', async () => {
    const { status, text } = await host.call('GET', '/api/model_detail?model_id=nope')
    expect(status).toBe(404)
    expect(JSON.parse(text)).toMatchObject({ ok: false, error: expect.stringContaining('nope') })
  })

  it.each(['/signals?status=pending&limit=20&offset=0', '/option_signals?limit=20&offset=0'])(
    'lists what %s has',
    async (path) => {
      const { status, text } = await host.call('GET', `/api${path}`)
      expect(status, text).toBe(200)
      expect(JSON.parse(text)).toMatchObject({ ok: true, rows: [], count: 0 })
    },
  )
})
