import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Output } from '../../src/cli/output/output.ts'
import { sweepText } from '../../src/cli/output/sweepText.ts'
import type { BacktestDetail, SweepResults } from '../../src/contract/types.ts'
import { defaultBacktestConfig, defaultExecution } from '../../src/core/backtest/index.ts'
import { executionDefaults } from '../../src/core/policy/effective.ts'
import { Random } from '../../src/core/random.ts'
import { trialSha } from '../../src/services/backtestRequest.ts'
import { bracketsOf } from '../../src/services/brackets.ts'
import { done, modelId, quick, type TestHost, testHost, writeFeatureCsv } from '../server/testHost.ts'

let host: TestHost
beforeAll(async () => {
  host = await testHost()
  const risk = { risk: {}, alerting: {} }
  const execution = { brackets: { atr_mult_stop: 1.5, atr_mult_target: 3, time_stop_minutes: 7800 } }
  const stored = await host.call('PUT', '/policy', { model_id: modelId, policy: { ...risk, execution } })
  expect(stored.status, stored.text).toBe(200)
  await done(host.post('/build_matrix', { model_id: modelId, start: '2008-01-02', end: '2012-12-31' }))
})
afterAll(() => host.close())

const body = { ...quick, splits: 3, thresholds: [0.5], risk_budget_overrides: { es95_mult: 3 } }

async function detail(id: string): Promise<BacktestDetail> {
  return JSON.parse((await host.get(`/backtests/${id}`)).text)
}

describe('a backtest with brackets', () => {
  it('takes those of the policy, tells how its trades left, and stands up to the audit', async () => {
    const plain = await done(host.post('/backtest', body))
    const run = await done(host.post('/backtest', { ...body, brackets: true, audit: true }))
    expect(run.run_id).not.toBe(plain.run_id)
    const { config, brackets, metrics, audit, random_entries, benchmark } = await detail(run.run_id)
    expect(config?.brackets).toEqual({
      atr_period: 14,
      atr_mult_stop: 1.5,
      atr_mult_target: 3,
      time_stop_minutes: 7800,
      min_rr: 0,
    })
    const exits = Object.values(brackets?.exits ?? {})
    expect(exits.reduce((sum, count) => sum + count, 0)).toBe(metrics?.trades)
    expect(brackets?.exits.stop).toBeGreaterThan(0)
    expect(brackets?.exits.horizon).toBeGreaterThan(0)
    expect(audit?.decisions).toBeGreaterThan(10)
    const held = await detail(plain.run_id)
    expect(held.brackets).toBeUndefined()
    expect(held.config?.brackets).toBeUndefined()
    expect(benchmark).toEqual(held.benchmark)
    expect(random_entries?.trades).toBe(metrics?.trades)
    expect(random_entries?.mean, 'entries at random leave at the same brackets').not.toBe(
      held.random_entries?.mean,
    )
  })

  it('is held to the shortfall of its trades, which a stop bounds', async () => {
    const why = { limit: 'es95_mult', why: expect.stringContaining('neither a stop nor a premium') }
    const plain = await done(host.post('/backtest', body))
    expect(plain.gate.not_applied).toContainEqual(why)
    const run = await done(host.post('/backtest', { ...body, brackets: true }))
    expect(run.gate.not_applied).not.toContainEqual(why)
    const strict = { ...body, brackets: true, risk_budget_overrides: { es95_mult: 1 } }
    expect((await done(host.post('/backtest', strict))).gate.reasons).toContain('es95_exceeded')
  })

  it('can be asked for again by its config, and counts once however it is spelled', async () => {
    const run = await done(
      host.post('/backtest', { ...body, brackets: { atr_mult_stop: 2, atr_mult_target: 4 } }),
    )
    const { config } = await detail(run.run_id)
    const again = await done(
      host.post('/backtest', { model_id: modelId, config, risk_budget_overrides: { es95_mult: 3 } }),
    )
    expect(again).toMatchObject({ run_id: run.run_id, deduplicated: true })
    const { report } = JSON.parse((await host.get(`/reports/${run.run_id}?format=json`)).text)
    expect(report.command.line).toContain(
      '--atr-period 14 --atr-mult-stop 2 --atr-mult-target 4 --time-stop-minutes 7800 --min-rr 0',
    )
    expect(new Set(report.trades.value.exit)).toContain('stop')
    const html = (await host.get(`/reports/${run.run_id}`)).text
    expect(html).toContain('How the trades left')
  })

  it('is refused, before anything is fitted, where its data or its policy has no use for them', async () => {
    const csv = writeFeatureCsv(host.workspace)
    const returns = await host.post('/backtest', { csv, thresholds: [0.5], brackets: true })
    expect(returns.status).toBe(422)
    expect(returns.body.error).toMatchObject({
      code: 'UNPROCESSABLE',
      message: expect.stringContaining('brackets need bars with open, high and low'),
      next: expect.stringContaining('leave out brackets'),
    })
    const least = await host.post('/backtest', { ...body, brackets: { min_rr: 3 } })
    expect(least.status).toBe(400)
    expect(least.body.error.details.field_errors).toEqual([
      {
        field: 'brackets.min_rr',
        issue: 'is 3, and a target of 3 to a stop of 1.5 is 2: no signal would be taken',
      },
    ])
    const { rows } = await done(host.get('/backtests'))
    expect(rows.every(({ status }) => status === 'completed')).toBe(true)
  })
})

