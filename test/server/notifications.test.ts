import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openHost } from '../../src/host/host.ts'
import { openParts } from '../../src/host/openParts.ts'
import { serve } from '../../src/host/serve.ts'
import { closeIfStale, closeStaleRuns } from '../../src/services/closeStaleRuns.ts'
import type { Parts } from '../../src/services/parts.ts'
import { resumeInterrupted } from '../../src/services/resumeSweep.ts'
import { requireSweep } from '../../src/services/runs.ts'
import { currentUser } from '../../src/services/user.ts'
import { insertBacktest } from '../../src/store/backtests.ts'
import { requestCancel } from '../../src/store/cancelRequests.ts'
import { insertSweep, type Sweep } from '../../src/store/sweeps.ts'
import { inTransaction } from '../../src/store/transaction.ts'
import { expectSigned, receiver, secret } from '../receiver.ts'
import { work } from '../store/temporary.ts'
import {
  done,
  type TestHost,
  temporaryWorkspace,
  testHost,
  testSettings,
  writeFeatureCsv,
} from './testHost.ts'

const foreign = {
  csv: 'features.csv',
  columns: { return: 'ret_fwd' },
  hyperparams: { rounds: 5, depth: 2 },
  splits: 2,
  inner_folds: 2,
}
const sweep = { ...foreign, thresholds_variants: ['0.5', '0.6'], tag: 'nightly' }
const endless = { ...sweep, hyperparams: { rounds: 50_000, depth: 6 } }

async function opened(url: string, flags: Record<string, unknown> = {}): Promise<TestHost> {
  const host = await testHost({ flags: { notify_url: url, notify_secret: secret, ...flags } })
  writeFeatureCsv(host.workspace)
  onTestFinished(host.close)
  return host
}

/** Bars of noise: no gate passes on them. */
function writeNoise({ workspace }: TestHost): void {
  const lines = Array.from({ length: 300 }, (_, i) => {
    const day = new Date(Date.UTC(2015, 0, 1 + i)).toISOString().slice(0, 10)
    return `${day},${(i * 7919) % 101},${(((i * 104_729) % 97) - 48) / 10_000}`
  })
  writeFileSync(join(workspace, 'noise.csv'), `date,signal,ret_fwd\n${lines.join('\n')}\n`)
}

