import type { Kysely, Selectable } from 'kysely'
import { fromJsonText, fromOptionalJsonText, type JsonObject, toJsonText } from './json.ts'
import type { Listed, Page } from './page.ts'
import type { Database } from './schema.ts'
import {
  changedWorkColumns,
  isReusable,
  matchesWork,
  missing,
  type NewWork,
  newWorkColumns,
  toWork,
  type Work,
  type WorkChanges,
  type WorkFilter,
} from './work.ts'

export interface Sweep extends Work {
  /** Variants done, of `progressTotal`. */
  progressDone: number
  progressTotal: number
  matrixSha: string | null
  riskProfile: string | null
  /** The request, fully resolved: enough to resume the sweep. */
  spec: JsonObject
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
  riskProfile?: string | null
  spec: object
}

export async function insertSweep(db: Kysely<Database>, sweep: NewSweep): Promise<Sweep> {
  const row = {
    ...newWorkColumns(sweep),
    progress_done: sweep.progressDone ?? 0,
    progress_total: sweep.progressTotal ?? 0,
    matrix_sha: sweep.matrixSha,
    risk_profile: sweep.riskProfile,
    spec: toJsonText(sweep.spec),
    statistics: toJsonText(sweep.statistics),
  }
  return toSweep(await db.insertInto('backtest_sweeps').values(row).returningAll().executeTakeFirstOrThrow())
}

/** Throws NOT_FOUND when there is no such sweep. */
export async function updateSweep(db: Kysely<Database>, id: string, changes: SweepChanges): Promise<Sweep> {
  const row = await db
    .updateTable('backtest_sweeps')
    .set({
      ...changedWorkColumns(changes),
      progress_done: changes.progressDone,
      progress_total: changes.progressTotal,
      matrix_sha: changes.matrixSha,
      statistics: toJsonText(changes.statistics),
    })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst()
  if (!row) throw missing('sweep', id)
  return toSweep(row)
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
    .orderBy('id')
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
    .orderBy('id')
    .limit(limit)
    .offset(offset)
    .execute()
  const { total } = await sweeps.select((eb) => eb.fn.countAll().as('total')).executeTakeFirstOrThrow()
  return { rows: rows.map(toSweep), total: Number(total) }
}

function toSweep(row: Selectable<Database['backtest_sweeps']>): Sweep {
  return {
    ...toWork(row),
    progressDone: row.progress_done,
    progressTotal: row.progress_total,
    matrixSha: row.matrix_sha,
    riskProfile: row.risk_profile,
    spec: fromJsonText(row.spec),
    statistics: fromOptionalJsonText(row.statistics),
  }
}
