import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Parts } from '../../src/services/parts.ts'
import { done, type TestHost, testHost, writeFeatureCsv } from './testHost.ts'

let host: TestHost
let fits = 0

beforeAll(async () => {
  host = await testHost({
    change: ({ fits: pool }: Parts) => ({
      fits: {
        ...pool,
        run(columns, tasks, options) {
          fits += tasks.length
          return pool.run(columns, tasks, options)
        },
      },
    }),
  })
  writeFeatureCsv(host.workspace)
})
afterAll(() => host.close())

const request = {
  csv: 'features.csv',
  columns: { return: 'ret_fwd' },
  inner_folds: 3,
  hyperparams: { rounds: 40 },
  sweep: { top_pct_variants: [0.1, 0.2], splits_variants: [2, 3], calibration_variants: ['none', 'sigmoid'] },
}

const estimateSchema = z.object({
  trials: z.number(),
  fit_keys: z.number(),
  fits: z.number(),
  seconds: z.number(),
  memory_bytes: z.number(),
  disk_bytes: z.number(),
})

const planned = async (body: object) => estimateSchema.parse(await done(host.post('/sweeps/plan', body)))

describe('the plan of a sweep', () => {
  it('stores nothing, and counts as many trials and fits as the sweep then does', async () => {
    const estimate = await planned(request)
    expect(await done(host.get('/sweeps'))).toMatchObject({ total: 0 })
    expect(await done(host.get('/leaderboard'))).toMatchObject({ total: 0 })
    fits = 0
    const { sweep_id } = await done(host.post('/backtest_sweep', request))
    const { total } = await done(host.get(`/sweeps/${sweep_id}/results`))
    expect(estimate).toMatchObject({ trials: total, fit_keys: 4, fits })
    expect(estimate.seconds).toBeGreaterThan(0)
    expect(estimate.memory_bytes).toBeGreaterThan(100e6)
    expect(estimate.disk_bytes).toBeGreaterThan(total * 10_000)
  })

  it('knows the rungs of halving', async () => {
    const halving = await planned({
      ...request,
      sweep: {
        hyperparams_ranges: { rate: { min: 0.01, max: 0.3 } },
        search: { kind: 'halving', budget: 13 },
      },
    })
    expect(halving).toMatchObject({ trials: 13, fit_keys: 13, fits: 13 * 5 * 4 })
  })

  it('refuses what the sweep refuses, and a matrix that is still to be built', async () => {
    const bad = await host.post('/sweeps/plan', { ...request, splits: 3 })
    expect(bad.status).toBe(400)
    const window = await host.post('/sweeps/plan', { model_id: 'spx_eq_swing_daily', start: '2012-01-01' })
    expect(window.body.error.details.field_errors).toMatchObject([{ field: 'start' }])
  })
})
