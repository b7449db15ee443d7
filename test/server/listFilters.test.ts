import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { done, quick, type TestHost, testHost, writeFeatureCsv } from './testHost.ts'

const foreign = {
  csv: 'features.csv',
  columns: { time: 'date', return: 'ret_fwd' },
  hyperparams: quick.hyperparams,
}
/** Limits that all but one variant keep to: it hardly trades. */
const loose = {
  min_trades: 20,
  min_trades_per_year: 0,
  max_drawdown_pct: 1,
  es95_mult: 100,
  sharpe_min: -100,
  calmar_min: -100,
  min_sessions: 1,
  turnover_max: 100,
  dsr_min: 0,
  oos_loss_probability_max: 1,
  pbo_max: 1,
}

let host: TestHost
let sweepId: string

beforeAll(async () => {
  host = await testHost()
  weaken(join(host.workspace, writeFeatureCsv(host.workspace)))
  for (const risk_profile of ['conservative', 'aggressive']) {
    await done(host.post('/backtest', { ...foreign, risk_profile }))
    await done(host.post('/train', { ...foreign, risk_profile }))
  }
  const sweep = await done(
    host.post('/backtest_sweep', {
      ...foreign,
      thresholds_variants: [[0.5], [0.55], [0.6], [0.999]],
      risk_budget_overrides: loose,
    }),
  )
  sweepId = sweep.sweep_id
})
afterAll(() => host.close())

/** Takes most of the signal out of the returns, which the scan for leaks would flag. */
function weaken(file: string): void {
  const [header, ...lines] = readFileSync(file, 'utf8').trimEnd().split('\n')
  const weaker = lines.map((line) => {
    const [date, signal, noise, returns] = line.split(',')
    return [date, signal, noise, Number(returns) - 0.009 * Number(signal)].join(',')
  })
  writeFileSync(file, `${[header, ...weaker].join('\n')}\n`)
}

const profilesAt = async (path: string) =>
  (await done(host.get(path))).rows.map(({ lineage }) => lineage.risk_profile)

describe('a list of runs', () => {
  it.each(['/backtests', '/backtest_runs', '/train/jobs', '/training_runs'])(
    '%s keeps one risk profile alone',
    async (path) => {
      expect(await profilesAt(`${path}?risk_profile=Aggressive`)).toEqual(['aggressive'])
      expect(await profilesAt(`${path}?risk_profile=conservative`)).toEqual(['conservative'])
      expect((await profilesAt(`${path}?risk_profile=`)).length).toBeGreaterThan(1)
    },
  )

  it('/build_runs keeps one risk profile alone', async () => {
    const { run_id } = await done(
      host.post('/build_matrix', { model_id: quick.model_id, start: '2012-01-01' }),
    )
    const ids = async (query: string) =>
      (await done(host.get(`/build_runs?risk_profile=${query}`))).rows.map(({ id }) => id)
    const [profile] = await profilesAt('/build_runs')
    expect(await ids(String(profile))).toEqual([run_id])
    expect(await ids(profile === 'aggressive' ? 'balanced' : 'aggressive')).toEqual([])
  })

  it.each(['/backtests', '/backtest_runs'])('%s keeps the variants of one sweep alone', async (path) => {
    const { rows } = await done(host.get(`/sweeps/${sweepId}/results`))
    const found = await done(host.get(`${path}?sweep_id=${sweepId}`))
    expect(found.rows.map(({ id }) => id).sort()).toEqual(rows.map((row) => row.backtest_run_id).sort())
    expect((await done(host.get(`${path}?sweep_id=none`))).total).toBe(0)
    expect((await done(host.get(`${path}?sweep_id=`))).total).toBeGreaterThan(rows.length)
  })

  it.each([
    ['/build_runs?risk_profile=bold', 'risk_profile', 'balanced'],
    ['/backtests?risk_profile=agressive', 'risk_profile', 'aggressive'],
    ['/train/jobs?risk_profile=bold', 'risk_profile', 'balanced'],
    ['/backtests?status=complete', 'status', 'completed'],
    ['/sweeps?status=done', 'status', 'queued, running, completed, failed, canceled'],
    ['/build_runs?start=foo', 'start', 'foo'],
    ['/training_runs?end=2024-02-30', 'end', '2024-02-30'],
    ['/leaderboard?start=1', 'start', '2024-01-31'],
    ['/backtests?end=2024-01-31T25:00:00Z', 'end', '2024-01-31T25:00:00Z'],
  ])('%s is refused, naming the filter and what it may be', async (path, field, says) => {
    const { status, body } = await host.get(path)
    expect(status).toBe(400)
    expect(body.error.details.field_errors).toEqual([{ field, issue: expect.stringContaining(says) }])
  })

  it('takes days and times, and nothing of an empty filter', async () => {
    const total = async (query: string) => (await done(host.get(`/backtests?${query}`))).total
    const all = await total('')
    expect(all).toBe(6)
    expect(await total('status=&start=&end=')).toBe(all)
    expect(await total('start=2024-01-31&end=2999-12-31T23:00:00%2B01:00')).toBe(all)
    expect(await total('end=2024-01-31T14:30:00Z')).toBe(0)
    expect(await total('status=failed')).toBe(0)
  })
})

describe('the results of a sweep', () => {
  const results = (query = '') => done(host.get(`/sweeps/${sweepId}/results${query}`))

  it('keep only rows of the verdict that is asked for', async () => {
    const { rows } = await results()
    const passing = rows.filter(({ gate }) => gate.pass).length
    expect([passing, rows.length]).toEqual([3, 4])
    expect((await results('?pass_gate=true')).total).toBe(passing)
    const failing = await results('?pass_gate=false')
    expect(failing.total).toBe(rows.length - passing)
    expect(failing.rows.every(({ gate }) => !gate.pass)).toBe(true)
  })

  it.each([
    ['cum_ret', 'cum_return'],
    ['sharpe', 'sharpe'],
  ])('stand in the order of %s', async (order, metric) => {
    const { rows } = await results(`?order_by=${order}&pass_gate=true`)
    const values = rows.map(({ metrics }) => metrics[metric] ?? Number.NEGATIVE_INFINITY)
    expect(values).toEqual([...values].sort((a, b) => b - a))
    expect(new Set(values).size).toBeGreaterThan(2)
  })
})
