import { join } from 'node:path'
import { sql } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Parts } from '../../src/services/parts.ts'
import { isCancelRequested } from '../../src/store/cancelRequests.ts'
import { openDatabase } from '../../src/store/database.ts'
import {
  type AnswerBody,
  done,
  type TestHost,
  temporaryWorkspace,
  testHost,
  writeFeatureCsv,
} from './testHost.ts'

const request = {
  csv: 'features.csv',
  columns: { return: 'ret_fwd' },
  splits: 3,
  hyperparams: { rounds: 5, depth: 2 },
  top_pct_variants: [0.1, 0.15, 0.2, 0.25, 0.3],
  momentum_gate_variants: [false],
}

/** What a killed process leaves: work of an owner that is gone, with all variants from `kept` on not done yet. */
async function leaveAsKilled(workspace: string, id: string, kept: number): Promise<void> {
  const db = await openDatabase({ file: join(workspace, '.sigma', 'sigma.db') })
  const later = await db
    .selectFrom('sweep_results')
    .select('backtest_run_id')
    .where('sweep_id', '=', id)
    .where('position', '>=', kept)
    .execute()
  const runs = later.flatMap(({ backtest_run_id: run }) => run ?? [])
  await db.deleteFrom('sweep_results').where('sweep_id', '=', id).where('position', '>=', kept).execute()
  await db.deleteFrom('backtest_runs').where('id', 'in', runs).execute()
  await db.deleteFrom('trials').where('run_id', 'in', runs).execute()
  await db
    .updateTable('backtest_sweeps')
    .set({ status: 'running', owner: 'gone', progress_done: kept, statistics: null, finished_at: null })
    .where('id', '=', id)
    .execute()
  await db.destroy()
}

/** What a sweep came to, without ids and times. */
function outcome({ rows, statistics }: AnswerBody) {
  const { best_run_id: best, ...figures } = statistics
  return {
    rows: rows.map(({ config, metrics: { ...metrics }, gate, score, rank }) => {
      for (const name of ['timings', 'breakdown']) delete metrics[name]
      return { config, metrics, gate, score, rank }
    }),
    best: rows.findIndex(({ id }) => id === String(best)),
    figures,
  }
}

const results = (host: TestHost, id: string) => done(host.get(`/sweeps/${id}/results?limit=200`))

/** Other processes than ours are gone. */
const alone = () => ({ isAlive: (owner: string) => owner !== 'gone' })

async function sweepOf(host: TestHost, extra: object = {}): Promise<string> {
  const { body, status, text } = await host.post('/sweeps/run', { ...request, ...extra })
  expect(status, text).toBe(202)
  return body.sweep_id
}

async function finished(host: TestHost, id: string): Promise<void> {
  const events = await host.events(`/sweeps/${id}/events`)
  expect(events.at(-1)?.data).toMatchObject({ status: 'completed' })
}

