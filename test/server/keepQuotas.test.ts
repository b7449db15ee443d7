import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Parts } from '../../src/services/parts.ts'
import { insertSweep, updateHeldSweep } from '../../src/store/sweeps.ts'
import { work } from '../store/temporary.ts'
import { type TestHost, temporaryWorkspace, testHost, writeFeatureCsv } from './testHost.ts'

const sweep = (more: object = {}) => ({
  csv: 'features.csv',
  columns: { return: 'ret_fwd' },
  splits: 2,
  hyperparams: { rounds: 2, depth: 2 },
  top_pct_variants: [0.2],
  momentum_gate_variants: [false],
  ...more,
})
const training = (more: object = {}) => ({
  csv: 'features.csv',
  columns: { return: 'ret_fwd' },
  hyperparams: { rounds: 2, depth: 2 },
  ...more,
})
/** Ends only when it is canceled. */
const endless = { hyperparams: { rounds: 100_000, depth: 6 } }

interface Opening {
  workspace: string
  flags?: Record<string, unknown>
  change?(parts: Parts): Partial<Parts>
}

async function opened({ workspace, flags = {}, change = () => ({}) }: Opening): Promise<TestHost> {
  const host = await testHost({ workspace, flags: { quotas_enforce: true, ...flags }, change })
  onTestFinished(() => host.close())
  return host
}

function prepared(): string {
  const workspace = temporaryWorkspace()
  writeFeatureCsv(workspace)
  return workspace
}

const startSweep = async (host: TestHost, more: object = {}): Promise<string> => {
  const { status, text, body } = await host.post('/sweeps/run', sweep(more))
  expect(status, text).toBe(202)
  return body.sweep_id
}
const statusOf = async (host: TestHost, id: string) => (await host.get(`/sweeps/${id}/status`)).body.status
const finished = async (host: TestHost, id: string) =>
  (await host.events(`/sweeps/${id}/events`)).at(-1)?.data
const until = async (host: TestHost, id: string, status: string) => {
  while ((await statusOf(host, id)) !== status) await sleep(20)
}

describe('the daily quota', () => {
  it('refuses a new sweep with what is used, and answers an equal one from the store', async () => {
    const host = await opened({ workspace: prepared(), flags: { quotas_sweeps_per_day: 2 } })
    const first = await startSweep(host)
    await finished(host, first)
    expect(await startSweep(host)).toBe(first)
    await finished(host, await startSweep(host, { seed: 2 }))
    expect(await host.post('/sweeps/run', sweep({ seed: 3 }))).toMatchObject({
      status: 403,
      body: {
        error: {
          code: 'QUOTA_EXCEEDED',
          message: "the day's quota of sweeps is used: 2 of 2",
          details: {
            quota: { sweeps_per_day: 2, sweeps_concurrent: 2, train_per_day: 20, train_concurrent: 2 },
            usage: { sweeps_today: 2, sweeps_running: 0, train_today: 0, train_running: 0 },
          },
        },
      },
    })
    expect(await startSweep(host)).toBe(first)
    expect((await host.post('/sweeps/run', sweep({ force: true }))).status).toBe(403)
    expect((await host.get('/sweeps')).body.total).toBe(2)
    expect((await host.post('/train', training())).status).toBe(200)
  })

  it('refuses a new training, but no backtest', async () => {
    const host = await opened({ workspace: prepared(), flags: { quotas_train_per_day: 1 } })
    expect((await host.post('/train', training())).status).toBe(200)
    expect((await host.post('/train', training({ seed: 2 }))).body.error).toMatchObject({
      code: 'QUOTA_EXCEEDED',
      message: "the day's quota of trainings is used: 1 of 1",
    })
    expect((await host.post('/train', training())).body).toMatchObject({ deduplicated: true })
    const { splits, csv, columns, hyperparams } = sweep()
    const backtest = await host.post('/backtests', { splits, csv, columns, hyperparams, top_pct: 0.2 })
    expect(backtest.status, backtest.text).toBeLessThan(300)
  })

  it('begins again at midnight, UTC', async () => {
    let time = new Date('2024-05-01T23:59:59.999Z')
    const host = await opened({
      workspace: prepared(),
      flags: { quotas_train_per_day: 1 },
      change: () => ({ now: () => time }),
    })
    expect((await host.post('/train', training())).status).toBe(200)
    expect((await host.post('/train', training({ seed: 2 }))).status).toBe(403)
    time = new Date('2024-05-02T00:00:00.000Z')
    expect((await host.post('/train', training({ seed: 2 }))).status).toBe(200)
    expect((await host.post('/train', training({ seed: 3 }))).status).toBe(403)
  })

  it('lets one of twenty that come together to two servers through, when one is left', async () => {
    const workspace = prepared()
    const flags = { quotas_sweeps_per_day: 1 }
    const hosts = [await opened({ workspace, flags }), await opened({ workspace, flags })]
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, seed) => hosts[seed % 2].post('/sweeps/run', sweep({ seed }))),
    )
    const statuses = answers.map(({ status }) => status).sort()
    expect(statuses).toEqual([202, ...Array.from({ length: 19 }, () => 403)])
  })

  it('does not count a sweep that is gone on with', async () => {
    const workspace = prepared()
    const flags = { quotas_sweeps_per_day: 1 }
    const host = await opened({ workspace, flags })
    const id = await startSweep(host, endless)
    await until(host, id, 'running')
    await host.post(`/sweeps/${id}/cancel`)
    await finished(host, id)
    expect((await host.post(`/sweeps/${id}/resume`)).status).toBe(202)
    await host.post(`/sweeps/${id}/cancel`)
    await finished(host, id)
    expect((await host.get('/sweeps')).body.total).toBe(1)
  })

  it('is kept to only when the settings say so', async () => {
    const flags = { quotas_enforce: false, quotas_train_per_day: 0, quotas_train_concurrent: 0 }
    const host = await opened({ workspace: prepared(), flags })
    expect((await host.post('/train', training())).status).toBe(200)
  })
})

