import { setTimeout as wait } from 'node:timers/promises'
import type { Kysely } from 'kysely'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { findBuild, insertBuild, listBuilds, updateBuild } from '../../src/store/builds.ts'
import { openDatabase } from '../../src/store/database.ts'
import type { Database } from '../../src/store/schema.ts'
import { inTransaction } from '../../src/store/transaction.ts'
import { done, quick, testHost } from '../server/testHost.ts'
import { work } from '../store/temporary.ts'
import { type PostgresServer, startPostgres } from './server.ts'

// A server of its own: the other tests need theirs.
let server: PostgresServer
beforeAll(async () => {
  server = await startPostgres()
})
afterAll(() => server.remove())

let schemas = 0
async function opened(retrySeconds = 20): Promise<Kysely<Database>> {
  const db = await openDatabase({ url: server.url, schema: `restart_${++schemas}`, retrySeconds })
  onTestFinished(() => db.destroy())
  return db
}

async function restart(how: 'fast' | 'immediate'): Promise<void> {
  await server.stop(how)
  await server.start()
}

const build = (step: number) => ({ ...work(step), config: {} })
const ids = async (db: Kysely<Database>) =>
  (await listBuilds(db, {}, { limit: 100, offset: 0 })).rows.map(({ id }) => id).sort()

describe.each(['fast', 'immediate'] as const)('a server that is stopped (%s) and started', (how) => {
  it('is found again by the next statement, whether it is back or not yet', async () => {
    const db = await opened()
    await insertBuild(db, build(1))
    await restart(how)
    await updateBuild(db, work(1).id, { progress: 10 })
    await server.stop(how)
    const found = findBuild(db, work(1).id)
    await wait(300)
    await server.start()
    expect(await found).toMatchObject({ progress: 10 })
    await insertBuild(db, build(2))
    expect(await ids(db)).toEqual([work(1).id, work(2).id])
  })

  it('in the middle of a transaction has it done again, whole and once', async () => {
    const db = await opened()
    let attempts = 0
    await inTransaction(db, { locks: ['builds'] }, async (trx) => {
      attempts++
      await insertBuild(trx, build(1))
      if (attempts === 1) await restart(how)
      await insertBuild(trx, build(2))
    })
    expect(attempts).toBe(2)
    expect(await ids(db)).toEqual([work(1).id, work(2).id])
  })
})

it('a server that stays away is told of when the time is up, with what to do', async () => {
  const db = await opened(0.5)
  await insertBuild(db, build(1))
  await server.stop('fast')
  await expect(insertBuild(db, build(2))).rejects.toMatchObject({
    code: 'UNAVAILABLE',
    message: expect.stringContaining("can't be reached"),
    next: expect.stringContaining('Start PostgreSQL'),
  })
  await server.start()
  expect(await ids(db), 'the same connections work again').toEqual([work(1).id])
})

it('an error of the work itself is told, though the server is gone by then', async () => {
  const db = await opened()
  const failing = inTransaction(db, {}, async (trx) => {
    await insertBuild(trx, build(1))
    await restart('immediate')
    throw new RangeError('of the work itself')
  })
  await expect(failing).rejects.toThrow('of the work itself')
  expect(await ids(db)).toEqual([])
})

it.each(['fast', 'immediate'] as const)(
  'a sweep goes on when the server is stopped (%s) and started in its middle',
  async (how) => {
    const host = await testHost({ flags: { database_url: server.url, db_schema: `sweep_${how}` } })
    onTestFinished(() => host.close())
    await done(host.post('/build_matrix', { model_id: quick.model_id }))
    const thresholds_variants = Array.from({ length: 60 }, (_, index) => [0.4 + index * 0.003])
    const { body } = await host.post('/sweeps/run', { ...quick, sweep: { thresholds_variants } })
    const state = () => done(host.get(`/sweeps/${body.sweep_id}/status`))
    while ((await state()).progress.completed === 0) await wait(5)
    await restart(how)
    expect(await state()).toMatchObject({ status: 'running' })
    await host.events(`/sweeps/${body.sweep_id}/events`)
    expect(await state()).toMatchObject({ status: 'completed', progress: { completed: 60, total: 60 } })
    const { rows } = await done(host.get(`/sweeps/${body.sweep_id}/results?limit=200`))
    expect(new Set(rows.map(({ id }) => id)).size).toBe(60)
  },
)
