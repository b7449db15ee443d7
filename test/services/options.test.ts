import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { BacktestDetail } from '../../src/contract/types.ts'
import { defaultBacktestConfig, defaultExecution } from '../../src/core/backtest/index.ts'
import { trialSha } from '../../src/services/backtestRequest.ts'
import { isAskedForAll } from '../askedForAll.ts'
import { repeated } from '../server/repeated.ts'
import { done, type TestHost, testHost } from '../server/testHost.ts'

const modelId = 'spy_opt_0dte_hourly'
const window = { source: 'synthetic:seed=7', start: '2023-01-03', end: '2023-09-29' }
const fit = { hyperparams: { rounds: 10, depth: 2 }, splits: 2, thresholds: [0.5] }
const body = { model_id: modelId, ...fit, ...window }

let host: TestHost
beforeAll(async () => {
  host = await testHost()
})
afterAll(() => host.close())

async function detail(id: string): Promise<BacktestDetail> {
  return JSON.parse((await host.get(`/backtests/${id}`)).text)
}

describe('a backtest of a model of options', () => {
  it('buys and sells them at quotes, has what the gate asks for, and stands up to the audit', async () => {
    const { run_id } = await done(host.post('/backtest', { ...body, audit: true }))
    const run = await detail(run_id)
    const { options, metrics, gate, random_entries } = run
    if (!options || !metrics || !gate) throw new Error('the run has no options')
    expect(options.filled).toBeGreaterThan(10)
    expect(options.filled).toBe(metrics.trades)
    const { quote, expiry, last_bid, open_at_end } = options.exits
    expect(quote).toBeGreaterThan(0)
    expect(expiry).toBeGreaterThan(0)
    expect(quote + expiry + last_bid + open_at_end).toBe(options.filled)
    expect(metrics.fill_rate).toBeCloseTo(options.filled / options.wanted, 12)
    expect(metrics.median_spread_pct).toBe(options.median_spread_pct)
    expect(metrics.oi_min_observed, 'the policy asks for 200').toBeGreaterThanOrEqual(200)
    for (const limit of ['es95_mult', 'spread_pct_max', 'oi_min', 'volume_min', 'fill_rate_min']) {
      expect(gate.not_applied?.map((one) => one.limit)).not.toContain(limit)
    }
    expect(gate.reasons.filter((code) => /(spread|oi|volume|fill_rate)\w*_unavailable/.test(code))).toEqual(
      [],
    )
    expect(random_entries).toMatchObject({ draws: 500, trades: options.filled, unavailable: null })
    expect(run.cost_curve).toEqual([])
    expect(run.audit?.decisions).toBeGreaterThan(5)
    const html = (await host.get(`/reports/${run_id}`)).text
    expect(html).toContain('Median spread when bought')
  })

  it('puts a share of equity into each that is the profile’s, one percent for an R', async () => {
    const returnOf = async (risk_profile: string) => {
      const { run_id } = await done(host.post('/backtest', { ...body, risk_profile }))
      const { metrics } = await detail(run_id)
      return { turnover: metrics?.turnover ?? 0, sharpe: metrics?.sharpe ?? 0 }
    }
    const [half, whole] = [await returnOf('conservative'), await returnOf('balanced')]
    expect(whole.turnover).toBeCloseTo(2 * half.turnover, 10)
    expect(whole.sharpe).toBeCloseTo(half.sharpe, 6)
  })

  it.runIf(isAskedForAll)(
    'shows how they were bought in its config, and in the command that repeats it',
    async () => {
      const asked = { risk_per_trade: 0.02, min_oi: 300, min_vol: 0.05, commission_per_contract: 0.65 }
      const { run_id } = await done(host.post('/backtest', { ...body, options: asked }))
      const run = await detail(run_id)
      expect(run.config?.options).toEqual(asked)
      expect(run.metrics?.oi_min_observed).toBeGreaterThanOrEqual(300)
      // Asked for again as it was answered it is the same run, whatever the policy says of options.
      const again = await done(host.post('/backtest', { model_id: modelId, ...window, config: run.config }))
      expect(again).toMatchObject({ run_id, deduplicated: true })
      const html = (await host.get(`/reports/${run_id}`)).text
      expect(html).toContain('--risk-per-trade 0.02 --min-oi 300 --min-vol 0.05 --contract-commission 0.65')
      const usual = await done(host.post('/backtest', body))
      expect((await detail(usual.run_id)).config?.options).toEqual({
        risk_per_trade: 0.01,
        min_oi: 0,
        min_vol: 0,
        commission_per_contract: 0,
      })
    },
  )

  it('are not asked for where the underlying is traded', async () => {
    const answer = await host.post('/backtest', {
      model_id: 'spx_eq_swing_daily',
      source: 'sample',
      thresholds: [0.5],
      options: { min_oi: 1 },
    })
    expect(answer.status).toBe(400)
    expect(answer.body.error.details.field_errors).toEqual([
      expect.objectContaining({
        field: 'options',
        issue: expect.stringContaining('are not bought on this data'),
      }),
    ])
  })

  it('refuses brackets where an option is held for one bar', async () => {
    const answer = await host.post('/backtest', { ...body, brackets: true })
    expect(answer.status).toBe(400)
    expect(answer.body.error.message).toContain('held for one bar')
  })

  it.runIf(isAskedForAll)(
    'trades the underlying, and says why, where nothing tells what options cost',
    async () => {
      const { warnings, run_id } = await done(
        host.post('/backtest', {
          ...body,
          model_id: 'spy_opt_swing_daily',
          pack_id: 'swingsigma',
          start: '2021-01-04',
          end: '2023-12-29',
        }),
      )
      expect(warnings).toContainEqual(expect.stringContaining('trade the underlying, not options'))
      expect((await detail(run_id)).options).toBeUndefined()
    },
  )
})

