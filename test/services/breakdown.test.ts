import { afterAll, beforeAll, expect, it } from 'vitest'
import { done, quick, type TestHost, testHost, writeFeatureCsv } from '../server/testHost.ts'

let host: TestHost
beforeAll(async () => {
  host = await testHost()
})
afterAll(() => host.close())

it('is part of the answer about a backtest, not of lists, and is left out of the variants of a sweep', async () => {
  const csv = writeFeatureCsv(host.workspace)
  const body = { csv, hyperparams: quick.hyperparams, splits: 3 }
  const { run_id } = await done(host.post('/backtest', { ...body, thresholds: [0.5] }))
  const { breakdown, metrics } = await done(host.get(`/backtests/${run_id}`))
  expect(breakdown?.by_year.map(({ group }) => group)).toEqual(['2015', '2016'])
  expect(breakdown?.by_side.map(({ group }) => group)).toEqual(['long', 'short'])
  expect(breakdown?.by_side.reduce((sum, { trades }) => sum + trades, 0)).toBe(metrics.trades)
  expect(breakdown?.by_hour).toBeNull()
  expect(metrics).not.toHaveProperty('breakdown')

  const swept = await done(
    host.post('/backtest_sweep', {
      ...body,
      sweep: { thresholds_variants: [[0.5]], top_pct_variants: [0.1, 0.2] },
    }),
  )
  const { rows } = await done(host.get(`/sweeps/${swept.sweep_id}/results`))
  const variant = await done(host.get(`/backtests/${rows[0].id}`))
  expect(variant.breakdown).toBeUndefined()
})