describe('the receiver of notifications', () => {
  it('is told of a sweep that is done', async () => {
    const { url, told, received } = await receiver()
    const host = await opened(url, { notify_events: 'sweep.completed' })
    const { sweep_id: id } = await done(host.post('/backtest_sweep', sweep))
    const { rows } = await done(host.get('/leaderboard?tag=nightly'))
    await expect.poll(() => received.length).toBe(1)
    const [one] = told()
    expect(one).toMatchObject({
      event: 'sweep.completed',
      user: 'local',
      subject: { kind: 'sweep', id, pack_id: 'adhoc', tag: 'nightly' },
      variants: { total: 2, completed: 2, passed: rows.filter(({ gate }) => gate.pass).length },
      best: { run_id: rows[0].id },
      error: null,
      links: { sweep: `/sweeps/${id}`, page: `/ui/sweeps/${id}` },
    })
    expect(Date.parse(one.at)).toBeGreaterThan(Date.now() - 60_000)
    expect(received[0].headers['webhook-id']).toBe(one.id)
    expectSigned(received[0])
    expect((await host.get(one.links.sweep)).status).toBe(200)
    expect((await host.get(one.links.page)).status).toBe(200)
  })

  it('is told of a gate that no variant passes, and that a run or its promotion fails', async () => {
    const { url, told, received } = await receiver()
    const host = await opened(url, { notify_events: 'gate.failed' })
    writeNoise(host)
    const { sweep_id: id } = await done(host.post('/backtest_sweep', { ...sweep, csv: 'noise.csv' }))
    await expect.poll(() => received.length).toBe(1)
    expect(told()[0]).toMatchObject({
      event: 'gate.failed',
      subject: { kind: 'sweep', id },
      variants: { passed: 0 },
      reasons: expect.arrayContaining([expect.any(String)]),
    })
    const body = { ...foreign, csv: 'noise.csv', thresholds: '0.55' }
    const { run_id: runId, gate } = await done(host.post('/backtest', body))
    await expect.poll(() => received.length).toBe(2)
    expect(told()[1]).toMatchObject({
      event: 'gate.failed',
      when: 'backtest',
      subject: { kind: 'backtest', id: runId },
      reasons: gate.reasons,
      links: { backtest: `/backtests/${runId}`, page: `/ui/runs/${runId}` },
    })
    expect((await host.get(told()[1].links.page)).status).toBe(200)
    const refused = await host.post('/train/batch', { jobs: [{ from: { backtest_id: runId } }] })
    expect(refused.body.error.code, refused.text).toBe('GATE_FAILED')
    await expect.poll(() => received.length).toBe(3)
    expect(told()[2]).toMatchObject({
      event: 'gate.failed',
      when: 'promotion',
      subject: { kind: 'backtest', id: runId },
    })
    for (const one of received) expectSigned(one)
  })

  it('is told of a sweep that is canceled, or fails', async () => {
    const { url, told, received } = await receiver()
    const host = await opened(url)
    const canceled = await host.post('/sweeps/run', endless)
    expect((await host.post(`/sweeps/${canceled.body.sweep_id}/cancel`)).status).toBe(200)
    await expect.poll(() => received.length, { timeout: 10_000 }).toBe(1)
    expect(told()[0]).toMatchObject({
      event: 'sweep.canceled',
      subject: { id: canceled.body.sweep_id },
      variants: { total: 2, completed: 0 },
      best: null,
      error: { code: 'CONFLICT' },
    })
  })

  it('is told of a sweep that ended with its process', async () => {
    const { url, told, received } = await receiver()
    const workspace = temporaryWorkspace()
    const settings = await testSettings(workspace, { notify_url: url, notify_secret: secret })
    const { parts, close } = await openParts({ workspace, settings, threads: 1 })
    onTestFinished(close)
    const gone = { ...parts, isAlive: () => false }
    const left = { spec: {}, progressTotal: 3, owner: '1@elsewhere' } as const
    const lost = { ...work(1), ...left, userId: 'ann' }
    await insertSweep(parts.db, lost)
    const stopped = { ...work(2), ...left, request: {}, userId: 'ben' }
    await insertSweep(parts.db, stopped)
    await requestCancel(parts.db, 'sweep', stopped.id, new Date().toISOString())
    await closeStaleRuns(gone)
    await closeStaleRuns(gone)
    await expect.poll(() => received.length).toBe(2)
    expect(
      told()
        .map(({ event, subject, user }) => [event, subject.id, user])
        .sort(),
    ).toEqual([
      ['sweep.canceled', stopped.id, 'ben'],
      ['sweep.failed', lost.id, 'ann'],
    ])
  })

  it.each<[string, (parts: Parts, sweep: Sweep) => Promise<unknown>]>([
    ['all that a process left is closed', closeStaleRuns],
    ['the sweep is closed', closeIfStale],
    [
      'the sweep is closed within a transaction',
      (parts, sweep) => inTransaction(parts.db, {}, (trx) => closeIfStale({ ...parts, db: trx }, sweep)),
    ],
  ])('is told of a sweep that ended with its process together with its end, when %s', async (_, close) => {
    const { url, told, received } = await receiver()
    const workspace = temporaryWorkspace()
    const settings = await testSettings(workspace, { notify_url: url, notify_secret: secret })
    const { parts, close: closeParts } = await openParts({ workspace, settings, threads: 1 })
    onTestFinished(closeParts)
    const gone = { ...parts, isAlive: () => false }
    const { id } = await insertSweep(parts.db, { ...work(1), spec: {}, owner: '1@elsewhere' })
    const found = await requireSweep(parts, id)
    const killed = (): string => {
      throw new Error('killed')
    }
    await expect(close({ ...gone, newId: killed }, found)).rejects.toThrow('killed')
    expect((await requireSweep(parts, id)).status).toBe('running')
    await close(gone, found)
    parts.notifier.wake()
    await expect.poll(() => received.length).toBe(1)
    expect(told()[0]).toMatchObject({ event: 'sweep.failed', subject: { id } })
  })

  it('is told of a sweep that another process went on with under the name of who asked for it', async () => {
    const { url, told, received } = await receiver()
    const host = await opened(url, { notify_events: 'sweep.failed' })
    const { sweep_id: id } = await done(host.post('/backtest_sweep', sweep))
    const flags = { notify_url: url, notify_secret: secret, notify_events: 'sweep.completed' }
    const { workspace } = host
    const settings = await testSettings(workspace, flags)
    const { parts, close } = await openParts({ workspace, settings, threads: 1 })
    onTestFinished(close)
    await parts.db
      .updateTable('backtest_sweeps')
      .set({ status: 'queued', owner: null, user_id: 'ann', finished_at: null })
      .where('id', '=', id)
      .execute()
    const users = new Set<string>()
    const info = () => void users.add(currentUser())
    await resumeInterrupted({ ...parts, log: { ...parts.log, info } })
    await expect.poll(() => received.length).toBe(1)
    expect(told()[0]).toMatchObject({ event: 'sweep.completed', user: 'ann', subject: { id } })
    expect([...users]).toEqual(['ann'])
  })

  it('is told of a sweep that ended beside a run that cannot be read', async () => {
    const { url, told, received } = await receiver()
    const workspace = temporaryWorkspace()
    const settings = await testSettings(workspace, { notify_url: url, notify_secret: secret })
    const { parts, close } = await openParts({ workspace, settings, threads: 1 })
    onTestFinished(close)
    const { id } = await insertSweep(parts.db, { ...work(1), spec: {}, owner: '1@elsewhere' })
    await insertBacktest(parts.db, { ...work(2), status: 'completed', config: {}, sweepId: id })
    const torn = await insertBacktest(parts.db, { ...work(3), status: 'completed', config: {} })
    const runs = parts.db.updateTable('backtest_runs')
    await runs.set({ ledger_key: 'ledger', metrics: '{}' }).execute()
    await runs.set({ statistics: 'torn' }).where('id', '=', torn.id).execute()
    const bugs: string[] = []
    const reportBug = (_: unknown, where: string) => void bugs.push(where)
    await closeStaleRuns({ ...parts, isAlive: () => false, reportBug })
    expect(bugs).toEqual([`judging the runs beside the sweep ${id}`])
    await expect.poll(() => received.length).toBe(1)
    expect(told()[0]).toMatchObject({ event: 'sweep.failed', subject: { id } })
  })

  it('fails no run and keeps none waiting when it is down; a server that starts later tells it', async () => {
    const down = await receiver()
    down.close()
    const workspace = temporaryWorkspace()
    writeFeatureCsv(workspace)
    const flags = { notify_url: down.url, notify_secret: secret, notify_events: 'sweep.completed' }
    const host = await testHost({ workspace, flags })
    const { status } = await done(host.post('/backtest_sweep', sweep))
    expect(status).toBe('completed')
    await host.close()
    const up = await receiver()
    const { parts, close } = await openParts({
      workspace,
      settings: await testSettings(workspace),
      threads: 1,
    })
    // As if the time until the next try were over.
    await parts.db.updateTable('notifications').set({ due_at: new Date().toISOString() }).execute()
    await close()
    const settings = await testSettings(workspace, { ...flags, notify_url: up.url })
    const server = await serve({ workspace, settings, threads: 1, host: '127.0.0.1', port: 0 })
    onTestFinished(async () => void (await server.stop()))
    await expect.poll(() => up.received.length).toBe(1)
    expect(up.told()[0].event).toBe('sweep.completed')
  })
})

