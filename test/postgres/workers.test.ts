import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import pg from 'pg'
import { describe, expect, inject, it, onTestFinished } from 'vitest'
import { openParts } from '../../src/host/openParts.ts'
import { openShared } from '../../src/host/shared.ts'
import { fitJob } from '../../src/services/shared.ts'
import { insertBuild, updateBuild } from '../../src/store/builds.ts'
import { openDatabase } from '../../src/store/database.ts'
import { type Priority, wantFitParts } from '../../src/store/fitParts.ts'
import { forgetWorker, listWorkers, seeWorker } from '../../src/store/workers.ts'
import { confirmed } from '../server/confirmed.ts'
import {
  done,
  quickWorkspace,
  type TestHost,
  testHost,
  testSettings,
  writeFeatureCsv,
} from '../server/testHost.ts'
import { work } from '../store/temporary.ts'
import { heldFits } from './heldFits.ts'
import {
  base,
  endless,
  opened,
  patient,
  rowsOfSweep,
  server,
  sharedWorkspace,
  sweep,
  worker,
} from './sharedWork.ts'

const rowsOf = async (host: TestHost) => {
  const { sweep_id: id } = await done(host.post('/backtest_sweep', sweep))
  return rowsOfSweep(host, id)
}

it('a backtest and a sweep come to the same by a worker as without', async () => {
  const given = await sharedWorkspace()
  writeFeatureCsv(given.workspace)
  const host = await server(given)
  let fits = 0
  const { parts } = await worker(given, ({ meters }) => ({
    meters: { ...meters, fitDone: () => void fits++ },
  }))
  const alone = await testHost({ workspace: given.workspace })
  onTestFinished(alone.close)
  const backtest = { ...base, top_pct: 0.2, hyperparams: { rounds: 5, depth: 2 } }
  const [one, other] = [
    await done(host.post('/backtest', backtest)),
    await done(alone.post('/backtest', backtest)),
  ]
  expect(one.metrics).toEqual(other.metrics)
  expect(one.folds).toEqual(other.folds)
  expect(await rowsOf(host)).toEqual(await rowsOf(alone))
  // Two splits of three fits, of one configuration and then of two.
  expect(fits).toBe(18)
  expect(await parts.db.selectFrom('fit_parts').selectAll().execute(), 'nothing is left').toEqual([])
  expect(await parts.db.selectFrom('fit_part_wants').selectAll().execute()).toEqual([])
})

it('the folds that take longest are done first', async () => {
  const given = await sharedWorkspace()
  writeFeatureCsv(given.workspace)
  const host = await server(given)
  const { begun, change, go } = heldFits()
  go()
  await worker(given, change)
  const asked = { ...base, splits: 3, top_pct: 0.2, hyperparams: { rounds: 5, depth: 2 } }
  const { folds } = await done(host.post('/backtest', asked))
  // Two inner fits and the final one.
  expect(begun).toEqual(['2,2,2', '1,1,1', '0,0,0'])
  expect(folds.map(({ fold }) => fold)).toEqual([0, 1, 2])
})

describe('parts of several users', () => {
  /** The users whose parts come one after the other out of the queue. */
  async function order(...puts: { user: string; count: number; priority?: Priority; taken?: number }[]) {
    const { parts, shared } = await opened(await sharedWorkspace())
    const users: string[] = []
    const take = async (): Promise<void> => {
      const [{ subject }] = await shared.jobs.take('fits', 1)
      await parts.db.updateTable('fit_parts').set({ owner: 'me' }).where('key', '=', subject).execute()
      users.push(subject.split(' ')[0])
    }
    for (const [put, { user, count, priority, taken = 0 }] of puts.entries()) {
      const runId = `${user} ${put}`
      const some = Array.from({ length: count }, (_, place) => ({
        key: `${runId} ${place}`,
        spec: '{}',
        jobId: randomUUID(),
      }))
      const turns = await wantFitParts(parts.db, { runKind: 'sweep', runId, userId: user }, some, priority)
      const jobs = some.map(({ key, jobId }) => fitJob({ key, jobId, turn: turns.get(key) ?? 0 }))
      await shared.jobs.put('fits', jobs)
      for (let more = taken; more > 0; more--) await take()
    }
    for (let left = await shared.jobs.size('fits'); left > 0; left--) await take()
    return users.join('')
  }

  it('take turns, however many each has, and the first does not wait for who comes late', async () => {
    expect(await order({ user: 'a', count: 6, taken: 2 }, { user: 'b', count: 3 })).toBe('aaabababa')
  })

  it('get more of the workers by a higher priority, and less by a lower one', async () => {
    const users = await order(
      { user: 'n', count: 8 },
      { user: 'h', count: 8, priority: 'high' },
      { user: 'l', count: 8, priority: 'low' },
    )
    const firstTen = [...users.slice(0, 10)]
    const of = (user: string): number => firstTen.filter((each) => each === user).length
    expect([of('h'), of('n'), of('l')]).toEqual([7, 2, 1])
  })
})

