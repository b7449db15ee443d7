import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { readModelFile } from '../../src/services/modelFile.ts'
import type { Parts } from '../../src/services/parts.ts'
import { findBacktest, updateBacktest } from '../../src/store/backtests.ts'
import { countTrials } from '../../src/store/trials.ts'
import { type Answer, type TestHost, testHost } from '../server/testHost.ts'

/** Four features that each say a little about the return: too little for a leak, enough to pass a gate. */
function writeFaintCsv(workspace: string): void {
  let state = 7
  const random = (): number => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647 - 0.5
  }
  const lines = ['date,first,second,third,fourth,ret_fwd']
  for (let row = 0; row < 900; row++) {
    const day = new Date(Date.UTC(2015, 0, 1 + row)).toISOString().slice(0, 10)
    const faint = [random(), random(), random(), random()]
    const known = faint.reduce((sum, value) => sum + 0.25 * value, 0)
    lines.push([day, ...faint, 0.02 * (known + random())].join(','))
  }
  writeFileSync(join(workspace, 'faint.csv'), `${lines.join('\n')}\n`)
}

const settings = {
  csv: 'faint.csv',
  columns: { time: 'date', return: 'ret_fwd' },
  hyperparams: { rounds: 12, depth: 2 },
  calibration: 'sigmoid',
  seed: 5,
}
const backtest = { ...settings, splits: 2, slippage_bps: 0 }

let host: TestHost
let parts: Parts
/** Backtests: one that passes its gate, one that fails it, and one that passes by the rows of highest scores. */
let passing: string
let failing: string
let highest: string

async function madeBacktest(body: object, pass: boolean): Promise<string> {
  const answer = await host.post('/backtest', { ...backtest, ...body })
  expect(answer.body.gate, answer.text.slice(0, 300)).toMatchObject({ pass })
  return answer.body.run_id
}

beforeAll(async () => {
  host = await testHost({
    change(all) {
      parts = all
      return {}
    },
  })
  writeFaintCsv(host.workspace)
  passing = await madeBacktest({ thresholds: [0.5] }, true)
  failing = await madeBacktest({ thresholds: [0.97] }, false)
  highest = await madeBacktest({ top_pct: 0.6 }, true)
})
afterAll(() => host.close())

const passedGate = { pass: true, reasons: [], details: [], not_applied: [] }

const from = (id: string) => ({ from: { backtest_id: id } })
const promote = (ids: string[], more: object = {}): Promise<Answer> =>
  host.post('/train/batch', { jobs: ids.map(from), ...more })
const count = async (path: string) => (await host.get(path)).body.total

/** Rows of the audit that tell of a gate that was overridden. */
async function overrides(): Promise<{ payload: { changed?: { override?: object } } }[]> {
  const { text } = await host.get('/audit?path=/train/batch&status=202&limit=200')
  const { rows }: { rows: { payload: { changed?: { override?: object } } }[] } = JSON.parse(text)
  return rows.filter(({ payload }) => payload.changed?.override)
}

interface Job {
  job_id: string
  status: string
  gate_state: string
  backtest_id: string
  deduplicated: boolean
}

async function accepted(answer: Promise<Answer>): Promise<Job[]> {
  const { status, text } = await answer
  expect(status, text).toBe(202)
  const { jobs, job_ids }: { jobs: Job[]; job_ids: string[] } = JSON.parse(text)
  expect(job_ids).toEqual(jobs.map(({ job_id }) => job_id))
  return jobs
}

const ended = async (id: string, on = host) => (await on.events(`/train/jobs/${id}/events`)).at(-1)?.data

function modelOf(run: { model_out_uri: string }) {
  const file = join(host.workspace, run.model_out_uri.replace(/^file:/, ''))
  return readModelFile(readFileSync(file, 'utf8'), file)
}

async function runOf(id: string) {
  const { text } = await host.get(`/training_runs/${id}`)
  return JSON.parse(text)
}