describe('the quota of work at once', () => {
  it('lets a third sweep wait, in another server too, until one of two has ended', async () => {
    const workspace = prepared()
    const here = await opened({ workspace })
    const there = await opened({ workspace })
    const running = [
      await startSweep(here, { ...endless, seed: 1 }),
      await startSweep(here, { ...endless, seed: 2 }),
    ]
    for (const id of running) await until(here, id, 'running')
    const third = await startSweep(there, { seed: 3 })
    const ended = finished(there, third)
    await sleep(600)
    expect(await statusOf(there, third)).toBe('queued')
    expect((await there.get(`/sweeps/${third}`)).body).toMatchObject({
      sweep: { waiting: { reason: 'as many sweeps run as are allowed at once' } },
    })
    expect((await here.post(`/sweeps/${running[0]}/cancel`)).status).toBe(200)
    expect(await ended).toMatchObject({ status: 'completed' })
    await here.post(`/sweeps/${running[1]}/cancel`)
  })

  it('keeps no place from other work, and lets who asked first go first', async () => {
    const host = await opened({ workspace: prepared(), flags: { quotas_sweeps_concurrent: 1 } })
    const first = await startSweep(host, { ...endless, seed: 1 })
    await until(host, first, 'running')
    const waiting = [await startSweep(host, { seed: 2 }), await startSweep(host, { seed: 3 })]
    expect((await host.post('/train', training())).status).toBe(200)
    for (const id of waiting) expect(await statusOf(host, id)).toBe('queued')
    await host.post(`/sweeps/${first}/cancel`)
    expect(await finished(host, waiting[1])).toMatchObject({ status: 'completed' })
    expect(await statusOf(host, waiting[0])).toBe('completed')
  })

  it('lets an older one of another process go first, though that has not begun', async () => {
    let all: Parts | undefined
    const host = await opened({
      workspace: prepared(),
      flags: { quotas_sweeps_concurrent: 1 },
      change(parts) {
        all = parts
        return {}
      },
    })
    if (!all) throw new Error('the host has no parts')
    const { db } = all
    const older = { ...work(1), owner: '7@elsewhere#its', status: 'queued' as const, spec: {} }
    await insertSweep(db, older)
    const id = await startSweep(host)
    await sleep(600)
    expect(await statusOf(host, id)).toBe('queued')
    await updateHeldSweep(db, older.id, { owner: older.owner, attempt: 0 }, { status: 'failed' })
    expect(await finished(host, id)).toMatchObject({ status: 'completed' })
  })

  it('is canceled while it waits, from here and from another process', async () => {
    const workspace = prepared()
    const flags = { quotas_sweeps_concurrent: 0 }
    const host = await opened({ workspace, flags })
    const other = await opened({ workspace, flags })
    for (const from of [host, other]) {
      const id = await startSweep(host, { seed: from === host ? 1 : 2 })
      expect(await statusOf(host, id)).toBe('queued')
      expect((await from.post(`/sweeps/${id}/cancel`)).status).toBe(200)
      expect(await finished(host, id)).toMatchObject({ status: 'canceled' })
      expect(await statusOf(host, id)).toBe('canceled')
    }
  })

  it('counts nothing that a process left when it was killed', async () => {
    const workspace = prepared()
    const flags = { quotas_train_concurrent: 1 }
    let all: Parts | undefined
    const host = await opened({
      workspace,
      flags,
      change(parts) {
        all = parts
        return { isAlive: (owner) => owner !== 'gone' }
      },
    })
    expect((await host.post('/train', training())).status).toBe(200)
    await all?.db.updateTable('training_runs').set({ status: 'running', owner: 'gone' }).execute()
    expect((await host.post('/train', training({ seed: 2 }))).status).toBe(200)
  })
})