describe('a sweep with brackets', () => {
  const brackets = { atr_mult_stop: 2, atr_mult_target: 5, time_stop_minutes: 0 }
  const asked = {
    ...quick,
    splits: 3,
    thresholds_variants: ['0.5', '0.52'],
    top_pct_variants: [0.2],
    risk_budget_overrides: { es95_mult: 3 },
  }
  const written = { ...brackets, atr_period: 14, min_rr: 0 }

  it('gives each variant those that a backtest of its own would have, as the same trial', async () => {
    const { rows, total, sweep_id } = await done(host.post('/backtest_sweep', { ...asked, brackets }))
    expect(total).toBe(3)
    for (const { config, gate } of rows) {
      expect(config).toMatchObject({ brackets: written })
      expect(gate.not_applied.map(({ limit }) => limit)).not.toContain('es95_mult')
    }
    const trials = rows.at(0)?.statistics.trials
    for (const row of rows) {
      const { config, risk_budget_overrides } = { ...asked, config: row.config }
      const request = { model_id: modelId, config, risk_budget_overrides, audit: true }
      const { run_id } = await done(host.post('/backtest', request))
      const [alone, variant] = [await detail(run_id), await detail(row.id)]
      expect(variant.metrics).toMatchObject(alone.metrics ?? {})
      expect(variant.brackets).toEqual(alone.brackets)
      expect(alone.audit?.decisions).toBeGreaterThan(10)
      expect(alone.statistics?.trials, 'it was tried before').toBe(trials)
    }
    const { report } = JSON.parse((await host.get(`/reports/${sweep_id}?format=json`)).text)
    expect(report.command.line).toContain('--atr-mult-stop 2 --atr-mult-target 5 --time-stop-minutes 0')
    expect((await host.get(`/reports/${sweep_id}`)).text).toContain('stop 2 and target 5 ATR')
  })

  it('is another one than without them, and tells them once', async () => {
    const plain = await done(host.post('/backtest_sweep', asked))
    const { sweep_id } = await done(host.post('/backtest_sweep', { ...asked, brackets }))
    expect(plain.sweep_id).not.toBe(sweep_id)
    const shown = async (id: string): Promise<string> => {
      const results: SweepResults = JSON.parse((await host.get(`/sweeps/${id}/results`)).text)
      return sweepText(results, new Output({ color: false }, process.stdout, process.stderr))
    }
    expect(await shown(plain.sweep_id)).not.toContain('ATR')
    expect((await shown(sweep_id)).match(/stop 2 and target 5 ATR/g)).toHaveLength(1)
  })

  it('is refused or warned of as a backtest is', async () => {
    const csv = writeFeatureCsv(host.workspace)
    const returns = await host.post('/backtest_sweep', { csv, brackets })
    expect(returns.status).toBe(422)
    expect(returns.body.error.message).toContain('brackets need bars with open, high and low')
    const short = { ...asked, brackets: { ...brackets, time_stop_minutes: 120 } }
    expect((await done(host.post('/backtest_sweep', short))).warnings).toContainEqual(
      expect.stringContaining('120 minutes is shorter than a bar of 390'),
    )
  })
})

it('a time stop shorter than a bar is warned of', async () => {
  const { warnings } = await done(host.post('/backtest', { ...body, brackets: { time_stop_minutes: 120 } }))
  expect(warnings).toContainEqual(expect.stringContaining('120 minutes is shorter than a bar of 390'))
})

it('brackets of a policy that switches them off need values', () => {
  const policy = { ...executionDefaults.brackets, enabled: false }
  expect(() => bracketsOf(policy, {})).toThrow(/brackets: the policy switches its own off/)
  const own = { stopMultiple: 2, targetMultiple: 4 }
  expect(bracketsOf(policy, own)).toEqual({ ...own, atrPeriod: 14, timeStopMinutes: null })
})

