import { afterAll, beforeAll, expect, it } from 'vitest'
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
