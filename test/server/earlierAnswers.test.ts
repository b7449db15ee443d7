import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { BacktestLegacyAnswer, SweepLegacyAnswer } from '../../src/contract/types.ts'
import { quick, type TestHost, testHost, writeFeatureCsv } from './testHost.ts'

const foreign = {
  csv: 'features.csv',
  columns: { time: 'date', return: 'ret_fwd' },
  hyperparams: quick.hyperparams,
}

let host: TestHost
beforeAll(async () => {
  host = await testHost()
  writeFeatureCsv(host.workspace)
})
afterAll(() => host.close())

async function answerOf<Answer>(path: string, body: object): Promise<Answer> {
  const { status, text } = await host.post(path, body)
  expect(status, text).toBe(200)
  return JSON.parse(text)
}

describe('an answer of the existing backend', () => {
  it('has the best test fold of a backtest by share', async () => {
    const run = await answerOf<BacktestLegacyAnswer>('/backtest', { ...foreign, top_pct: 0.2 })
    const folds = run.folds ?? []
    const sharpes = folds.map(({ sharpe }) => sharpe ?? Number.NEGATIVE_INFINITY)
    const best = folds[sharpes.indexOf(Math.max(...sharpes))]
    expect(new Set(sharpes).size).toBe(5)
    const { fold, cutoff, cum_ret, sharpe, sharpe_hourly, trades } = best
    expect(run.result).toEqual({
      threshold_results: [],
      top_pct_result: { fold, thr: cutoff, cum_ret, sharpe, sharpe_hourly, trades },
    })
    expect(cutoff).toBeGreaterThan(0.5)
  })

  it('has no share of a backtest by thresholds, but each threshold of each fold', async () => {
    const run = await answerOf<BacktestLegacyAnswer>('/backtest', { ...foreign, thresholds: '0.5,0.55' })
    expect(run.result?.top_pct_result).toBeNull()
    expect(run.result?.threshold_results).toHaveLength(10)
  })

  it('has the results of each run of a sweep, as the run itself tells them', async () => {
    const sweep = await answerOf<SweepLegacyAnswer>('/backtest_sweep', {
      ...foreign,
      thresholds_variants: ['0.5,0.55', '0.6'],
      top_pct_variants: [0.1],
    })
    expect(sweep.runs.map(({ kind }) => kind).sort()).toEqual(['thresholds', 'thresholds', 'top_pct'])
    for (const [index, { kind, result }] of sweep.runs.entries()) {
      const { body } = await host.get(`/backtests/${sweep.rows[index].id}`)
      expect(body).toMatchObject({
        result: { threshold_results: result.threshold_results, top_pct_result: result.top_pct_result },
      })
      expect(result.threshold_results.length > 0).toBe(kind === 'thresholds')
      expect(result.top_pct_result === null).toBe(kind === 'thresholds')
    }
  })
})
