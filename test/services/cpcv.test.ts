import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { done, modelId, quick, type TestHost, testHost, writeFeatureCsv } from '../server/testHost.ts'

let host: TestHost
beforeAll(async () => {
  host = await testHost()
})
afterAll(() => host.close())

const cpcv = { cv: 'cpcv', cpcv_groups: 4, cpcv_test_groups: 2, thresholds: [0.5] }

it('a run of combinatorial folds has its paths, is marked, is not judged, and can be asked for again', async () => {
  const csv = writeFeatureCsv(host.workspace)
  const body = { csv, hyperparams: quick.hyperparams }
  const { run_id } = await done(host.post('/backtest', { ...body, ...cpcv }))
  const run = await done(host.get(`/backtests/${run_id}`))
  expect(run).toMatchObject({ non_causal: true, gate: null })
  expect(run.paths?.map(({ path }) => path)).toEqual([0, 1, 2])
  expect(run.paths?.filter(({ headline }) => headline).map(({ metrics }) => metrics)).toEqual([run.metrics])
  const again = await done(host.post('/backtest', { csv, config: run.config }))
  expect(again).toMatchObject({ run_id, deduplicated: true })
  const walk = await done(host.post('/backtest', { ...body, thresholds: [0.5] }))
  expect(walk.paths).toBeUndefined()
  expect(walk.gate.pass).toBe(false)
})

it('is judged where the policy asks for it', async () => {
  const policy = { policy: { gate_cv: 'cpcv', risk: {}, execution: {}, alerting: {} } }
  const saved = await host.call('PUT', '/policy', { model_id: modelId, ...policy })
  expect(saved.status, saved.text).toBe(200)
  await done(host.post('/build_matrix', { model_id: modelId, start: '2012-01-03', end: '2014-12-31' }))
  const run = await done(host.post('/backtest', { ...quick, ...cpcv }))
  expect(run.gate).toMatchObject({ pass: expect.any(Boolean), reasons: expect.any(Array) })
  expect(run).toMatchObject({ non_causal: true })
})

describe('a sweep on combinatorial folds', () => {
  const groups = { cv: 'cpcv', cpcv_groups: 4, cpcv_test_groups: 2 }
  const variants = { thresholds_variants: [[0.5], [0.5, 0.55, 0.6]], top_pct_variants: [0.3] }

  it('has for each variant what a backtest of it has, and marks its rows there and on the leaderboard', async () => {
    const own = await testHost()
    try {
      const csv = writeFeatureCsv(own.workspace)
      const body = { csv, hyperparams: quick.hyperparams }
      const swept = await done(own.post('/backtest_sweep', { ...body, ...groups, sweep: variants }))
      expect(swept.rows).toHaveLength(3)
      for (const row of swept.rows) {
        expect(row).toMatchObject({ non_causal: true, gate: null, config: { cv: 'cpcv', cpcv_groups: 4 } })
        const variant = await done(own.get(`/backtests/${row.id}`))
        expect(variant.paths?.map(({ path }) => path)).toEqual([0, 1, 2])
        const [headline] = variant.paths?.filter((path) => path.headline) ?? []
        expect(headline?.metrics).toEqual(variant.metrics)
        const alone = await done(own.post('/backtest', { csv, config: row.config, force: true }))
        expect(alone.metrics).toEqual(variant.metrics)
        expect(alone.equity).toEqual(variant.equity)
      }
      // The trial in the ledger is that of the headline path.
      const [best] = swept.rows
      expect(best.statistics.sharpe_session).toBeCloseTo(
        (best.metrics.sharpe ?? Number.NaN) / Math.sqrt(best.metrics.periods_per_year ?? Number.NaN),
        9,
      )
      expect(swept.statistics).toMatchObject({
        pbo: expect.any(Number),
        spa_p: expect.any(Number),
        trials: 3,
      })
      const { rows: board } = await done(own.get(`/leaderboard?limit=50`))
      expect(board.every((row) => row.gate === null && Reflect.get(row, 'non_causal') === true)).toBe(true)
      const { text: page } = await own.get(`/reports/${swept.sweep_id}?format=html`)
      expect(page).toContain('None of the 3 variants is judged by a gate')
      expect(page).toContain('--cv cpcv --cpcv-groups 4 --cpcv-test-groups 2')
    } finally {
      await own.close()
    }
  })

  it('is judged where the policy asks for it', async () => {
    const sweep = { thresholds_variants: [[0.5], [0.55]] }
    const swept = await done(host.post('/backtest_sweep', { ...quick, ...groups, sweep }))
    for (const row of swept.rows)
      expect(row).toMatchObject({ non_causal: true, gate: { pass: expect.any(Boolean) } })
  })

  it.each([
    ['splits', { ...groups, sweep: { splits: 3 } }],
    ['rolling', { ...groups, rolling: true }],
    ['cpcv_test_groups', { cpcv_test_groups: 1 }],
  ])('refuses %s of other folds by name', async (field, fields) => {
    const { status, body } = await host.post('/sweeps/run', { model_id: modelId, ...fields })
    expect(status).toBe(400)
    expect(body.error.details.field_errors.map((fault) => fault.field)).toContain(field)
  })
})

it.each([
  ['splits', { ...cpcv, splits: 3 }],
  ['rolling', { ...cpcv, rolling: true }],
  ['audit', { ...cpcv, audit: true }],
  ['cpcv_groups', { cpcv_groups: 4 }],
])('%s of other folds is refused by name', async (field, fields) => {
  const { status, body } = await host.post('/backtest', { model_id: modelId, ...fields })
  expect(status).toBe(400)
  expect(body.error.details.field_errors.map((fault) => fault.field)).toContain(field)
})
