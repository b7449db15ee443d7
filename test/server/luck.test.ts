import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { BacktestDetail, SweepResults } from '../../src/contract/types.ts'
import { type Answer, done, modelId, quick, type TestHost, testHost } from './testHost.ts'

let host: TestHost
let run: BacktestDetail
let sweep: SweepResults

async function detail(answer: Promise<Answer>): Promise<BacktestDetail> {
  const { status, text } = await answer
  expect(status, text.slice(0, 500)).toBe(200)
  return JSON.parse(text)
}

beforeAll(async () => {
  host = await testHost()
  await done(host.post('/build_matrix', { model_id: modelId }))
  run = await detail(host.post('/backtest', quick))
  const body = { ...quick, sweep: { thresholds_variants: [[0.5], [0.53]], top_pct_variants: [0.1] } }
  const started = await host.post('/sweeps/run', body)
  await host.events(`/sweeps/${started.body.sweep_id}/events`)
  sweep = JSON.parse((await host.get(`/sweeps/${started.body.sweep_id}/results?limit=200`)).text)
})
afterAll(() => host.close())

describe('a backtest', () => {
  it('stands beside holding what it traded, over the same sessions', () => {
    const { benchmark, equity } = run
    expect(benchmark).toMatchObject({ kind: 'buy_and_hold', unavailable: {} })
    const last = benchmark?.equity?.at(-1)
    expect(last?.ts).toBe(equity?.at(-1)?.ts)
    expect(last?.equity).toBeCloseTo(1 + (benchmark?.cum_return ?? Number.NaN), 5)
    expect(benchmark?.max_dd).toBeGreaterThan(0)
  })

  it('stands beside as many entries at random, and says how many of them it beats', () => {
    const { random_entries: random, metrics } = run
    expect(random).toMatchObject({ draws: 500, trades: metrics?.trades, unavailable: null })
    const { p05 = 1, p25 = 0, p50 = 0, p75 = 0, p95 = 0 } = random?.quantiles ?? {}
    expect(p05 < p25 && p25 < p50 && p50 < p75 && p75 < p95).toBe(true)
    const beaten = random?.percentile ?? Number.NaN
    expect((metrics?.sharpe ?? Number.NaN) > p50).toBe(beaten > 0.5)
    expect(beaten).toBeGreaterThanOrEqual(0)
    expect(beaten).toBeLessThanOrEqual(1)
  })

  it('has an interval around its Sharpe ratio, the same each time it is asked for', async () => {
    const [low, high] = run.statistics?.sharpe_interval ?? []
    expect(low).toBeLessThan(run.metrics?.sharpe ?? Number.NaN)
    expect(high).toBeGreaterThan(run.metrics?.sharpe ?? Number.NaN)
    const again = await detail(host.get(`/backtests/${run.run_id}`))
    expect(again.statistics?.sharpe_interval).toEqual([low, high])
  })

  it('has the same references when it is run anew', async () => {
    const again = await detail(host.post('/backtest', { ...quick, force: true }))
    expect(again.run_id).not.toBe(run.run_id)
    expect(again.benchmark).toEqual(run.benchmark)
    expect(again.random_entries).toEqual(run.random_entries)
  })

  it('keeps them out of its metrics and of lists', async () => {
    expect(Object.keys(run.metrics ?? {})).not.toContain('benchmark')
    const { status, text } = await host.get('/leaderboard?limit=200')
    expect(status).toBe(200)
    expect(text).toContain(run.run_id)
    expect(text).not.toMatch(/benchmark|random_entries/)
  })
})

describe('a sweep', () => {
  it('says whether chance explains the best of its variants', () => {
    const { spa_p, spa_p_lower, spa_p_upper, reality_check_p, spa_unavailable } = sweep.statistics ?? {}
    expect(spa_unavailable).toBeNull()
    expect(spa_p_lower).toBeLessThanOrEqual(spa_p ?? -1)
    expect(spa_p).toBeLessThanOrEqual(spa_p_upper ?? -1)
    expect(spa_p_upper).toBeLessThanOrEqual(1)
    expect(reality_check_p).toBeGreaterThan(0)
  })

  it('looks closer at its best row, and at no other', async () => {
    const { best_run_id, best_sharpe_interval } = sweep.statistics ?? {}
    expect(best_run_id).toBe(sweep.rows[0].id)
    const best = await detail(host.get(`/backtests/${best_run_id}`))
    expect(best.statistics?.sharpe_interval).toEqual(best_sharpe_interval)
    expect(best.random_entries?.draws).toBe(500)
    expect(best.benchmark?.cum_return).toBe(run.benchmark?.cum_return)
    const other = await detail(host.get(`/backtests/${sweep.rows[1].id}`))
    expect(other).toMatchObject({ benchmark: null, random_entries: null })
  })
})
