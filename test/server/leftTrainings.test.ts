import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Parts } from '../../src/services/parts.ts'
import { openWork, quotaUsage } from '../../src/services/quotas.ts'
import { takeUpLeftRuns } from '../../src/services/takeUpLeftRuns.ts'
import { requestCancel } from '../../src/store/cancelRequests.ts'
import { openCommand, startServer } from './leaving.ts'
import {
  type Answer,
  done,
  isUnbuilt,
  type TestHost,
  temporaryWorkspace,
  writeFeatureCsv,
} from './testHost.ts'

const request = { csv: 'features.csv', columns: { return: 'ret_fwd' } }
const quick = { ...request, hyperparams: { rounds: 5, depth: 2 } }
/** Some seconds of work. */
const slow = { ...request, hyperparams: { rounds: 2_000, depth: 4 } }
/** Minutes of it. */
const endless = { ...request, hyperparams: { rounds: 100_000, depth: 6 } }
const asJob = { prefer: 'respond-async' }
const patient = { timeout: 60_000 }

let workspace: string

beforeEach(() => {
  workspace = temporaryWorkspace()
  writeFeatureCsv(workspace)
})

async function jobOf(answer: Promise<Answer>): Promise<string> {
  const { status, body, text } = await answer
  expect(status, text).toBe(202)
  return body.job_id
}

type Caller = Pick<TestHost, 'get'>
const statusOf = async (host: Caller, id: string) => (await done(host.get(`/train/jobs/${id}`))).status
const shaOf = async (host: Caller, id: string) => (await done(host.get(`/training_runs/${id}`))).model_sha

describe.skipIf(isUnbuilt)('a training of a server that stops', () => {
  it('waits for the next start, which does it again to the same model', { timeout: 120_000 }, async () => {
    const first = await startServer(workspace)
    const id = await jobOf(first.post('/train', slow, asJob))
    const followed = first.events(`/train/jobs/${id}/events`)
    await expect.poll(() => statusOf(first, id), patient).toBe('running')
    expect(await first.stop()).toBe(true)
    expect((await followed).at(-1)?.data).toMatchObject({ status: 'queued' })

    const { host, parts } = await openCommand(workspace)
    expect(await statusOf(host, id)).toBe('queued')
    expect((await host.events(`/train/jobs/${id}/events`)).at(-1)?.data).toMatchObject({
      status: 'queued',
      error: { next: `go on with it: sigma jobs retry ${id}` },
    })
    expect(await quotaUsage(parts, 'local')).toMatchObject({ trainToday: 1, trainRunning: 0 })
    expect(await openWork(parts, 'train', 'local'), 'it keeps no other from its place').toEqual([])

    const second = await startServer(workspace)
    await expect.poll(() => statusOf(second, id), patient).toBe('completed')
    expect(JSON.parse((await second.get(`/train/jobs/${id}`)).text).attempt).toBe(2)
    const undisturbed = await done(second.post('/train', { ...slow, force: true }))
    expect(undisturbed.run_id).not.toBe(id)
    expect(await shaOf(second, id)).toBe(undisturbed.model_sha)
  })

  it('is left too when a request waits for it, which is told to ask again', {
    timeout: 120_000,
  }, async () => {
    const first = await startServer(workspace, { grace_seconds: 1 })
    const asked = first.post('/train', endless)
    const run = async () => (await first.get('/training_runs')).body.rows[0]
    await expect.poll(async () => (await run())?.status, patient).toBe('running')
    const { id } = await run()
    const stopped = first.stop()
    const { status, headers, body } = await asked
    expect([status, headers.get('retry-after'), body.error.code]).toEqual([503, '5', 'UNAVAILABLE'])
    expect(body.error.message).toContain('the next one goes on with')
    await stopped
    const { host } = await openCommand(workspace)
    expect(await statusOf(host, id)).toBe('queued')
  })

  it('is canceled at once while it waits for a process', { timeout: 60_000 }, async () => {
    const first = await startServer(workspace, { quotas_train_concurrent: 1 })
    const ids = [
      await jobOf(first.post('/train', endless, asJob)),
      await jobOf(first.post('/train', { ...quick, tag: 'behind' }, asJob)),
    ]
    await expect.poll(() => statusOf(first, ids[0]), patient).toBe('running')
    await first.stop()
    const { host } = await openCommand(workspace)
    expect(await Promise.all(ids.map((id) => statusOf(host, id)))).toEqual(['queued', 'queued'])
    expect((await host.post(`/train/jobs/${ids[0]}/cancel`)).body.status).toBe('canceled')
    expect((await host.post(`/train/jobs/${ids[0]}/cancel`)).status).toBe(409)

    const second = await startServer(workspace, { quotas_train_concurrent: 1 })
    await expect.poll(() => statusOf(second, ids[1]), patient).toBe('completed')
    expect(await statusOf(second, ids[0])).toBe('canceled')
  })

  it('ends where its cancel was asked for before', { timeout: 60_000 }, async () => {
    const first = await startServer(workspace)
    const id = await jobOf(first.post('/train', endless, asJob))
    await expect.poll(() => statusOf(first, id), patient).toBe('running')
    const { host, parts } = await openCommand(workspace)
    await requestCancel(parts.db, 'training', id, new Date().toISOString())
    await first.stop()
    expect(await statusOf(host, id)).toBe('canceled')
  })
})

