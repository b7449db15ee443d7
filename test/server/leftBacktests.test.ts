import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Parts } from '../../src/services/parts.ts'
import { takeUpLeftRuns } from '../../src/services/takeUpLeftRuns.ts'
import { auditOf, confirmed } from './confirmed.ts'
import { openCommand, startServer } from './leaving.ts'
import {
  done,
  isUnbuilt,
  modelId,
  type TestHost,
  type TestHostOptions,
  temporaryWorkspace,
  writeFeatureCsv,
} from './testHost.ts'

const file = { csv: 'features.csv', columns: { return: 'ret_fwd' }, splits: 2 }
const backtest = { ...file, hyperparams: { rounds: 20, depth: 2 } }
/** Minutes of it. */
const endless = { ...file, hyperparams: { rounds: 100_000, depth: 6 } }
/** All that a row of a build would not tell by itself. */
const build = {
  model_id: modelId,
  start: '2005-01-03',
  end: '2007-12-31',
  features: ['rsi', 'macd'],
  k_sigma: 0.4,
  out_csv: 'copy.csv',
  tag: 'left',
}
const patient = { timeout: 60_000 }

type Caller = Pick<TestHost, 'get' | 'post'>

async function idOf(answer: ReturnType<TestHost['post']>): Promise<string> {
  const { status, body, text } = await answer
  expect(status, text).toBe(202)
  return body.run_id
}

const buildOf = async (host: Caller, id: string) => (await host.get(`/build_runs/${id}`)).body
const backtestOf = async (host: Caller, id: string) => (await host.get(`/backtests/${id}`)).body
const jobOf = async (host: Caller, id: string) =>
  JSON.parse((await host.get('/admin/jobs')).text).rows.find((row: { job_id: string }) => row.job_id === id)

/** What a backtest came to. */
const figuresOf = async (host: Caller, id: string) => {
  const { metrics, folds, lineage, gate } = await backtestOf(host, id)
  return { metrics: { ...metrics, timings: null }, folds, lineage, reasons: gate.reasons }
}

describe.skipIf(isUnbuilt)('builds and backtests of a server that stops', () => {
  it('wait for the next start, which comes to what an undisturbed run does', {
    timeout: 120_000,
  }, async () => {
    const workspace = temporaryWorkspace()
    writeFeatureCsv(workspace)
    const first = await startServer(workspace)
    // The second of both runs keeps what follows from its place.
    const running = [
      await idOf(first.post('/backtests', endless)),
      await idOf(first.post('/backtests', { ...endless, tag: 'b' })),
    ]
    const waiting = {
      build: await idOf(first.post('/matrix/build', build)),
      backtest: await idOf(first.post('/backtests', { ...backtest, audit: true, report: true })),
    }
    await expect
      .poll(() => Promise.all(running.map(async (id) => (await backtestOf(first, id)).status)), patient)
      .toEqual(['running', 'running'])
    expect(await first.stop()).toBe(true)

    const { host, parts } = await openCommand(workspace)
    const left = await parts.db.selectFrom('backtest_runs').select(['id', 'status', 'owner']).execute()
    expect(left.map(({ status, owner }) => [status, owner])).toEqual(left.map(() => ['queued', null]))
    expect((await buildOf(host, waiting.build)).status).toBe('queued')
    expect((await host.events(`/backtests/${running[0]}/events`)).at(-1)?.data).toMatchObject({
      error: { next: `go on with it: sigma admin jobs retry ${running[0]}` },
    })
    // They would take minutes: one that nobody has is ended at once.
    const { cancelJob } = await import('../../src/services/jobs.ts')
    for (const id of running) await cancelJob(parts, id)
    expect((await backtestOf(host, running[0])).status).toBe('canceled')

    const second = await startServer(workspace)
    await expect.poll(async () => (await buildOf(second, waiting.build)).status, patient).toBe('completed')
    await expect
      .poll(async () => (await backtestOf(second, waiting.backtest)).report, patient)
      .toEqual(expect.any(String))
    expect(existsSync(join(workspace, build.out_csv)), 'the copy is written').toBe(true)
    const again = {
      build: await done(second.post('/build_matrix', { ...build, force: true })),
      backtest: await done(second.post('/backtest', { ...backtest, audit: true, force: true })),
    }
    const { matrix_sha } = await buildOf(second, waiting.build)
    expect(matrix_sha).toBe(again.build.matrix_sha)
    expect(again.backtest.run_id).not.toBe(waiting.backtest)
    expect(await figuresOf(second, waiting.backtest)).toEqual(await figuresOf(second, again.backtest.run_id))
    expect((await backtestOf(second, waiting.backtest)).audit).toEqual(again.backtest.audit)
    expect((await jobOf(second, waiting.build)).attempts).toBe(2)
    expect((await backtestOf(second, running[1])).status).toBe('canceled')
  })
})

/** What a process that was killed leaves: runs of an owner that is gone. */
async function leaveAsKilled(
  { db }: Parts,
  table: 'build_runs' | 'backtest_runs',
  id: string,
): Promise<void> {
  const left = { status: 'running', owner: 'gone', finished_at: null } as const
  await db.updateTable(table).set(left).where('id', '=', id).execute()
}

