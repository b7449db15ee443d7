import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Parts } from '../../src/services/parts.ts'
import { done, type TestHost, testHost, writeFeatureCsv } from './testHost.ts'

// What a sweep goes through besides thresholds, shares, hours and the momentum gate: each takes fits of its own.

let host: TestHost
let fits = 0

const countFits = ({ fits: pool }: Parts): Partial<Parts> => ({
  fits: {
    ...pool,
    run(columns, tasks, options) {
      fits += tasks.length
      return pool.run(columns, tasks, options)
    },
  },
})

beforeAll(async () => {
  host = await testHost({ change: countFits })
  writeFeatureCsv(host.workspace)
})
afterAll(() => host.close())

const file = { csv: 'features.csv', columns: { return: 'ret_fwd' } }
const base = { ...file, inner_folds: 2, hyperparams: { rounds: 4, depth: 2 } }

const rowSchema = z.object({
  config: z.object({
    value: z.string(),
    splits: z.number(),
    calibration: z.string(),
    hyperparams: z.object({ depth: z.number(), rounds: z.number() }),
  }),
  metrics: z.record(z.string(), z.unknown()),
  backtest_run_id: z.string(),
})

async function rowsOf(body: object) {
  const { sweep_id } = await done(host.post('/backtest_sweep', body))
  const { rows } = await done(host.get(`/sweeps/${sweep_id}/results?limit=200`))
  return { id: sweep_id, rows: z.array(rowSchema).parse(rows) }
}

describe('a sweep of splits, calibration and hyperparameters', () => {
  const request = {
    ...base,
    sweep: {
      top_pct_variants: [0.2, 0.3],
      splits_variants: [2, 3],
      calibration_variants: ['none', 'sigmoid'],
      hyperparams_variants: [{ depth: 1 }, { depth: 2 }, { depth: 2, rounds: 4 }],
    },
  }

  it('goes through all combinations, each once, and fits each fit key once', async () => {
    fits = 0
    const { rows } = await rowsOf(request)
    const combinations = new Set(rows.map(({ config }) => JSON.stringify(config)))
    expect([rows.length, combinations.size], 'the set that is spelled twice counts once').toEqual([16, 16])
    // For each of two calibrations and two depths: a fit and two inner ones for each fold.
    expect(fits).toBe(2 * 2 * 3 * (2 + 3))
    expect(await done(host.post('/backtest_sweep', request))).toMatchObject({ deduplicated: true })
  })

  it('has rows equal to a backtest of the same variant', async () => {
    const { rows } = await rowsOf(request)
    const row = rows.find(
      ({ config: { value, splits, calibration, hyperparams } }) =>
        value === '0.2' && splits === 3 && calibration === 'sigmoid' && hyperparams.depth === 1,
    )
    const alone = await done(
      host.post('/backtest', {
        ...file,
        ...{ inner_folds: 2, hyperparams: { rounds: 4, depth: 1 }, splits: 3, calibration: 'sigmoid' },
        top_pct: 0.2,
      }),
    )
    const { gate, score, ...rest } = alone
    expect([gate, score]).not.toContain(undefined)
    expect({ ...rest.metrics, timings: null }).toEqual({ ...alone.metrics, ...row?.metrics, timings: null })
  })
})

describe('a sweep of feature sets', () => {
  it('fits each set alone, and takes all features for what is used without', async () => {
    fits = 0
    const sets = [['signal'], ['noise'], ['noise', 'signal'], []]
    const { rows } = await rowsOf({
      ...base,
      splits: 2,
      sweep: { top_pct_variants: [0.2], feature_set_variants: sets },
    })
    expect(rows).toHaveLength(3)
    expect(fits).toBe(3 * 2 * 3)
    expect(new Set(rows.map(({ metrics }) => metrics.sharpe)).size).toBe(3)
  })

  it('refuses features that the data has not, with the nearest', async () => {
    const answer = await host.post('/sweeps/run', { ...base, sweep: { feature_set_variants: [['signl']] } })
    expect(answer.status).toBe(400)
    expect(answer.body.error.details.field_errors).toMatchObject([
      { field: 'feature_set_variants', issue: expect.stringContaining('signal') },
    ])
  })
})

describe('the trial of a variant', () => {
  const body = {
    ...base,
    splits: 2,
    tag: 'features',
    sweep: { top_pct_variants: [0.2], feature_set_variants: [['signal'], ['noise']] },
  }
  const trialSchema = z.object({ trial_sha: z.string() })
  const shaOf = async (id: string) => trialSchema.parse(await done(host.get(`/backtests/${id}`))).trial_sha

  it('is done again from what is stored: the same figures and the same hash', async () => {
    const { rows } = await rowsOf(body)
    for (const { backtest_run_id: id, metrics } of rows) {
      const again = await done(host.post('/backtest', { from_trial: id, tag: 'again' }))
      expect(again.run_id).not.toBe(id)
      expect(await shaOf(again.run_id)).toBe(await shaOf(id))
      expect({ ...again.metrics, ...metrics, timings: null }).toEqual({ ...again.metrics, timings: null })
      expect(await done(host.post('/backtest', { from_trial: id, tag: 'again' }))).toMatchObject({
        run_id: again.run_id,
        deduplicated: true,
      })
    }
  })

  it('is refused beside settings of its own, for an unknown run, and when its file changed', async () => {
    const [{ backtest_run_id: id }] = (await rowsOf(body)).rows
    const beside = await host.post('/backtest', { from_trial: id, splits: 3, csv: 'features.csv' })
    expect(beside.body.error.details.field_errors.map(({ field }) => field).sort()).toEqual(['csv', 'splits'])
    const unknown = '018fdd5e-7c00-7000-8000-000000000005'
    expect((await host.post('/backtest', { from_trial: unknown })).status).toBe(404)
    writeFeatureCsv(host.workspace, 'features.csv', 390)
    const changed = await host.post('/backtest', { from_trial: id })
    expect([changed.status, changed.text]).toEqual([409, expect.stringContaining('features.csv changed')])
    writeFeatureCsv(host.workspace)
  })
})

describe('a sweep that says a thing twice', () => {
  it.each([
    ['splits_variants', { splits: 3, sweep: { splits_variants: [2, 3] } }],
    ['splits_variants', { cv: 'cpcv', sweep: { splits_variants: [2, 3] } }],
    ['calibration_variants', { calibration: 'none', sweep: { calibration_variants: ['sigmoid'] } }],
  ])('is refused at %s', async (field, body) => {
    const answer = await host.post('/sweeps/run', { ...base, ...body })
    expect(answer.status).toBe(400)
    expect(answer.body.error.details.field_errors).toMatchObject([{ field }])
  })

  it('is refused when it is too many variants, before they are made', async () => {
    const many = Array.from({ length: 500 }, (_, place) => ({ rate: 0.001 * (place + 1) }))
    const answer = await host.post('/sweeps/run', {
      ...base,
      sweep: {
        hyperparams_variants: many,
        splits_variants: Array.from({ length: 100 }, (_, place) => place + 1),
      },
    })
    expect(answer.status, answer.text.slice(0, 300)).toBe(400)
    expect(answer.text).toContain('50000 variants')
  })
})