describe('a promotion', () => {
  it('counts what was tried since the backtest was judged, by a sweep that never came to judge too', async () => {
    const before = await findBacktest(parts.db, failing)
    const ledgerKey = before?.ledgerKey ?? ''
    await updateBacktest(parts.db, failing, {
      statistics: { ...before?.statistics, trials: 1 },
      gate: passedGate,
    })
    const { trials } = (await findBacktest(parts.db, failing))?.statistics ?? {}
    expect(await countTrials(parts.db, ledgerKey)).toBeGreaterThan(Number(trials))
    const { status, body } = await promote([failing])
    expect(status, 'a verdict of fewer trials is no verdict').toBe(400)
    expect(body.error.code).toBe('GATE_FAILED')
    expect((await findBacktest(parts.db, failing))?.gate).toEqual(before?.gate)
  })

  it('trains with the very settings of a backtest that passed its gate', async () => {
    const [job] = await accepted(promote([passing]))
    expect(job).toMatchObject({ backtest_id: passing, gate_state: 'passed', deduplicated: false })
    expect(await ended(job.job_id)).toMatchObject({ status: 'completed' })
    const run = await runOf(job.job_id)
    expect(run).toMatchObject({
      status: 'completed',
      promoted_from: passing,
      gate_state: 'passed',
      override: null,
      calibration: 'sigmoid',
      features: ['first', 'second', 'third', 'fourth'],
      lineage: { promoted_from: passing, risk_profile: 'balanced' },
    })
    const { text } = await host.get(`/train/jobs/${job.job_id}`)
    expect(JSON.parse(text)).toMatchObject({
      kind: 'promotion',
      promoted_from: passing,
      seed: 5,
      algorithm: 'gbm',
      attempt: 1,
      config: { kind: 'thr', value: '0.50', seed: 5 },
      progress: 100,
    })
    const { attributes, booster } = modelOf(run)
    expect(attributes).toMatchObject({ promoted_from: passing, gate_state: 'passed', threshold: 0.5 })
    const fit = (await host.post('/train', settings)).body
    const fitted = modelOf(await runOf(fit.run_id))
    expect(booster, 'a fit that names the same settings').toEqual(fitted.booster)
    expect(attributes?.calibration).toEqual(fitted.attributes?.calibration)
    expect(fitted.attributes).not.toHaveProperty('promoted_from')
  })

  it('of the rows of highest scores has the score that a row has to reach', async () => {
    const [job] = await accepted(promote([highest]))
    expect(await ended(job.job_id)).toMatchObject({ status: 'completed' })
    const { attributes } = modelOf(await runOf(job.job_id))
    expect(attributes?.threshold).toBeNull()
    expect(attributes?.cutoff).toBeGreaterThan(0.5)
    expect(attributes?.cutoff).toBeLessThan(0.7)
  })

  it('asked for again is the same job, unless it is forced', async () => {
    const [first] = await accepted(promote([passing], { jobs: [{ ...from(passing), tag: 'again' }] }))
    await ended(first.job_id)
    const again = await accepted(promote([], { jobs: [{ ...from(passing), tag: 'again' }] }))
    expect(again).toMatchObject([{ job_id: first.job_id, deduplicated: true, status: 'completed' }])
    const forced = await accepted(promote([], { jobs: [{ ...from(passing), tag: 'again' }], force: true }))
    expect(forced[0]).toMatchObject({ deduplicated: false })
    expect(forced[0].job_id).not.toBe(first.job_id)
    await ended(forced[0].job_id)
  })

  it('is refused where a gate failed, with the reasons, and none of its batch is trained', async () => {
    const before = await count('/train/jobs')
    const answer = await promote([passing, failing])
    expect(answer.status, answer.text).toBe(400)
    expect(answer.body.error).toMatchObject({
      code: 'GATE_FAILED',
      message: expect.stringContaining('refuses 1 of 2 backtests: min_trades'),
      details: {
        reasons: expect.arrayContaining([expect.stringContaining('min_trades')]),
        backtests: [{ backtest_id: failing, details: expect.arrayContaining([expect.anything()]) }],
      },
      next: expect.stringContaining('--override-gate'),
    })
    expect(await count('/train/jobs')).toBe(before)
  })

  it.each([
    ['a tag', { confirmation: 'a trial' }],
    ['a confirmation', { tag: 'trial' }],
    ['a word in its tag', { confirmation: 'a trial', tag: ' ' }],
    ['a word in its confirmation', { confirmation: '  ', tag: 'trial' }],
  ])('is refused when the override is without %s', async (_, override) => {
    const done = '/audit?path=/train/batch&status=202'
    const before = [await count('/train/jobs'), await count(done)]
    const answer = await promote([failing], { override })
    expect(answer, answer.text).toMatchObject({ status: 400, body: { error: { code: 'INVALID_PARAM' } } })
    expect([await count('/train/jobs'), await count(done)]).toEqual(before)
  })

  it('is done against its gate when that is overridden, which stays with the model and in the audit', async () => {
    const override = { confirmation: 'to compare with the old desk', tag: 'old-desk' }
    const [job] = await accepted(promote([failing], { override }))
    expect(await ended(job.job_id)).toMatchObject({ status: 'completed' })
    const kept = {
      gate_state: 'overridden',
      tag: 'old-desk',
      override: { ...override, reasons: expect.any(Array) },
    }
    expect(await runOf(job.job_id)).toMatchObject({ ...kept, promoted_from: failing })
    expect(JSON.parse((await host.get(`/train/jobs/${job.job_id}`)).text)).toMatchObject(kept)
    expect(modelOf(await runOf(job.job_id)).attributes).toMatchObject({
      gate_state: 'overridden',
      promoted_from: failing,
    })
    const { report } = JSON.parse((await host.get(`/reports/${job.job_id}?format=json`)).text)
    expect(report).toMatchObject({
      verdict: 'The backtest that it was promoted from had not passed its gate, which was overridden.',
      command: { line: `sigma train --from ${failing} --tag old-desk` },
    })
    expect((await overrides())[0]).toMatchObject({
      user_id: 'local',
      status: 202,
      lineage: { job_ids: [job.job_id] },
      payload: {
        body: { override },
        changed: {
          override: {
            before: null,
            after: { ...override, jobs: [{ job_id: job.job_id, backtest_id: failing, model_id: 'faint' }] },
          },
        },
      },
    })
    expect(await accepted(promote([failing], { override }))).toMatchObject([{ deduplicated: true }])
    expect((await promote([failing])).body.error.code, 'what was overridden once is not passed').toBe(
      'GATE_FAILED',
    )
    expect(await overrides()).toHaveLength(1)
  })

  it('tells when there was nothing to override', async () => {
    const answer = await promote([passing], { override: { confirmation: 'x', tag: 'needless' } })
    expect(answer.body.warnings).toEqual(['the gate passes: there was nothing to override'])
    const [job] = await accepted(Promise.resolve(answer))
    expect(job.gate_state).toBe('passed')
    expect((await runOf(job.job_id)).tag).not.toBe('needless')
  })

  it('is named by the config and lineage of an answer too, and refused for what is not so', async () => {
    const { body } = await host.get(`/backtests/${passing}`)
    const { config, lineage } = body
    const named = { model_id: 'faint', config: { ...config, kind: 'thresholds', value: [0.5] }, lineage }
    const [job] = await accepted(host.post('/train/batch', { jobs: [named] }))
    expect(job).toMatchObject({ backtest_id: passing, deduplicated: true })
    const refused = async (one: object) => (await host.post('/train/batch', { jobs: [one] })).body.error
    expect(await refused({ ...named, config: { ...config, seed: 6 } })).toMatchObject({ code: 'NOT_FOUND' })
    const several = await refused({ model_id: 'faint', lineage: { matrix_sha: lineage.matrix_sha } })
    expect(several).toMatchObject({
      code: 'INVALID_PARAM',
      message: expect.stringMatching(/^jobs\[0\].* fits [3-9] backtests with different configs/),
    })
    for (const id of [passing, failing, highest]) expect(several.next).toContain(id)
    expect(await refused({ ...from(passing), seed: 6 })).toMatchObject({
      code: 'INVALID_PARAM',
      message: 'jobs[0].config.seed: the backtest has 5, not 6',
    })
    expect(await refused({ ...from(passing), hyperparams: { depth: 3 } })).toMatchObject({
      code: 'INVALID_PARAM',
    })
    expect(await refused({ ...from(passing), model_id: 'other' })).toMatchObject({ code: 'INVALID_PARAM' })
    expect(await refused({ ...from(passing), algorithm: 'forest' })).toMatchObject({ code: 'INVALID_PARAM' })
    expect(await refused({ model_id: 'faint' })).toMatchObject({
      code: 'INVALID_PARAM',
      next: expect.stringContaining('sigma train MODEL'),
    })
    expect(await refused(from('018fdd5e-7c00-7000-8000-000000000003'))).toMatchObject({ code: 'NOT_FOUND' })
  })
})

