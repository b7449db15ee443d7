import { type Kysely, sql } from 'kysely'
import type { Database } from './schema.ts'

// All times are by the clock of the database: those of the machines may be apart. On PostgreSQL only.

/** A process that takes work from the queue. */
export interface Worker {
  owner: string
  version: string
  host: string
  queues: string[]
  concurrency: number
}

/** How long nothing is heard of a worker before others take what it had. */
const silentSeconds = 20

const now = sql<string>`now()`

const isHeard = sql<boolean>`seen_at > now() - ${sql.lit(silentSeconds)} * interval '1 second'`

/** Tells the others that a worker is there, for the first time or once more. */
export async function seeWorker(
  db: Kysely<Database>,
  { owner, version, host, queues, concurrency }: Worker,
): Promise<void> {
  await db
    .insertInto('workers')
    .values({
      ...{ owner, version, host, concurrency },
      queues: queues.join(','),
      started_at: now,
      seen_at: now,
    })
    .onConflict((conflict) => conflict.column('owner').doUpdateSet({ seen_at: now }))
    .execute()
}

/** A worker that ends tells so, and is not waited for. */
export async function forgetWorker(db: Kysely<Database>, owner: string): Promise<void> {
  await db.deleteFrom('workers').where('owner', '=', owner).execute()
}

/** Those that are heard of, oldest first. */
export async function listWorkers(db: Kysely<Database>): Promise<(Worker & { startedAt: string })[]> {
  const rows = await db
    .selectFrom('workers')
    .selectAll()
    .where(isHeard)
    .orderBy('started_at')
    .orderBy('owner')
    .execute()
  return rows.map(({ owner, version, host, queues, concurrency, started_at: startedAt }) => ({
    ...{ owner, version, host, concurrency, startedAt },
    queues: queues.split(','),
  }))
}

/** The owners of which nothing is heard any more. */
export async function listSilentWorkers(db: Kysely<Database>): Promise<string[]> {
  const rows = await db.selectFrom('workers').select('owner').where(sql<boolean>`not ${isHeard}`).execute()
  return rows.map(({ owner }) => owner)
}