it('brackets of a policy that can not be simulated are refused by name', () => {
  const policy = { ...executionDefaults.brackets, mode: 'percent', regime_adjust: true }
  expect(() => bracketsOf(policy, {})).toThrow(/brackets.mode: .*only atr.*brackets.regime_adjust: /)
  expect(bracketsOf(executionDefaults.brackets, { timeStopMinutes: 0 })).toMatchObject({
    timeStopMinutes: null,
  })
})

it('a trial is another one with brackets, with each value of them, and the same as ever without', () => {
  const brackets = { atrPeriod: 14, stopMultiple: 1.5, targetMultiple: 3, timeStopMinutes: 120 }
  const shaOf = (changes: object) =>
    trialSha(
      { matrixSha: 'ab' },
      {
        config: defaultBacktestConfig,
        selection: { kind: 'thresholds', thresholds: [0.5] },
        execution: { ...defaultExecution, ...changes },
      },
    )
  expect(shaOf({})).toBe('37be849cf7b0d1d7121dfe7c34163395010ef0653dcd6e1316a6fc1068aafa1b')
  const shas = [
    {},
    { brackets },
    { brackets: { ...brackets, atrPeriod: 15 } },
    { brackets: { ...brackets, stopMultiple: 1 } },
    { brackets: { ...brackets, targetMultiple: 2 } },
    { brackets: { ...brackets, timeStopMinutes: null } },
  ].map(shaOf)
  expect(new Set(shas).size).toBe(shas.length)
})

describe('brackets over several tickers', () => {
  const names = ['AA', 'BB', 'CC']
  const ofTickers = {
    csv: 'three.csv',
    hyperparams: quick.hyperparams,
    splits: 3,
    thresholds: [0.5],
    horizon: 3,
    brackets: { atr_mult_stop: 0.8, atr_mult_target: 1.2, min_rr: 0 },
    risk_budget_overrides: { es95_mult: 3 },
  }

  function writeTickers(name: string, lowOf: (low: number, ticker: string, day: number) => string): void {
    const rows = ['date,ticker,signal,noise,open,high,low,close']
    for (const [place, ticker] of names.entries()) {
      const random = new Random(11 + place)
      let price = 50
      let signal = 0
      for (let day = 0; day < 260; day++) {
        const open = price
        price *= 1 + 0.006 * signal + 0.02 * (random.nextFraction() - 0.5)
        signal = random.nextFraction() - 0.5
        const high = Math.max(open, price) * (1 + 0.01 * random.nextFraction())
        const low = Math.min(open, price) * (1 - 0.01 * random.nextFraction())
        const date = new Date(Date.UTC(2018, 0, 1 + day)).toISOString().slice(0, 10)
        const figures = [signal, random.nextFraction(), open, high].map((value) => value.toFixed(4))
        rows.push([date, ticker, ...figures, lowOf(low, ticker, day), price.toFixed(4)].join(','))
      }
    }
    writeFileSync(join(host.workspace, name), `${rows.join('\n')}\n`)
  }

  it('share the capital, stand up to the audit, and are judged by what a stop bounds', async () => {
    writeTickers('three.csv', (low) => low.toFixed(4))
    const { run_id, gate } = await done(host.post('/backtest', ofTickers))
    const run = await detail(run_id)
    const exits = Object.values(run.brackets?.exits ?? {})
    expect(exits.reduce((sum, count) => sum + count, 0)).toBe(run.metrics?.trades)
    expect(run.brackets?.exits.stop).toBeGreaterThan(20)
    expect(run.brackets?.exits.target).toBeGreaterThan(5)
    expect(run.metrics?.exposure).toBeLessThanOrEqual(1)
    const { by_ticker } = run.breakdown ?? {}
    expect(by_ticker?.map(({ group }) => group)).toEqual(names)
    expect(by_ticker?.reduce((sum, { trades }) => sum + trades, 0)).toBe(run.metrics?.trades)
    expect(run.random_entries?.trades).toBe(run.metrics?.trades)
    expect(gate.not_applied.map(({ limit }) => limit)).not.toContain('es95_mult')
    const audited = await done(host.post('/backtest', { ...ofTickers, audit: true }))
    expect(audited.audit?.decisions).toBeGreaterThan(10)
    const { thresholds: _, ...swept } = ofTickers
    const sweep = await done(host.post('/backtest_sweep', { ...swept, thresholds_variants: ['0.5'] }))
    expect((await detail(sweep.rows[0].id)).brackets).toEqual(run.brackets)
  })

  it('need the range of every bar of every ticker', async () => {
    writeTickers('hole.csv', (low, ticker, day) => (ticker === 'BB' && day === 7 ? '' : low.toFixed(4)))
    const { status, body } = await host.post('/backtest', { ...ofTickers, csv: 'hole.csv' })
    expect(status).toBe(422)
    expect(body.error.message).toMatch(/the bar of BB of 2018-01-0\d.* lacks one/)
  })
})