describe('a selection', () => {
  it('keeps backtests as they are, and is trained as a whole', async () => {
    const created = await host.post('/selections', {
      items: [
        { backtest_id: passing },
        { model_id: 'faint', backtest_id: highest },
        { backtest_id: passing },
      ],
    })
    expect(created.status, created.text).toBe(200)
    const { selection_id: id, items }: { selection_id: string; items: object[] } = JSON.parse(created.text)
    expect(items).toMatchObject([
      { backtest_id: passing, model_id: 'faint', pack_id: 'adhoc', config: { kind: 'thr' } },
      { backtest_id: highest, config: { kind: 'top_pct', value: '0.60' } },
    ])
    expect(JSON.parse((await host.get(`/selections/${id}`)).text)).toMatchObject({ selection_id: id, items })
    expect((await host.get('/selections?model_id=faint')).body.rows).toMatchObject([{ selection_id: id }])
    expect((await host.get('/selections?model_id=other')).body.total).toBe(0)
    const jobs = await accepted(
      host.post('/train/batch', { jobs: [{ from: { selection_id: id }, tag: 'picked' }] }),
    )
    expect(jobs).toMatchObject([{ backtest_id: passing }, { backtest_id: highest }])
    for (const { job_id } of jobs) expect(await ended(job_id)).toMatchObject({ status: 'completed' })
    const job = async () => JSON.parse((await host.get(`/train/jobs/${jobs[0].job_id}`)).text)
    expect(await job()).toMatchObject({ selection_id: id, tag: 'picked' })
    const chain = async (of: string) => JSON.parse((await host.get(`/lineage/${of}`)).text)
    expect((await chain(jobs[0].job_id)).made_of).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ kind: 'backtest', id: passing }),
        expect.objectContaining({ kind: 'selection', id, detail: '2 backtests' }),
      ]),
    )
    const made = { kind: 'training', id: jobs[0].job_id, status: 'completed' }
    expect((await chain(passing)).made).toContainEqual(expect.objectContaining(made))
    expect((await host.call('DELETE', `/selections/${id}`)).status).toBe(200)
    expect((await host.call('DELETE', `/selections/${id}`)).status).toBe(404)
    const removed = JSON.parse((await host.get(`/audit?path=/selections/${id}&status=200`)).text)
    expect(removed.rows).toMatchObject([
      { payload: { changed: { backtests: { before: [passing, highest], after: null } } } },
    ])
    expect(await job()).toMatchObject({ selection_id: null, status: 'completed' })
  })

  it('is refused with a backtest that there is not, and when one of it fails its gate', async () => {
    const unknown = { backtest_id: '018fdd5e-7c00-7000-8000-000000000003' }
    expect((await host.post('/selections', { items: [unknown] })).status).toBe(404)
    expect((await host.post('/selections', { items: [{}] })).status).toBe(400)
    const { body } = await host.post('/selections', { items: [{ backtest_id: failing }] })
    const { selection_id } = JSON.parse(JSON.stringify(body))
    const refused = await host.post('/train/batch', { jobs: [{ from: { selection_id } }] })
    expect(refused.body.error.code).toBe('GATE_FAILED')
  })
})

