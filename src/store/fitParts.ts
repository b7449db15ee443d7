import { type Kysely, sql } from 'kysely'
import type { Database } from './schema.ts'
import type { RunError } from './work.ts'

// On PostgreSQL only: a queue of parts is for several machines.

/** The fits of one fold with one set of settings, as they are put into the queue. */
export interface NewFitPart {
  /** A hash of all that its result depends on. */
  key: string
  spec: string
  jobId: string
}

/** A part by its place in the queue. */
export interface QueuedFitPart {
  key: string
  jobId: string
  turn: number
}

/** Whose part it is. */
export interface PartsOf {
  runKind: 'backtest' | 'sweep'
  runId: string
  userId: string
}

/** How much of the workers a run gets beside others. */
export type Priority = 'low' | 'normal' | 'high'

/** How many turns lie between a part and the next one of its run. */
const stride: Readonly<Record<Priority, number>> = { high: 1, normal: 4, low: 16 }

/** The engine of the queue counts to 2^31. */
const lastTurn = 2 ** 31 - 1

/** A part that a worker does. */
export interface FitPart extends PartsOf {
  key: string
  spec: string
  /** Which try this is, from 1. */
  attempts: number
}

/** A part that is done, or that can't be. */
export interface EndedFitPart {
  key: string
  result: Uint8Array | null
  error: RunError | null
}

const now = sql<string>`now()`

/**
 * Says that a run wants some parts. One that somebody else wants already, or that is done, is not made anew; one that was given
 * up is tried again.
 *
 * @returns the turns of those that have to be put into the queue, by key
 */
export async function wantFitParts(
  db: Kysely<Database>,
  { runKind, runId, userId }: PartsOf,
  parts: readonly NewFitPart[],
  priority: Priority = 'normal',
): Promise<Map<string, number>> {
  const first = await nextTurn(db, userId)
  const turnOf = (place: number): number => Math.min(lastTurn, first + place * stride[priority])
  await db
    .insertInto('fit_part_wants')
    .values(parts.map(({ key }) => ({ run_id: runId, key })))
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  const rows = await db
    .insertInto('fit_parts')
    .values(
      parts.map(({ key, spec, jobId }, place) => ({
        ...{ key, spec, turn: turnOf(place) },
        run_kind: runKind,
        run_id: runId,
        user_id: userId,
        job_id: jobId,
        created_at: now,
      })),
    )
    .onConflict((conflict) =>
      conflict
        .column('key')
        .doUpdateSet((eb) => ({
          run_kind: eb.ref('excluded.run_kind'),
          run_id: eb.ref('excluded.run_id'),
          user_id: eb.ref('excluded.user_id'),
          turn: eb.ref('excluded.turn'),
          job_id: eb.ref('excluded.job_id'),
          attempts: 0,
          error: null,
          ended_at: null,
        }))
        .where('fit_parts.ended_at', 'is not', null)
        .where('fit_parts.result', 'is', null),
    )
    .returning(['key', 'turn'])
    .execute()
  return new Map(rows.map(({ key, turn }) => [key, turn]))
}

/**
 * The turn of a user's next part: after those that he has waiting, and not before that of whoever is next. So users take turns,
 * however many parts each of them has, and who comes late has not saved up any. Start-time fair queueing: Goyal, Vin and Cheng,
 * IEEE/ACM Transactions on Networking 5(5), 1997, equations 4 and 5.
 */
async function nextTurn(db: Kysely<Database>, userId: string): Promise<number> {
  const next = await db
    .selectFrom('fit_parts')
    .select('turn')
    .where('ended_at', 'is', null)
    .where('owner', 'is', null)
    .orderBy('turn')
    .limit(1)
    .executeTakeFirst()
  const last = await db
    .selectFrom('fit_parts')
    .select('turn')
    .where('ended_at', 'is', null)
    .where('user_id', '=', userId)
    .orderBy('turn', 'desc')
    .limit(1)
    .executeTakeFirst()
  return Math.max(next?.turn ?? 0, last ? last.turn + 1 : 0)
}