describe('a sweep of a model of options', () => {
  const asked = { risk_per_trade: 0.02, min_oi: 300, min_vol: 0.05, commission_per_contract: 0.65 }
  const { thresholds: _, ...plain } = body
  const sweep = { thresholds_variants: [[0.5]], top_pct_variants: [0.2] }

  it.runIf(isAskedForAll)(
    'buys them as asked for in every variant, which is the same trial as a backtest of it',
    async () => {
      const { rows, total, sweep_id } = await done(
        host.post('/backtest_sweep', { ...plain, sweep, options: asked }),
      )
      expect(total).toBe(2)
      for (const row of rows) {
        expect(row.config).toMatchObject({ options: asked })
        const alone = await detail(
          (await done(host.post('/backtest', { model_id: modelId, ...window, config: row.config }))).run_id,
        )
        const variant = await detail(row.id)
        expect(variant.metrics).toMatchObject(alone.metrics ?? {})
        expect(variant.options).toEqual(alone.options)
        expect(alone.statistics?.trials, 'it was tried before').toBe(row.statistics.trials)
      }
      const { report } = JSON.parse((await host.get(`/reports/${sweep_id}?format=json`)).text)
      expect(report.command.line).toContain(
        '--risk-per-trade 0.02 --min-oi 300 --min-vol 0.05 --contract-commission 0.65',
      )
      expect(await repeated(host, report.command.line)).toEqual({
        path: '/sweeps/run',
        deduplicated: true,
        id: sweep_id,
      })
    },
  )

  it.runIf(isAskedForAll)(
    'counts trials of its own with other values, and none with those that it would have had anyway',
    async () => {
      const usual = await done(host.post('/backtest_sweep', { ...plain, sweep }))
      const trials = usual.rows.at(0)?.statistics.trials ?? 0
      const options = { risk_per_trade: 0.01, min_oi: 0, min_vol: 0, commission_per_contract: 0 }
      const written = await done(host.post('/backtest_sweep', { ...plain, sweep, options }))
      expect(written).toMatchObject({ sweep_id: usual.sweep_id, deduplicated: true })
      const other = await done(host.post('/backtest_sweep', { ...plain, sweep, options: { min_oi: 1 } }))
      expect(other.sweep_id).not.toBe(usual.sweep_id)
      expect(other.rows.at(0)?.statistics.trials).toBe(trials + 2)
    },
  )

  it('is refused where the underlying is traded', async () => {
    const answer = await host.post('/backtest_sweep', {
      model_id: 'spx_eq_swing_daily',
      source: 'sample',
      options: { min_oi: 1 },
    })
    expect(answer.status).toBe(400)
    expect(answer.body.error.details.field_errors).toMatchObject([{ field: 'options' }])
  })
})

it('a trial of options is another one with each of their settings, and the same whatever the basis points', () => {
  const options = { riskPerTrade: 0.01, minOpenInterest: 0, minVolatility: null, commissionPerContract: 0 }
  const shaOf = (changes: object) =>
    trialSha(
      { matrixSha: 'ab' },
      {
        config: defaultBacktestConfig,
        selection: { kind: 'thresholds', thresholds: [0.5] },
        execution: { ...defaultExecution, ...changes },
      },
    )
  const shas = [
    {},
    { options },
    { options: { ...options, riskPerTrade: 0.02 } },
    { options: { ...options, minOpenInterest: 1 } },
    { options: { ...options, minVolatility: 0.1 } },
    { options: { ...options, commissionPerContract: 1 } },
  ].map(shaOf)
  expect(new Set(shas).size).toBe(shas.length)
  expect(shaOf({ options, slippageBps: 5 })).toBe(shas[1])
})