describe('a receiver that is set wrongly', () => {
  it('is refused before anything is opened', async () => {
    const workspace = temporaryWorkspace()
    const settings = await testSettings(workspace, { notify_url: 'http://hooks.example/x' })
    await expect(openHost({ workspace, settings })).rejects.toMatchObject({
      code: 'INVALID_PARAM',
      message: expect.stringContaining('notify.url: is http: on another machine'),
    })
  })

  it('is refused by a server that could not sign what it sends', async () => {
    const workspace = temporaryWorkspace()
    const settings = await testSettings(workspace, { notify_url: 'https://hooks.example/x' })
    await expect(
      serve({ workspace, settings, threads: 1, host: '127.0.0.1', port: 0 }),
    ).rejects.toMatchObject({ message: expect.stringContaining('SIGMA_NOTIFY_SECRET') })
  })

  it.each([
    [{ notify_url: 'https://user:pass@hooks.example/' }, 'holds a name or a password'],
    [{ notify_url: 'ftp://hooks.example/' }, 'Invalid URL'],
    [{ notify_secret: 'guessed' }, 'expected whsec_ and 24 to 64 bytes in base64'],
    [{ notify_secret: `whsec_${'QQ=='}` }, 'expected whsec_ and 24 to 64 bytes in base64'],
    [{ notify_events: 'sweep.completed,drift' }, 'got "drift"'],
  ])('%j is a fault of the settings', async (flags, issue) => {
    const failure = await testSettings(temporaryWorkspace(), flags).catch((error: unknown) => error)
    expect(String(failure)).toContain(issue)
    expect(String(failure)).not.toContain('guessed')
  })
})