it('of a worker that others took for gone is told when it comes back, and its run is not its own any more', async () => {
  const { parts } = await opened(await sharedWorkspace())
  const self = { owner: parts.owner, version: '1', host: 'here', queues: ['fits'], concurrency: 1 }
  expect(await seeWorker(parts.db, self), 'the first time').toBe(true)
  expect(await seeWorker(parts.db, self)).toBe(false)
  await forgetWorker(parts.db, self.owner)
  expect(await seeWorker(parts.db, self)).toBe(true)
  const run = { ...work(1), owner: 'another', config: {} }
  await insertBuild(parts.db, run)
  await expect(updateBuild(parts.db, run.id, { progress: 50 }, parts.owner)).rejects.toMatchObject({
    code: 'CONFLICT',
    message: `another process works on the build ${run.id}`,
  })
})

it.each([
  ['backtests', '/backtests', { ...base, hyperparams: endless }],
  ['sweeps', '/sweeps/run', { ...base, top_pct_variants: [0.1], hyperparams_variants: [endless] }],
] as const)(
  'a cancel reaches the worker of %s, and their parts leave the queue',
  async (_, path, request) => {
    const given = await sharedWorkspace()
    writeFeatureCsv(given.workspace)
    const host = await server(given)
    let begun = 0
    let stopped = 0
    const { parts } = await worker(given, ({ fits }) => ({
      fits: {
        ...fits,
        async run(...work: Parameters<typeof fits.run>) {
          begun++
          return fits.run(...work).finally(() => stopped++)
        },
      },
    }))
    const { run_id, sweep_id } = (await host.post(path, request)).body
    const id = run_id ?? sweep_id
    await expect.poll(() => begun, patient).toBe(1)
    const statusOf = async () => (await done(host.get('/admin/jobs'))).rows[0].status
    expect(await statusOf()).toBe('running')
    await done(confirmed(host, 'POST', `/admin/jobs/${id}/cancel`))
    await expect.poll(statusOf, patient).toBe('canceled')
    await expect.poll(() => stopped, patient).toBe(1)
    expect(begun, 'the other part is not begun').toBe(1)
    expect(await parts.shared?.jobs.size('fits')).toBe(0)
    expect(await parts.db.selectFrom('fit_parts').selectAll().execute()).toEqual([])
  },
)

/** An ordinary user of the server that the tests run on, who may make tables in one schema alone. */
async function userWithoutRights(schema: string): Promise<string> {
  const url = new URL(inject('postgresUrl') ?? '')
  const client = new pg.Client(url.href)
  await client.connect()
  const name = `ordinary_${randomUUID().slice(0, 8)}`
  await client.query(`create role ${name} login; create schema ${schema} authorization ${name}`)
  onTestFinished(async () => {
    await client.query(`drop schema ${schema} cascade; drop role ${name}`)
    await client.end()
  })
  url.username = name
  return url.href
}

it('a user of the database who may not make the tables of the queue is told which right to grant', async () => {
  const { workspace, flags } = await sharedWorkspace()
  const url = await userWithoutRights(flags.db_schema)
  const settings = await testSettings(workspace, { ...flags, database_url: url })
  const { parts, close } = await openParts({ workspace, settings, threads: 1 })
  const user = new URL(url).username
  await expect(parts.shared?.jobs.size('runs')).rejects.toMatchObject({
    code: 'UNAVAILABLE',
    message: expect.stringContaining(`The user ${user} of the database may not make the tables of the queue`),
    next: `Let its owner run: grant create on database postgres to ${user};`,
  })
  expect(await listWorkers(parts.db), 'the connection serves on').toEqual([])
  await close()
})

it('the tables of the queue are made once, by whoever is first', async () => {
  const { workspace, flags } = await sharedWorkspace()
  const settings = await testSettings(workspace, flags)
  const all = await Promise.all(
    Array.from({ length: 4 }, () => openParts({ workspace, settings, threads: 1 })),
  )
  onTestFinished(async () => void (await Promise.all(all.map(({ close }) => close()))))
  const sizes = await Promise.all(all.map(({ parts }) => parts.shared?.jobs.size('runs')))
  expect(sizes).toEqual([0, 0, 0, 0])
})

it('a queue without a PostgreSQL database is refused', async () => {
  const workspace = await quickWorkspace()
  const settings = { ...(await testSettings(workspace)), jobs: 'pgboss' } as const
  const target = { file: join(workspace, '.sigma', 'sigma.db') }
  const db = await openDatabase(target)
  onTestFinished(() => db.destroy())
  await expect(openShared(settings, target, db, false)).rejects.toMatchObject({
    code: 'INVALID_PARAM',
    next: expect.stringContaining('DATABASE_URL'),
  })
})