/** What a process that was killed leaves: trainings of an owner that is gone. */
async function leaveAsKilled({ db }: Parts, id: string): Promise<void> {
  const left = { status: 'running', owner: 'gone', finished_at: null } as const
  await db.updateTable('training_runs').set(left).where('id', '=', id).execute()
}

describe('a training whose process was killed', () => {
  const alone = { change: () => ({ isAlive: (owner: string) => owner !== 'gone' }) }

  async function killed() {
    const { host, parts } = await openCommand(workspace, alone)
    const { run_id: id, model_sha: sha } = await done(host.post('/train', quick))
    await leaveAsKilled(parts, id)
    return { host, parts, id, sha }
  }

  it('is taken up by the next start, once', async () => {
    const { host, parts, id, sha } = await killed()
    const left = (await host.events(`/train/jobs/${id}/events`)).at(-1)?.data
    expect(left, 'who looks lets go of it').toMatchObject({ status: 'queued' })
    await Promise.all([takeUpLeftRuns(parts), takeUpLeftRuns(parts)])
    await parts.queue.finished(id)
    expect(await statusOf(host, id)).toBe('completed')
    expect(JSON.parse((await host.get(`/train/jobs/${id}`)).text).attempt).toBe(2)
    expect(await shaOf(host, id)).toBe(sha)
  })

  it.each([
    ['who asks for it again', (host: TestHost, _id: string) => done(host.post('/train', quick))],
    [
      'who asks for it to be done again',
      async (host: TestHost, id: string) => {
        expect((await host.post(`/train/jobs/${id}/retry`)).status).toBe(202)
        await host.events(`/train/jobs/${id}/events`)
      },
    ],
  ])('is taken up by %s', async (_, ask) => {
    const { host, id, sha } = await killed()
    await ask(host, id)
    expect(await statusOf(host, id)).toBe('completed')
    expect(await shaOf(host, id)).toBe(sha)
    expect((await done(host.get('/train/jobs'))).total).toBe(1)
  })

  it('ends where its cancel was asked for before', async () => {
    const { host, parts, id } = await killed()
    await requestCancel(parts.db, 'training', id, new Date().toISOString())
    await host.events(`/train/jobs/${id}/events`)
    expect(await statusOf(host, id)).toBe('canceled')
    await takeUpLeftRuns(parts)
    expect(await statusOf(host, id)).toBe('canceled')
  })

  it('fails with what keeps it from being done again', async () => {
    const { host, parts, id } = await killed()
    appendFileSync(join(workspace, 'features.csv'), '2030-01-01,0.1,0.1,0.001\n')
    await host.events(`/train/jobs/${id}/events`)
    await takeUpLeftRuns(parts)
    await expect(parts.queue.finished(id)).rejects.toMatchObject({ code: 'CONFLICT' })
    expect(JSON.parse((await host.get(`/train/jobs/${id}`)).text)).toMatchObject({
      status: 'failed',
      error: { code: 'CONFLICT', message: expect.stringContaining('the file features.csv changed') },
    })
  })
})
