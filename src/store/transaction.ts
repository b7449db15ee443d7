import { setTimeout as wait } from 'node:timers/promises'
import { type Kysely, sql, type Transaction } from 'kysely'
import { dialectOf } from './database.ts'
import { isRepeatable, unknownEnd } from './postgres/errors.ts'
import type { Database } from './schema.ts'

/** Attempts at a transaction that others, or the end of the server, got in the way of. */
const ATTEMPTS = 5

type Around = <Result>(act: () => Promise<Result>) => Promise<Result>

const arounds = new WeakMap<Kysely<Database>, Around>()

/** Has each transaction of a database done within something: a span of whoever traces it. */
export function doTransactionsWithin(db: Kysely<Database>, around: Around): void {
  arounds.set(db, around)
}

/**
 * Does work in a transaction: all of it is kept or nothing.
 *
 * SQLite has one writer at a time, so that what the work reads stays true until it has written. On PostgreSQL that holds
 * among those who name the same lock, whatever process they are in; others go on beside it. There the work is done
 * again when the server broke it off (deadlock, serialization, a lost connection), so it must bear being repeated.
 * What was broken off while it was being committed is not: nobody knows whether it was kept.
 *
 * @param locks what is being changed, such as the key of a ledger; without one, the work relies on nobody waiting
 * @returns what the work returns
 */
export async function inTransaction<Result>(
  db: Kysely<Database>,
  { locks = [] }: { locks?: readonly string[] },
  work: (trx: Transaction<Database>) => Promise<Result>,
): Promise<Result> {
  const around = arounds.get(db)
  return around ? around(() => attempts(db, locks, work)) : attempts(db, locks, work)
}

/** The same, within the transaction that is open already where there is one. */
export async function inAnyTransaction<Result>(
  db: Kysely<Database>,
  work: (trx: Kysely<Database>) => Promise<Result>,
): Promise<Result> {
  return db.isTransaction ? work(db) : inTransaction(db, {}, work)
}

async function attempts<Result>(
  db: Kysely<Database>,
  locks: readonly string[],
  work: (trx: Transaction<Database>) => Promise<Result>,
): Promise<Result> {
  const isPostgres = dialectOf(db) === 'postgres'
  for (let attempt = 1; ; attempt++) {
    let isCommitting = false
    try {
      return await db.transaction().execute(async (trx) => {
        // In one order, so that nobody waits for who waits for him.
        if (isPostgres) for (const lock of [...locks].sort()) await takeLock(trx, lock)
        const result = await work(trx)
        isCommitting = true
        return result
      })
    } catch (error) {
      if (!isPostgres || !isRepeatable(error)) throw error
      if (isCommitting) throw unknownEnd(error)
      if (attempt === ATTEMPTS) throw error
    }
    await wait(Math.random() * 20 * attempt)
  }
}

/** Takes a lock in the middle of a transaction, and holds it to its end. SQLite's only writer has all there are. */
export async function lockToEnd(trx: Transaction<Database>, lock: string): Promise<void> {
  if (dialectOf(trx) === 'postgres') await takeLock(trx, lock)
}

/** Held to the end of the transaction. The schema is part of it: two workspaces may share a database. */
async function takeLock(trx: Transaction<Database>, lock: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(current_schema() || ' ' || ${lock}, 0))`.execute(
    trx,
  )
}
