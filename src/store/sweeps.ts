import type { Kysely, Selectable } from 'kysely'
import { fromJsonText, fromOptionalJsonText, type JsonObject, toJsonText } from './json.ts'
import type { Listed, Page } from './page.ts'
import type { Database } from './schema.ts'
import {
  changedWorkColumns,
  isReusable,
  matchesWork,
  type NewWork,
  newWorkColumns,
  toWork,
  type Work,
  type WorkChanges,
  type WorkFilter,
} from './work.ts'

export interface Sweep extends Work {
  /** Who asked for it. */
  userId: string
  /** Variants done, of `progressTotal`. */
  progressDone: number
  progressTotal: number
  matrixSha: string | null
  riskProfile: string | null
  /** The variants, fully resolved. */
  spec: JsonObject
  /** What was asked for, as it was; null for sweeps of before it was kept. */
  request: JsonObject | null
  /** How often work on it was begun. */
  attempt: number
  /** What belongs to the sweep as a whole: PBO, out-of-sample loss probability, effective trials. */
  statistics: JsonObject | null
}

export interface SweepChanges extends WorkChanges {
  progressDone?: number
  progressTotal?: number
  matrixSha?: string | null
  statistics?: object | null
}

export interface NewSweep extends NewWork, Omit<SweepChanges, 'status'> {
  spec: object
  request?: object | null
  /** Who asks for it; `local` when absent. */
  userId?: string
}

export async function insertSweep(db: Kysely<Database>, sweep: NewSweep): Promise<Sweep> {
  const row = {
    ...newWorkColumns(sweep),
    progress_done: sweep.progressDone ?? 0,
    progress_total: sweep.progressTotal ?? 0,
    attempt: 0,
    user_id: sweep.userId,
    matrix_sha: sweep.matrixSha,
    spec: toJsonText(sweep.spec),
    request: toJsonText(sweep.request),
    statistics: toJsonText(sweep.statistics),
  }
  return toSweep(await db.insertInto('backtest_sweeps').values(row).returningAll().executeTakeFirstOrThrow())
}

/** What a process that takes a sweep over has found. */
export interface Claim {
  owner: string | null
  attempt: number
  /** Variants that are done. */
  done: number
}

/**
 * Takes a sweep over to go on with it. False, with nothing changed, when another process has taken it meanwhile: of
 * those that found the same attempt one gets it.
 */
export async function claimSweep(
  db: Kysely<Database>,
  id: string,
  newOwner: string | null,
  { owner, attempt, done }: Claim,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('backtest_sweeps')
    .set({
      owner: newOwner,
      attempt: attempt + 1,
      status: 'queued',
      progress_done: done,
      error: null,
      finished_at: null,
      cancel_requested_at: null,
    })
    .where('id', '=', id)
    .where('attempt', '=', attempt)
    .where('owner', owner === null ? 'is' : '=', owner)
    .where('status', '!=', 'completed')
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Who works on a sweep, and for the how-manieth time it is worked on. */
export interface SweepHolder {
  owner: string
  attempt: number
}

/** Changes a sweep as long as it is theirs. False, with nothing changed, when another process has gone on with it. */
export async function updateHeldSweep(
  db: Kysely<Database>,
  id: string,
  { owner, attempt }: SweepHolder,
  changes: SweepChanges,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('backtest_sweeps')
    .set(changedSweepColumns(changes))
    .where('id', '=', id)
    .where('owner', '=', owner)
    .where('attempt', '=', attempt)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Ends a sweep that nobody works on. False, with nothing changed, when somebody does by now. */
export async function endLeftSweep(
  db: Kysely<Database>,
  id: string,
  changes: Pick<WorkChanges, 'error' | 'finishedAt'> & { status: 'failed' | 'canceled' },
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('backtest_sweeps')
    .set(changedWorkColumns(changes))
    .where('id', '=', id)
    .where('status', '=', 'queued')
    .where('owner', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Sweeps that a process left when it was killed, oldest first: they wait for one that goes on with them. */
export async function listInterruptedSweeps(db: Kysely<Database>): Promise<string[]> {
  const rows = await db
    .selectFrom('backtest_sweeps')
    .select('id')
    .where('status', '=', 'queued')
    .where('owner', 'is', null)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
  return rows.map(({ id }) => id)
}

export async function findSweep(db: Kysely<Database>, id: string): Promise<Sweep | undefined> {
  const row = await db.selectFrom('backtest_sweeps').selectAll().where('id', '=', id).executeTakeFirst()
  return row && toSweep(row)
}

/** The newest sweep of an equal request that is done or on its way; failed and canceled ones don't count. */
export async function findSweepByRequestKey(
  db: Kysely<Database>,
  requestKey: string,
): Promise<Sweep | undefined> {
  const row = await db
    .selectFrom('backtest_sweeps')
    .selectAll()
    .where(isReusable(requestKey))
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row && toSweep(row)
}

/** Newest first. The id breaks ties, so pages never overlap. */
export async function listSweeps(
  db: Kysely<Database>,
  filter: WorkFilter,
  { limit, offset }: Page,
): Promise<Listed<Sweep>> {
  const sweeps = db.selectFrom('backtest_sweeps').where(matchesWork(filter))
  const rows = await sweeps
    .selectAll()
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .offset(offset)
    .execute()
  const { total } = await sweeps.select((eb) => eb.fn.countAll().as('total')).executeTakeFirstOrThrow()
  return { rows: rows.map(toSweep), total: Number(total) }
}

function changedSweepColumns(changes: SweepChanges) {
  return {
    ...changedWorkColumns(changes),
    progress_done: changes.progressDone,
    progress_total: changes.progressTotal,
    matrix_sha: changes.matrixSha,
    statistics: toJsonText(changes.statistics),
  }
}

function toSweep(row: Selectable<Database['backtest_sweeps']>): Sweep {
  return {
    ...toWork(row),
    userId: row.user_id,
    progressDone: row.progress_done,
    progressTotal: row.progress_total,
    matrixSha: row.matrix_sha,
    riskProfile: row.risk_profile,
    spec: fromJsonText(row.spec),
    request: fromOptionalJsonText(row.request),
    attempt: row.attempt,
    statistics: fromOptionalJsonText(row.statistics),
  }
}
