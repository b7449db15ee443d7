import { type Kysely, type SqlBool, sql, type Updateable } from 'kysely'
import { type LeftKind, releaseRuns } from './leftRuns.ts'
import type { Database, RunStatus } from './schema.ts'

/** Work that was given up, and the process that had it. */
export interface StaleRun {
  kind: 'build' | 'training' | 'backtest' | 'sweep'
  id: string
  owner: string
}

const TABLES = [
  ['build', 'build_runs'],
  ['training', 'training_runs'],
  ['backtest', 'backtest_runs'],
  ['sweep', 'backtest_sweeps'],
] as const

type FailSweeps = (owner: string, fail: (db: Kysely<Database>) => Promise<string[]>) => Promise<string[]>

/**
 * Marks as failed the work of processes that are gone, and returns it; a run that can be done again, and a sweep that can be
 * gone on with, wait for a process that does so. Work queued inside such a process counts too: nobody else would ever
 * start it. Work without an owner waits and is left alone.
 *
 * @param failSweeps has the sweeps of one such process failed, in a transaction of its choice
 */
export async function failStaleRuns(
  db: Kysely<Database>,
  isAlive: (owner: string) => boolean,
  now: string,
  failSweeps: FailSweeps = (_owner, fail) => fail(db),
): Promise<StaleRun[]> {
  const stale: StaleRun[] = []
  for (const one of TABLES) {
    const [kind, table] = one
    for (const owner of await ownersOfUnfinished(db, table)) {
      if (isAlive(owner)) continue
      const fail = (within: Kysely<Database>) => failWorkOf(within, one, owner, now)
      const ids = kind === 'sweep' ? await failSweeps(owner, fail) : await fail(db)
      for (const id of ids) stale.push({ kind, id, owner })
    }
  }
  return stale
}

const UNFINISHED = ['queued', 'running'] satisfies RunStatus[]

/** The sweeps that a process has not ended. */
export async function listUnfinishedSweeps(db: Kysely<Database>, owner: string): Promise<string[]> {
  const rows = await db
    .selectFrom('backtest_sweeps')
    .select('id')
    .where('owner', '=', owner)
    .where('status', 'in', UNFINISHED)
    .execute()
  return rows.map(({ id }) => id)
}

/** The runs that a process has not ended, but for the variants of sweeps, which are done by the job of theirs. */
export async function listUnfinishedOf(db: Kysely<Database>, owner: string): Promise<string[]> {
  const ids: string[] = []
  for (const [kind, table] of TABLES) {
    const rows = await db
      .selectFrom(table)
      .select('id')
      .where('owner', '=', owner)
      .where('status', 'in', UNFINISHED)
      .$if(kind === 'backtest', (query) => query.where(sql<SqlBool>`sweep_id is null`))
      .execute()
    ids.push(...rows.map(({ id }) => id))
  }
  return ids
}

type WorkTable = (typeof TABLES)[number][1]

async function ownersOfUnfinished(db: Kysely<Database>, table: WorkTable): Promise<string[]> {
  const rows = await db
    .selectFrom(table)
    .select('owner')
    .distinct()
    .where('status', 'in', UNFINISHED)
    .where('owner', 'is not', null)
    .execute()
  return rows.flatMap(({ owner }) => (owner === null ? [] : [owner]))
}

/**
 * Marks one run as failed, of whatever kind, unless its owner has ended it; with a sweep, its variants too. A run that can
 * be done again, and a sweep that can be gone on with, wait instead. Tells whether there was something to do.
 */
export async function failRunOf(
  db: Kysely<Database>,
  owner: string,
  id: string,
  now: string,
): Promise<boolean> {
  let changed = (await releaseSweeps(db, owner, now, id)).length
  for (const [kind, table] of TABLES) {
    if (isLeftKind(kind)) changed += (await releaseRuns(db, kind, owner, now, id)).length
    const { numUpdatedRows } = await db
      .updateTable(table)
      .set(failure(owner, now))
      .where('id', '=', id)
      .where('owner', '=', owner)
      .where('status', 'in', UNFINISHED)
      .executeTakeFirst()
    changed += Number(numUpdatedRows)
  }
  await db
    .updateTable('backtest_runs')
    .set(failure(owner, now))
    .where('sweep_id', '=', id)
    .where('owner', '=', owner)
    .where('status', 'in', UNFINISHED)
    .execute()
  return changed > 0
}

async function failWorkOf(
  db: Kysely<Database>,
  [kind, table]: (typeof TABLES)[number],
  owner: string,
  now: string,
): Promise<string[]> {
  const released = isLeftKind(kind)
    ? await releaseRuns(db, kind, owner, now)
    : await releaseSweeps(db, owner, now)
  const rows = await db
    .updateTable(table)
    .set(failure(owner, now))
    .where('owner', '=', owner)
    .where('status', 'in', UNFINISHED)
    .returning('id')
    .execute()
  return [...released, ...rows.map(({ id }) => id)]
}

const isLeftKind = (kind: StaleRun['kind']): kind is LeftKind => kind !== 'sweep'

/**
 * Lets go of the sweeps of a process, or of one of them, that tell what was asked for. One that was to be stopped is
 * canceled: that nobody was left to do so is no reason to go on with it.
 */
async function releaseSweeps(
  db: Kysely<Database>,
  owner: string,
  now: string,
  id?: string,
): Promise<string[]> {
  const ofProcess = (
    changes: Pick<Updateable<Database['backtest_sweeps']>, 'status' | 'owner' | 'finished_at'>,
  ) => {
    const unfinished = db
      .updateTable('backtest_sweeps')
      .set(changes)
      .where('owner', '=', owner)
      .where('status', 'in', UNFINISHED)
      .where('request', 'is not', null)
      .returning('id')
    return id === undefined ? unfinished : unfinished.where('id', '=', id)
  }
  const canceled = await ofProcess({ status: 'canceled', finished_at: now })
    .where('cancel_requested_at', 'is not', null)
    .execute()
  const released = await ofProcess({ status: 'queued', owner: null }).execute()
  return [...canceled, ...released].map((row) => row.id)
}

function failure(owner: string, now: string) {
  const [known] = owner.split('#')
  const message = `The process ${known}, which was working on this, ended before it was done`
  const error = JSON.stringify({ code: 'INTERNAL', message, next: 'Start it again.' })
  return { status: 'failed', error, finished_at: now } as const
}
