import { type Kysely, type RawBuilder, type SqlBool, sql } from 'kysely'
import { changedRunColumns } from './runs.ts'
import type { Database, RunStatus } from './schema.ts'
import { changedWorkColumns, type WorkChanges } from './work.ts'

/** The kinds of runs that are done anew by another process when theirs has left them. */
export type LeftKind = 'build' | 'training' | 'backtest'

/** How often a run is begun whose processes end before it: it may be what they end by. */
const mostAttempts = 5

/** A kind by its table, with conditions on a row of it. */
interface Kind {
  table: 'build_runs' | 'training_runs' | 'backtest_runs'
  /** It tells all that was asked for. */
  isTold: RawBuilder<SqlBool>
  /** Somebody has asked its process to stop it. */
  isToBeStopped: RawBuilder<SqlBool>
  /** It has been begun so often that it is not begun by itself once more. */
  isTriedEnough: RawBuilder<SqlBool>
}

const told = {
  isTold: sql<SqlBool>`request is not null`,
  isToBeStopped: sql<SqlBool>`cancel_requested_at is not null`,
  isTriedEnough: sql<SqlBool>`attempt >= ${sql.lit(mostAttempts)}`,
}

const ofJob = (condition: RawBuilder<SqlBool>) =>
  sql<SqlBool>`id in (select id from train_jobs where ${condition})`

const kinds: Readonly<Record<LeftKind, Kind>> = {
  build: { table: 'build_runs', ...told },
  backtest: { table: 'backtest_runs', ...told },
  training: {
    table: 'training_runs',
    isTold: sql<SqlBool>`cast(params as text) <> '{}'`,
    isToBeStopped: ofJob(told.isToBeStopped),
    isTriedEnough: ofJob(told.isTriedEnough),
  },
}

const unfinished = ['queued', 'running'] satisfies RunStatus[]

const left = { status: 'queued', owner: null, progress: 0 } as const

/**
 * Leaves a run to another process, which begins it anew. False, with nothing changed, when it is not that owner's any more,
 * or is to be stopped.
 */
export async function leaveRun(
  db: Kysely<Database>,
  kind: LeftKind,
  id: string,
  owner: string,
): Promise<boolean> {
  const { table, isTold, isToBeStopped } = kinds[kind]
  const { numUpdatedRows } = await db
    .updateTable(table)
    .set(left)
    .where('id', '=', id)
    .where('owner', '=', owner)
    .where('status', 'in', unfinished)
    .where(isTold)
    .where(sql<SqlBool>`not (${isToBeStopped})`)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/**
 * Lets go of the runs of a process that is gone, or of one of them, that tell what was asked for, and have not been begun too
 * often. One that was to be stopped is canceled. The ids of both are returned.
 */
export async function releaseRuns(
  db: Kysely<Database>,
  kind: LeftKind,
  owner: string,
  now: string,
  id?: string,
): Promise<string[]> {
  const { table, isTold, isToBeStopped, isTriedEnough } = kinds[kind]
  const ofProcess = (
    changes: typeof left | { status: RunStatus; finished_at: string },
    condition: RawBuilder<SqlBool>,
  ) => {
    const theirs = db
      .updateTable(table)
      .set(changes)
      .where('owner', '=', owner)
      .where('status', 'in', unfinished)
      .where(isTold)
      .where(condition)
      .returning('id')
    return (id === undefined ? theirs : theirs.where('id', '=', id)).execute()
  }
  const canceled = await ofProcess({ status: 'canceled', finished_at: now }, isToBeStopped)
  const released = await ofProcess(left, sql`not (${isTriedEnough})`)
  return [...canceled, ...released].map((row) => row.id)
}

/** Runs that a process left, oldest first: they wait for one that takes them up. */
export async function listLeftRuns(db: Kysely<Database>, kind: LeftKind): Promise<string[]> {
  const rows = await db
    .selectFrom(kinds[kind].table)
    .select('id')
    .where('status', '=', 'queued')
    .where('owner', 'is', null)
    .where(kinds[kind].isTold)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
  return rows.map(({ id }) => id)
}

/** Ends a run that nobody works on. False, with nothing changed, when somebody does by now. */
export async function endLeftRun(
  db: Kysely<Database>,
  kind: LeftKind,
  id: string,
  changes: Pick<WorkChanges, 'error' | 'finishedAt'> & { status: 'failed' | 'canceled' },
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable(kinds[kind].table)
    .set(changedWorkColumns(changes))
    .where('id', '=', id)
    .where('status', '=', 'queued')
    .where('owner', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/**
 * Lets a run that failed, was canceled or was left by its process be done again, as new but for its id and when it was first
 * asked for. False, with nothing changed, when somebody else has done so, or there is no such run. Call it in a transaction.
 */
export async function reopenRun(
  db: Kysely<Database>,
  kind: LeftKind,
  id: string,
  { owner, lineage }: { owner: string | null; lineage: object },
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable(kinds[kind].table)
    .set({
      ...changedRunColumns({ status: 'queued', owner, lineage, error: null, progress: 0, metrics: null }),
      started_at: null,
      finished_at: null,
    })
    .where('id', '=', id)
    .where((eb) =>
      eb.or([
        eb('status', 'in', ['failed', 'canceled']),
        eb.and([eb('status', '=', 'queued'), eb('owner', 'is', null)]),
      ]),
    )
    .executeTakeFirst()
  if (numUpdatedRows === 0n) return false
  await beginAttempt(db, kind, id)
  return true
}

/** It counts, and nobody has asked for its end yet. */
async function beginAttempt(db: Kysely<Database>, kind: LeftKind, id: string): Promise<void> {
  const table = sql.table(kind === 'training' ? 'train_jobs' : kinds[kind].table)
  await sql`update ${table} set attempt = attempt + 1, cancel_requested_at = null where id = ${id}`.execute(
    db,
  )
}