describe('a sweep whose process was killed', () => {
  const workspace = temporaryWorkspace()
  let id: string
  let undisturbed: ReturnType<typeof outcome>

  beforeAll(async () => {
    writeFeatureCsv(workspace)
    const host = await testHost({ workspace })
    id = await sweepOf(host)
    await finished(host, id)
    undisturbed = outcome(await results(host, id))
    await host.close()
  })

  it('is waited for by nobody when the store keeps it from being gone on with', async () => {
    await leaveAsKilled(workspace, id, 3)
    let queue: Parts['queue'] | undefined
    const host = await testHost({
      workspace,
      change(parts: Parts) {
        queue = parts.queue
        return alone()
      },
    })
    await host.events(`/sweeps/${id}/events`)
    const db = await openDatabase({ file: join(workspace, '.sigma', 'sigma.db') })
    await sql`create trigger no_claim before update on backtest_sweeps begin select raise(abort, 'full'); end`.execute(
      db,
    )
    expect((await host.post(`/sweeps/${id}/resume`)).status).toBe(500)
    expect(queue?.has(id)).toBe(false)
    await sql`drop trigger no_claim`.execute(db)
    await db.destroy()
    await host.close()
  })

  it.each([0, 1, 3, 5])('is gone on with after %i variants, and comes to the same', async (kept) => {
    await leaveAsKilled(workspace, id, kept)
    const host = await testHost({ workspace, change: alone })
    const waiting = (await host.events(`/sweeps/${id}/events`)).at(-1)?.data
    expect(waiting).toMatchObject({
      status: 'queued',
      completed: kept,
      total: 5,
      error: { code: 'CONFLICT' },
    })
    const before = await host.get(`/sweeps/${id}`)
    expect(before.body).toMatchObject({
      sweep: {
        status: 'queued',
        progress: { completed: kept, total: 5 },
        waiting: { next: `go on with it: sigma sweep resume ${id}` },
      },
    })
    expect(await host.post(`/sweeps/${id}/resume`)).toMatchObject({ status: 202, body: { variants: 5 } })
    await finished(host, id)
    expect(outcome(await results(host, id))).toEqual(undisturbed)
    await host.close()
  })

  it('is gone on with by who asks for it again', async () => {
    await leaveAsKilled(workspace, id, 2)
    const host = await testHost({ workspace, change: alone })
    expect(await sweepOf(host)).toBe(id)
    await finished(host, id)
    expect(outcome(await results(host, id))).toEqual(undisturbed)
    await host.close()
  })

  it('is gone on with by one of two processes that find it at once', async () => {
    await leaveAsKilled(workspace, id, 2)
    const hosts = [await testHost({ workspace, change: alone }), await testHost({ workspace, change: alone })]
    const answers = await Promise.all(hosts.map((host) => host.post(`/sweeps/${id}/resume`)))
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 409])
    await finished(hosts[answers.findIndex(({ status }) => status === 202)], id)
    expect(outcome(await results(hosts[0], id))).toEqual(undisturbed)
    for (const host of hosts) await host.close()
  })

  it('is one sweep for all who ask for it again at once', async () => {
    await leaveAsKilled(workspace, id, 2)
    const hosts = [await testHost({ workspace, change: alone }), await testHost({ workspace, change: alone })]
    const ids = await Promise.all([0, 1, 0, 1].map((host) => sweepOf(hosts[host])))
    expect(new Set(ids)).toEqual(new Set([id]))
    await Promise.all(hosts.map((host) => finished(host, id)))
    expect(outcome(await results(hosts[0], id))).toEqual(undisturbed)
    for (const host of hosts) await host.close()
  })

  it('is canceled without being gone on with', async () => {
    await leaveAsKilled(workspace, id, 2)
    const host = await testHost({ workspace, change: alone })
    expect((await host.post(`/sweeps/${id}/cancel`)).body).toMatchObject({ status: 'canceled' })
    expect((await results(host, id)).total).toBe(2)
    expect(await host.post(`/sweeps/${id}/resume`)).toMatchObject({ status: 202 })
    await finished(host, id)
    expect(outcome(await results(host, id))).toEqual(undisturbed)
    const changed = async (what: string) => {
      const { text } = await host.get(`/audit?path=/sweeps/${id}/${what}`)
      return JSON.parse(text).rows[0].payload.changed
    }
    expect(await changed('cancel')).toEqual({ cancel_requested: { before: false, after: true } })
    expect(await changed('resume')).toEqual({ status: { before: 'canceled', after: 'queued' } })
    await host.close()
  })

  it('is done, and not begun again', async () => {
    const host = await testHost({ workspace })
    expect(await host.post(`/sweeps/${id}/resume`)).toMatchObject({
      status: 409,
      body: { error: { code: 'CONFLICT', message: expect.stringContaining('is done') } },
    })
    await host.close()
  })

  it('is not gone on with when its file has changed since', async () => {
    await leaveAsKilled(workspace, id, 2)
    writeFeatureCsv(workspace, 'features.csv', 400, 2)
    const host = await testHost({ workspace, change: alone })
    expect(await host.post(`/sweeps/${id}/resume`)).toMatchObject({
      status: 409,
      body: { error: { message: `the file features.csv changed since the sweep ${id} was started` } },
    })
    await host.close()
  })

  it('of before requests were kept says so', async () => {
    const db = await openDatabase({ file: join(workspace, '.sigma', 'sigma.db') })
    await db.updateTable('backtest_sweeps').set({ request: null }).execute()
    await db.destroy()
    await leaveAsKilled(workspace, id, 2)
    const host = await testHost({ workspace, change: alone })
    expect((await host.get(`/sweeps/${id}`)).body).toMatchObject({
      sweep: { status: 'running', waiting: { reason: expect.stringContaining('ended before it was done') } },
    })
    expect(await host.post(`/sweeps/${id}/resume`)).toMatchObject({
      status: 422,
      body: { error: { message: `the sweep ${id} does not tell what was asked for` } },
    })
    await host.close()
  })
})

describe('a sweep that another process works on', () => {
  it('tells how far it is, is not taken over, and is stopped from here', async () => {
    const workspace = temporaryWorkspace()
    writeFeatureCsv(workspace)
    const worker = await testHost({ workspace })
    const other = await testHost({ workspace })
    const id = await sweepOf(worker, { hyperparams: { rounds: 100_000, depth: 6 } })
    expect(await other.post(`/sweeps/${id}/resume`)).toMatchObject({ status: 409 })
    const stopped = other.events(`/sweeps/${id}/events`)
    expect((await other.post(`/sweeps/${id}/cancel`)).body).toMatchObject({ ok: true, sweep_id: id })
    expect((await stopped).at(-1)?.data).toMatchObject({ status: 'canceled', completed: 0, total: 5 })
    const db = await openDatabase({ file: join(workspace, '.sigma', 'sigma.db') })
    expect(await isCancelRequested(db, 'sweep', id)).toBe(true)
    await db.destroy()
    await other.close()
    await worker.close()
  })
})

describe('the same sweep, sent twenty times at once', () => {
  it('is one sweep', async () => {
    const workspace = temporaryWorkspace()
    writeFeatureCsv(workspace)
    const hosts = [await testHost({ workspace }), await testHost({ workspace })]
    const ids = await Promise.all(Array.from({ length: 20 }, (_, index) => sweepOf(hosts[index % 2])))
    expect(new Set(ids).size).toBe(1)
    await finished(hosts[0], ids[0])
    expect(await done(hosts[0].get('/sweeps'))).toMatchObject({ total: 1 })
    expect((await results(hosts[0], ids[0])).total).toBe(5)
    for (const host of hosts) await host.close()
  })
})
