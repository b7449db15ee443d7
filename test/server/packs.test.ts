import { readdirSync } from 'node:fs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { done, type TestHost, testHost } from './testHost.ts'

// Each pack as somebody begins with it: a model of its own starter template, on data that need neither network nor key.

interface Start {
  pack: string
  template: string
  /** The least that trains and is judged. Options of the day need most: quotes and flow of each session. */
  data: object
}

const synthetic = (start: string) => ({ source: 'synthetic:seed=3', start, end: '2023-06-30' })

const starts: Start[] = [
  { pack: 'zerosigma', template: 'zerosigma_starter_v1', data: synthetic('2023-03-01') },
  { pack: 'swingsigma', template: 'swing_momentum_daily_v1', data: synthetic('2021-01-04') },
  { pack: 'longsigma', template: 'long_trend_daily_v1', data: synthetic('2017-01-03') },
  { pack: 'momentumsigma', template: 'momentum_intraday_hourly_v1', data: synthetic('2023-01-03') },
  { pack: 'overnightsigma', template: 'overnight_gap_daily_v1', data: synthetic('2022-06-01') },
  { pack: 'overlay', template: 'overlay_swing_daily_v1', data: synthetic('2022-06-01') },
]

const fit = { hyperparams: { rounds: 5, depth: 2 } }

let host: TestHost
beforeAll(async () => {
  host = await testHost()
})
afterAll(() => host.close())

it('are all packs but that of files without one, each with a template of its own', () => {
  const packs = readdirSync('packs').filter((name) => !['adhoc', 'sample'].includes(name))
  expect(starts.map(({ pack }) => pack).sort()).toEqual(packs)
  for (const { pack, template } of starts)
    expect(readdirSync(`packs/${pack}/model_templates`)).toContain(`${template}.yaml`)
})

/** What is done with a model of a pack, in turn: a further step is one more line. */
it.each(starts)('$pack: from its starter template to its signals', { timeout: 60_000 }, async (start) => {
  const model = await created(start)
  await built(model, start)
  await trained(model)
  await promoted(await backtested(model))
  await alerted(model)
})

interface Model {
  pack_id: string
  model_id: string
}

async function created({ pack, template }: Start): Promise<Model> {
  const { text } = await host.post('/models', { template_id: template, name: 'mine' })
  const { model_id, pack_id, lineage } = JSON.parse(text)
  expect([pack_id, lineage?.template_id], text).toEqual([pack, template])
  return { pack_id, model_id }
}

async function built(model: Model, { data }: Start): Promise<void> {
  const run = await done(host.post('/build_matrix', { ...model, ...data }))
  expect(run.matrix_sha).toMatch(/^[0-9a-f]{64}$/)
}

async function trained(model: Model): Promise<void> {
  const run = await done(host.post('/train', { ...model, ...fit }))
  expect(run.model_sha).toMatch(/^[0-9a-f]{64}$/)
}

/** Judged by the limits of its own pack. */
async function backtested(model: Model): Promise<string> {
  const { run_id } = await done(host.post('/backtest', { ...model, ...fit, splits: 2, thresholds: [0.5] }))
  const run = JSON.parse((await host.get(`/backtests/${run_id}`)).text)
  expect(run.metrics.trades).toBeGreaterThan(0)
  expect(run.lineage).toMatchObject({
    pack_sha: expect.any(String),
    policy_sha: expect.any(String),
    risk_profile: 'balanced',
  })
  expect(run.gate.pass, 'made-up prices have no edge').toBe(false)
  return run_id
}

/** Refused by the gate, then promoted all the same, by name of what was tested. */
async function promoted(backtest_id: string): Promise<void> {
  const jobs = [{ from: { backtest_id } }]
  const refused = await host.post('/train/batch', { jobs })
  expect(refused.body.error.code).toBe('GATE_FAILED')
  const override = { confirmation: 'to see it through', tag: 'trial' }
  const { status, text } = await host.post('/train/batch', { jobs, override })
  expect(status, text).toBe(202)
  const [job] = JSON.parse(text).jobs
  expect(job).toMatchObject({ backtest_id, gate_state: 'overridden' })
  const last = (await host.events(`/train/jobs/${job.job_id}/events`)).at(-1)
  expect(last?.data).toMatchObject({ status: 'completed' })
}

/** The last session of the bars: what the promoted model decides there is kept, and leads back to its training. */
async function alerted(model: Model): Promise<void> {
  const asked = { ...model, date: '2023-06-30', threshold: 0.1 }
  const { status, text } = await host.post('/alerts', asked)
  expect(status, text.slice(0, 500)).toBe(200)
  const { rows, kept, training, scored } = JSON.parse(text)
  expect(scored).toBeGreaterThan(0)
  expect([rows.length > 0, kept]).toEqual([true, rows.length])
  const { body } = await host.get(`/signals?model_id=${model.model_id}&status=pending`)
  expect(body.rows.map(({ id }) => id).sort()).toEqual(
    rows.map(({ signal_id }: { signal_id: string }) => signal_id).sort(),
  )
  const { made_of } = JSON.parse((await host.get(`/lineage/${body.rows[0].id}`)).text)
  expect(made_of).toContainEqual(expect.objectContaining({ kind: 'training', id: training.run_id }))
}