/** Takes a part to do it. Undefined for one that is done already, or that nobody wants any more. */
export async function claimFitPart(
  db: Kysely<Database>,
  key: string,
  owner: string,
): Promise<FitPart | undefined> {
  const row = await db
    .updateTable('fit_parts')
    .set((eb) => ({ owner, attempts: eb('attempts', '+', 1) }))
    .where('key', '=', key)
    .where('ended_at', 'is', null)
    .where((eb) =>
      eb.exists(eb.selectFrom('fit_part_wants').select('run_id').whereRef('key', '=', 'fit_parts.key')),
    )
    .returning(['key', 'spec', 'attempts', 'run_kind', 'run_id', 'user_id'])
    .executeTakeFirst()
  return (
    row && {
      ...{ key: row.key, spec: row.spec, attempts: row.attempts },
      ...{ runKind: row.run_kind, runId: row.run_id, userId: row.user_id },
    }
  )
}

/** Keeps what a part came to. False, with nothing changed, when it was done meanwhile: the first result stays. */
export async function endFitPart(
  db: Kysely<Database>,
  key: string,
  outcome: { result: Uint8Array } | { error: RunError },
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('fit_parts')
    .set({
      ...('result' in outcome
        ? { result: outcome.result, error: null }
        : { error: JSON.stringify(outcome.error) }),
      ended_at: now,
    })
    .where('key', '=', key)
    .where('ended_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Of some parts those that have ended, with what they came to. */
export async function readEndedFitParts(
  db: Kysely<Database>,
  keys: readonly string[],
): Promise<EndedFitPart[]> {
  if (keys.length === 0) return []
  const rows = await db
    .selectFrom('fit_parts')
    .select(['key', 'result', 'error'])
    .where('key', 'in', keys)
    .where('ended_at', 'is not', null)
    .execute()
  return rows.map(({ key, result, error }) => ({
    key,
    result: result === null ? null : new Uint8Array(result),
    error: error === null ? null : JSON.parse(error),
  }))
}

/** Of the parts that a run wants, how many have ended, and how many there are. */
export async function countFitParts(
  db: Kysely<Database>,
  runId: string,
): Promise<{ ended: number; total: number }> {
  const row = await db
    .selectFrom('fit_part_wants as wanted')
    .innerJoin('fit_parts as part', 'part.key', 'wanted.key')
    .select((eb) => [eb.fn.countAll<number>().as('total'), eb.fn.count<number>('part.ended_at').as('ended')])
    .where('wanted.run_id', '=', runId)
    .executeTakeFirstOrThrow()
  return { ended: Number(row.ended), total: Number(row.total) }
}

/** All parts that have not ended, by whether somebody does them, and those that can't be done. */
export async function countQueuedParts(
  db: Kysely<Database>,
): Promise<{ waiting: number; held: number; givenUp: number }> {
  const having = (condition: string) => sql<string>`count(*) filter (where ${sql.raw(condition)})`
  const row = await db
    .selectFrom('fit_parts')
    .select([
      having('ended_at is null and owner is null').as('waiting'),
      having('ended_at is null and owner is not null').as('held'),
      having('ended_at is not null and result is null').as('givenUp'),
    ])
    .executeTakeFirstOrThrow()
  return { waiting: Number(row.waiting), held: Number(row.held), givenUp: Number(row.givenUp) }
}

/** Of some parts those that their owner is still to do: somebody wants them, and nobody has ended them or been given them. */
export async function stillWanted(
  db: Kysely<Database>,
  keys: readonly string[],
  owner: string,
): Promise<Set<string>> {
  if (keys.length === 0) return new Set()
  const rows = await db
    .selectFrom('fit_part_wants as wanted')
    .innerJoin('fit_parts as part', 'part.key', 'wanted.key')
    .select('part.key')
    .distinct()
    .where('part.key', 'in', keys)
    .where('part.owner', '=', owner)
    .where('part.ended_at', 'is', null)
    .execute()
  return new Set(rows.map(({ key }) => key))
}

/** The parts that a worker has taken and not ended. */
export async function listOwnFitParts(
  db: Kysely<Database>,
  owner: string,
): Promise<{ key: string; runId: string; jobId: string; attempts: number }[]> {
  const rows = await db
    .selectFrom('fit_parts')
    .select(['key', 'run_id', 'job_id', 'attempts'])
    .where('owner', '=', owner)
    .where('ended_at', 'is', null)
    .execute()
  return rows.map(({ key, run_id: runId, job_id: jobId, attempts }) => ({ key, runId, jobId, attempts }))
}

/**
 * A run wants nothing more. Parts that nobody else wants are forgotten: those that wait in the queue, and where
 * `withResults` those that are done too.
 *
 * @returns the jobs of those that waited
 */
export async function unwantFitParts(
  db: Kysely<Database>,
  runId: string,
  { withResults }: { withResults: boolean },
): Promise<string[]> {
  const wanted = await db.deleteFrom('fit_part_wants').where('run_id', '=', runId).returning('key').execute()
  if (wanted.length === 0) return []
  const keys = wanted.map(({ key }) => key)
  const rows = await db
    .deleteFrom('fit_parts')
    .where('key', '=', sql<string>`any(${keys})`)
    .where((eb) =>
      eb.not(
        eb.exists(eb.selectFrom('fit_part_wants').select('run_id').whereRef('key', '=', 'fit_parts.key')),
      ),
    )
    .where((eb) => (withResults ? eb.lit(true) : eb('ended_at', 'is', null)))
    .returning(['job_id', 'ended_at'])
    .execute()
  return rows.filter(({ ended_at: endedAt }) => endedAt === null).map(({ job_id: jobId }) => jobId)
}

/** Runs that have ended, of which some parts are still wanted: whoever did them could not say that they are not. */
export async function listRunsThatStillWant(db: Kysely<Database>): Promise<string[]> {
  const rows = await db
    .selectFrom('fit_part_wants as wanted')
    .select('run_id')
    .distinct()
    .where(({ or, exists, selectFrom }) =>
      or(
        (['backtest_runs', 'backtest_sweeps'] as const).map((table) =>
          exists(
            selectFrom(table)
              .select('id')
              .whereRef('id', '=', 'wanted.run_id')
              .where('status', 'in', ['completed', 'failed', 'canceled']),
          ),
        ),
      ),
    )
    .execute()
  return rows.map(({ run_id: id }) => id)
}

/**
 * Makes parts nobody's that a worker has taken and not ended.
 *
 * @param isTry whether the time that it had them counts as one of the tries
 * @returns their places in the queue
 */
export async function releaseFitParts(
  db: Kysely<Database>,
  owner: string,
  keys: readonly string[],
  { isTry = true }: { isTry?: boolean } = {},
): Promise<QueuedFitPart[]> {
  if (keys.length === 0) return []
  const rows = await db
    .updateTable('fit_parts')
    .set((eb) => ({ owner: null, ...(!isTry && { attempts: eb('attempts', '-', 1) }) }))
    .where('key', 'in', keys)
    .where('owner', '=', owner)
    .where('ended_at', 'is', null)
    .returning(['key', 'job_id', 'turn'])
    .execute()
  return rows.map(queued)
}

const queued = ({
  key,
  job_id: jobId,
  turn,
}: {
  key: string
  job_id: string
  turn: number
}): QueuedFitPart => ({
  ...{ key, jobId, turn },
})

/** Parts that nobody does, and that are so old that they may not be in the queue any more. */
export async function listLostFitParts(db: Kysely<Database>, seconds: number): Promise<QueuedFitPart[]> {
  const rows = await db
    .selectFrom('fit_parts')
    .select(['key', 'job_id', 'turn'])
    .where('owner', 'is', null)
    .where('ended_at', 'is', null)
    .where('created_at', '<', sql<string>`now() - ${seconds} * interval '1 second'`)
    .execute()
  return rows.map(queued)
}

/** Forgets results that nobody has wanted for so long. */
export async function forgetOldFitParts(db: Kysely<Database>, hours: number): Promise<void> {
  await db
    .deleteFrom('fit_parts')
    .where('ended_at', '<', sql<string>`now() - ${hours} * interval '1 hour'`)
    .where((eb) =>
      eb.not(
        eb.exists(eb.selectFrom('fit_part_wants').select('run_id').whereRef('key', '=', 'fit_parts.key')),
      ),
    )
    .execute()
}
