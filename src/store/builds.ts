import type { Kysely, Selectable } from 'kysely'
import { fromOptionalJsonText, type JsonObject, toJsonText } from './json.ts'
import type { Listed, Page } from './page.ts'
import { changedRunColumns, type NewRun, newRunColumns, type Run, type RunChanges, toRun } from './runs.ts'
import type { Database } from './schema.ts'
import { isReusable, matchesWork, missing, notTheirs, type WorkFilter } from './work.ts'

export interface Build extends Run {
  matrixSha: string | null
  outCsvUri: string | null
  /** What was asked for; null in builds of before it was kept. */
  request: JsonObject | null
}

export interface BuildChanges extends RunChanges {
  matrixSha?: string | null
  outCsvUri?: string | null
  /** When an equal request came again. */
  askedAt?: string
}

export type NewBuild = NewRun & Omit<BuildChanges, 'status'> & { request?: object }

export async function insertBuild(db: Kysely<Database>, build: NewBuild): Promise<Build> {
  const row = {
    ...newRunColumns(build),
    matrix_sha: build.matrixSha,
    out_csv_uri: build.outCsvUri,
    asked_at: build.createdAt,
    request: toJsonText(build.request),
  }
  return toBuild(await db.insertInto('build_runs').values(row).returningAll().executeTakeFirstOrThrow())
}

/** Throws NOT_FOUND when there is no such build. */
/**
 * @param owner whose it must be, where the changes are those of who works on it
 * @throws NOT_FOUND; CONFLICT when it is somebody else's
 */
export async function updateBuild(
  db: Kysely<Database>,
  id: string,
  changes: BuildChanges,
  owner?: string,
): Promise<Build> {
  const row = await db
    .updateTable('build_runs')
    .set({
      ...changedRunColumns(changes),
      matrix_sha: changes.matrixSha,
      out_csv_uri: changes.outCsvUri,
      asked_at: changes.askedAt,
    })
    .where('id', '=', id)
    .$if(owner !== undefined, (query) => query.where('owner', '=', owner ?? null))
    .returningAll()
    .executeTakeFirst()
  if (!row) throw owner === undefined ? missing('build', id) : notTheirs('build', id)
  return toBuild(row)
}

export async function findBuild(db: Kysely<Database>, id: string): Promise<Build | undefined> {
  const row = await db.selectFrom('build_runs').selectAll().where('id', '=', id).executeTakeFirst()
  return row && toBuild(row)
}

/** The newest build of an equal request that is done or on its way; failed and canceled ones don't count. */
export async function findBuildByRequestKey(
  db: Kysely<Database>,
  requestKey: string,
): Promise<Build | undefined> {
  const row = await db
    .selectFrom('build_runs')
    .selectAll()
    .where(isReusable(requestKey))
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row && toBuild(row)
}

/** The completed build of a model that was asked for last, whenever it was first done. */
export async function findLatestBuild(
  db: Kysely<Database>,
  { packId, modelId }: { packId: string; modelId: string },
): Promise<Build | undefined> {
  const row = await db
    .selectFrom('build_runs')
    .selectAll()
    .where('pack_id', '=', packId)
    .where('model_id', '=', modelId)
    .where('status', '=', 'completed')
    .orderBy('asked_at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row && toBuild(row)
}

/** Newest first. The id breaks ties, so pages never overlap. */
export async function listBuilds(
  db: Kysely<Database>,
  filter: WorkFilter,
  { limit, offset }: Page,
): Promise<Listed<Build>> {
  const builds = db.selectFrom('build_runs').where(matchesWork(filter))
  const rows = await builds
    .selectAll()
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .offset(offset)
    .execute()
  const { total } = await builds.select((eb) => eb.fn.countAll().as('total')).executeTakeFirstOrThrow()
  return { rows: rows.map(toBuild), total: Number(total) }
}

function toBuild(row: Selectable<Database['build_runs']>): Build {
  return {
    ...toRun(row),
    matrixSha: row.matrix_sha,
    outCsvUri: row.out_csv_uri,
    request: fromOptionalJsonText(row.request),
  }
}