describe('a training job', () => {
  it('is canceled from another process, then done again', async () => {
    const other = await testHost({ workspace: host.workspace })
    onTestFinished(() => other.close())
    const endless = { ...settings, hyperparams: { rounds: 100_000, depth: 6 }, tag: 'endless' }
    const started = await host.post('/train', endless, { prefer: 'respond-async' })
    const id = started.body.job_id
    const end = ended(id)
    expect((await other.post(`/train/jobs/${id}/cancel`)).status).toBe(200)
    expect(await end).toMatchObject({ status: 'canceled' })
    expect((await other.get(`/train/jobs/${id}`)).body.status).toBe('canceled')
    expect((await host.post(`/train/jobs/${id}/cancel`)).status).toBe(409)
    const again = await other.post(`/train/jobs/${id}/retry`)
    expect(again, again.text).toMatchObject({ status: 202, body: { job_id: id, status: 'queued' } })
    expect((await host.post(`/train/jobs/${id}/retry`)).status).toBe(409)
    const second = ended(id, other)
    expect((await other.post(`/train/jobs/${id}/cancel`)).status).toBe(200)
    expect(await second).toMatchObject({ status: 'canceled' })
    expect(JSON.parse((await host.get(`/train/jobs/${id}`)).text).attempt).toBe(2)
  })

  it('that failed is done again once what it lacked is there, as long as its gate passes', async () => {
    const jobs = [{ ...from(passing), tag: 'retried' }]
    rmSync(join(host.workspace, 'faint.csv'))
    const [{ job_id: id }] = await accepted(host.post('/train/batch', { jobs }))
    expect(await ended(id)).toMatchObject({ status: 'failed' })
    writeFileSync(
      join(host.workspace, 'faint.csv'),
      'date,first,second,ret_fwd\n2015-01-01,1,2,0.1\n2015-01-02,2,1,-0.1\n',
    )
    expect((await host.post(`/train/jobs/${id}/retry`)).body.error.message).toContain(
      'faint.csv changed since',
    )
    writeFaintCsv(host.workspace)
    await updateBacktest(parts.db, passing, { gate: { pass: false, reasons: ['dsr_below_min'] } })
    expect((await host.post(`/train/jobs/${id}/retry`)).body.error).toMatchObject({ code: 'GATE_FAILED' })
    await updateBacktest(parts.db, passing, { gate: { pass: true, reasons: [] } })
    expect((await host.post(`/train/jobs/${id}/retry`)).status).toBe(202)
    expect(await ended(id)).toMatchObject({ status: 'completed' })
    expect(await runOf(id)).toMatchObject({ gate_state: 'passed', error: null })
    expect((await host.post(`/train/jobs/${id}/retry`)).status).toBe(409)
  })

  it('counts against the quota of trainings: a batch past it leaves nothing', async () => {
    const used = await count('/train/jobs')
    const flags = { quotas_enforce: true, quotas_train_per_day: used + 1 }
    const strict = await testHost({ workspace: host.workspace, flags })
    onTestFinished(() => strict.close())
    const jobs = [passing, highest].map((id) => ({ ...from(id), tag: 'quota' }))
    const refused = await strict.post('/train/batch', { jobs })
    expect(refused, refused.text).toMatchObject({ status: 403, body: { error: { code: 'QUOTA_EXCEEDED' } } })
    expect(await count('/train/jobs')).toBe(used)
    const [job] = await accepted(strict.post('/train/batch', { jobs: jobs.slice(0, 1) }))
    expect(await ended(job.job_id, strict)).toMatchObject({ status: 'completed' })
  })
})