describe('a build or backtest whose process was killed', () => {
  const workspace = temporaryWorkspace()
  const alone = { change: () => ({ isAlive: (owner: string) => owner !== 'gone' }) }

  it('is taken up by the next start, once, or by who asks for it again', async () => {
    writeFeatureCsv(workspace)
    const { host, parts } = await openCommand(workspace, alone)
    const built = await done(host.post('/build_matrix', build))
    const tried = await done(host.post('/backtest', backtest))
    const figures = await figuresOf(host, tried.run_id)
    const start = async (): Promise<void> => {
      for (const path of [`/build_runs/${built.run_id}/events`, `/backtests/${tried.run_id}/events`])
        expect((await host.events(path)).at(-1)?.data, 'who looks lets go').toMatchObject({
          status: 'queued',
        })
      await Promise.all([takeUpLeftRuns(parts), takeUpLeftRuns(parts)])
    }
    const askAgain = async (): Promise<void> => {
      expect((await done(host.post('/build_matrix', build))).run_id).toBe(built.run_id)
      expect((await done(host.post('/backtest', backtest))).run_id).toBe(tried.run_id)
    }
    for (const [place, takeUp] of [start, askAgain].entries()) {
      await leaveAsKilled(parts, 'build_runs', built.run_id)
      await leaveAsKilled(parts, 'backtest_runs', tried.run_id)
      await takeUp()
      await Promise.all([built, tried].map(({ run_id: id }) => parts.queue.finished(id)))
      expect(await buildOf(host, built.run_id)).toMatchObject({
        status: 'completed',
        matrix_sha: built.matrix_sha,
      })
      expect(await figuresOf(host, tried.run_id)).toEqual(figures)
      const attempts = await Promise.all([built, tried].map(async ({ run_id: id }) => jobOf(host, id)))
      expect(attempts.map((job) => job.attempts)).toEqual([place + 2, place + 2])
    }
    expect((await done(host.get('/backtests'))).total).toBe(1)
  })

  it('fails with what keeps it from being done again', async () => {
    writeFeatureCsv(workspace)
    const { host, parts } = await openCommand(workspace, alone)
    const { run_id: id } = await done(host.post('/backtest', { ...backtest, tag: 'changed' }))
    await leaveAsKilled(parts, 'backtest_runs', id)
    writeFeatureCsv(workspace, 'features.csv', 300)
    await host.events(`/backtests/${id}/events`)
    await takeUpLeftRuns(parts)
    await expect(parts.queue.finished(id)).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('the file features.csv changed'),
    })
    expect(await backtestOf(host, id)).toMatchObject({ status: 'failed' })
  })
})

it('a backtest of another process is stopped from here', async () => {
  const workspace = temporaryWorkspace()
  writeFeatureCsv(workspace)
  const { host: worker, parts } = await openCommand(workspace)
  const { host: other } = await openCommand(workspace)
  const id = await idOf(worker.post('/backtests', endless))
  await expect.poll(async () => (await backtestOf(worker, id)).status, patient).toBe('running')
  const ended = parts.queue.finished(id).catch(() => 'it was stopped')
  expect(await done(confirmed(other, 'POST', `/admin/jobs/${id}/cancel`))).toEqual({ ok: true })
  expect(await auditOf(other, 'cancelJob')).toMatchObject([
    { details: { changed: { cancel_requested: { before: false, after: true } } } },
  ])
  expect(await ended).toBe('it was stopped')
  expect((await backtestOf(other, id)).status).toBe('canceled')
})

describe('a build that is on its way', () => {
  /** Holds a build at the file that it stores first. */
  function held(): { options: TestHostOptions; isHeld: Promise<void>; release: () => void } {
    let [hold, release] = [() => {}, () => {}]
    const isHeld = new Promise<void>((resolve) => {
      hold = resolve
    })
    const released = new Promise<void>((resolve) => {
      release = resolve
    })
    const options: TestHostOptions = {
      change: ({ artifacts }) => ({
        artifacts: {
          ...artifacts,
          async put(...args) {
            hold()
            await released
            return artifacts.put(...args)
          },
        },
      }),
    }
    return { options, isHeld, release: () => release() }
  }

  it.each([
    ['canceled', (parts: Parts, id: string) => void parts.queue.cancel(id), 'canceled'],
    ['stopped', (parts: Parts) => void parts.queue.close({ leave: true }), 'queued'],
  ])('ends before its next step when it is %s', async (_, stop, status) => {
    const workspace = temporaryWorkspace()
    const { options, isHeld, release } = held()
    const { host, parts } = await openCommand(workspace, options)
    const id = await idOf(host.post('/matrix/build', build))
    await isHeld
    stop(parts, id)
    release()
    await expect(parts.queue.finished(id)).rejects.toThrow()
    expect((await buildOf(host, id)).status).toBe(status)
    expect((await parts.db.selectFrom('matrices').select('sha').execute()).length).toBe(0)
  })
})
