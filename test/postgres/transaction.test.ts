import { setTimeout as wait } from 'node:timers/promises'
import { type Kysely, sql } from 'kysely'
import { expect, it } from 'vitest'
import { findBacktest, insertBacktest, updateBacktest } from '../../src/store/backtests.ts'
import { insertBuild, listBuilds, updateBuild } from '../../src/store/builds.ts'
import type { Database } from '../../src/store/schema.ts'
import { inTransaction } from '../../src/store/transaction.ts'
import { at, temporaryDatabase, work } from '../store/temporary.ts'

const total = async (db: Kysely<Database>) => (await listBuilds(db, {}, { limit: 1, offset: 0 })).total

/** Lets transactions meet at a point, so that they surely are in each other's way. */
function meeting(count: number): () => Promise<void> {
  let missing = count
  let open = () => {}
  const all = new Promise<void>((resolve) => {
    open = resolve
  })
  return () => {
    if (--missing <= 0) open()
    return all
  }
}

it('those of one lock see what the one before wrote, so that a look followed by an insert is safe', async () => {
  const db = await temporaryDatabase()
  const seen = await Promise.all(
    Array.from({ length: 20 }, (_, step) =>
      inTransaction(db, { locks: ['one'] }, async (trx) => {
        const before = await total(trx)
        await insertBuild(trx, { ...work(step), config: {} })
        return before
      }),
    ),
  )
  expect(seen.sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, index) => index))
})

it('those of other locks go on beside each other', async () => {
  const db = await temporaryDatabase()
  const meet = meeting(2)
  const both = ['one', 'other'].map((lock) => inTransaction(db, { locks: [lock] }, () => meet()))
  await expect(Promise.all(both)).resolves.toHaveLength(2)
})

it('of two that wait for each other the one that is broken off is done again', async () => {
  const db = await temporaryDatabase()
  for (const step of [1, 2]) await insertBuild(db, { ...work(step), config: {} })
  const meet = meeting(2)
  let attempts = 0
  const change = (first: number, second: number) =>
    inTransaction(db, {}, async (trx) => {
      attempts++
      await updateBuild(trx, work(first).id, { progress: 10 * first })
      await meet()
      await updateBuild(trx, work(second).id, { progress: 10 * first })
    })
  await Promise.all([change(1, 2), change(2, 1)])
  expect(attempts).toBe(3)
})

it('a run that is completed while others are judged waits its turn, whichever of the two is broken off', async () => {
  const db = await temporaryDatabase()
  for (const step of [1, 2]) {
    await insertBacktest(db, { ...work(step), status: step === 1 ? 'completed' : 'running', config: {} })
  }
  const [judged, running] = [work(1).id, work(2).id]
  let completed: Promise<void> | undefined
  await inTransaction(db, {}, async (trx) => {
    await updateBacktest(trx, judged, { score: 1 })
    // It has its own row, and waits for the counts of the leaderboard, which this transaction has.
    completed ??= updateBacktest(db, running, { status: 'completed', finishedAt: at(3) })
    await wait(200)
    await updateBacktest(trx, running, { gitSha: 'judged' })
  })
  await completed
  expect(await findBacktest(db, running)).toMatchObject({ status: 'completed', gitSha: 'judged' })
  const { rows } = await sql`select run_id from leaderboard_rows`.execute(db)
  expect(rows).toHaveLength(2)
})

it('a run whose progress is saved waits for nobody who counts', async () => {
  const db = await temporaryDatabase()
  for (const step of [1, 2]) {
    await insertBacktest(db, { ...work(step), status: step === 1 ? 'completed' : 'running', config: {} })
  }
  await inTransaction(db, {}, async (trx) => {
    await updateBacktest(trx, work(1).id, { score: 1 })
    await updateBacktest(db, work(2).id, { progress: 50 })
  })
  expect(await findBacktest(db, work(2).id)).toMatchObject({ progress: 50 })
})
