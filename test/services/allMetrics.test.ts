import { afterAll, beforeAll, expect, it } from 'vitest'
import type { BacktestDetail } from '../../src/contract/types.ts'
import { done, quick, type TestHost, testHost, writeFeatureCsv } from '../server/testHost.ts'

let host: TestHost
beforeAll(async () => {
  host = await testHost()
})
afterAll(() => host.close())

const always = [
  'sharpe',
  'sharpe_hourly',
  'sortino',
  'cum_return',
  'cagr',
  'max_dd',
  'calmar',
  'es95',
  'avg_loss',
  'win_rate',
  'trades',
  'trades_independent',
  'trades_per_year',
  'exposure',
  'turnover',
  'label_minus_earned',
  'psr',
  'min_trl',
] as const
const ofRun = [
  ...always,
  'median_spread_pct',
  'fill_rate',
  'oi_min_observed',
  'volume_min_observed',
  'adv_bps',
  'top_pct_realised',
  'fold_sharpe_std',
  'periods_per_year',
] as const

/** Every figure is there by its name: a number, or null with a reason. */
function expectAll(figures: object, names: readonly string[], unavailable: Record<string, string>): void {
  for (const name of names) {
    const value: unknown = Reflect.get(figures, name)
    if (value === null) expect(unavailable[name], `${name} is null`).toMatch(/\w/)
    else expect(value, name).toSatisfy(Number.isFinite)
  }
}

async function runOf(fields: object): Promise<BacktestDetail> {
  const csv = writeFeatureCsv(host.workspace)
  const body = { csv, hyperparams: quick.hyperparams, splits: 3, ...fields }
  const { run_id } = await done(host.post('/backtest', body))
  const { text } = await host.get(`/backtests/${run_id}`)
  return JSON.parse(text) as BacktestDetail
}

it.each([
  ['a run that trades', { thresholds: [0.5] }],
  ['a run that never trades', { thresholds: [0.999] }],
  ['a run by share', { top_pct: 0.2 }],
])('%s has every metric by its name, for the whole and by fold, year and side', async (_, fields) => {
  const { metrics, breakdown } = await runOf(fields)
  if (!metrics || !breakdown) throw new Error('the run is not done')
  expectAll(metrics, ofRun, metrics.unavailable ?? {})
  expect(breakdown.by_fold).toHaveLength(3)
  for (const groups of [breakdown.by_fold ?? [], breakdown.by_year, breakdown.by_side])
    for (const group of groups) expectAll(group, always, group.unavailable ?? {})
})

it('has a win rate and a Sortino ratio beside each fold, those of its part', async () => {
  const { folds = [], breakdown } = await runOf({ thresholds: [0.5] })
  expect(folds).toHaveLength(3)
  for (const [place, { win_rate, sortino, trades }] of folds.entries()) {
    const part = breakdown?.by_fold?.[place]
    expect(trades).toBe(part?.trades)
    expect(win_rate).toBeCloseTo(part?.win_rate ?? Number.NaN, 12)
    expect(sortino).toBeCloseTo(part?.sortino ?? Number.NaN, 9)
  }
})
