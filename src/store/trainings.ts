import type { Kysely, Selectable } from 'kysely'
import { namesFromJsonText, toJsonText } from './json.ts'
import type { Listed, Page } from './page.ts'
import { changedRunColumns, type NewRun, newRunColumns, type Run, type RunChanges, toRun } from './runs.ts'
import type { Database } from './schema.ts'
import { isReusable, matchesWork, missing, type WorkFilter } from './work.ts'

export interface Training extends Run {
  /** The columns that the model reads, in its order. */
  features: string[] | null
  /** What it learned from. */
  matrixSha: string | null
  modelOutUri: string | null
}

export interface TrainingChanges extends RunChanges {
  features?: string[] | null
  modelOutUri?: string | null
}

export type NewTraining = NewRun & Omit<TrainingChanges, 'status'> & { matrixSha?: string | null }

export async function insertTraining(db: Kysely<Database>, training: NewTraining): Promise<Training> {
  const row = { ...newRunColumns(training), ...modelColumns(training), matrix_sha: training.matrixSha }
  return toTraining(await db.insertInto('training_runs').values(row).returningAll().executeTakeFirstOrThrow())
}

/** Throws NOT_FOUND when there is no such training. */
export async function updateTraining(
  db: Kysely<Database>,
  id: string,
  changes: TrainingChanges,
): Promise<Training> {
  const row = await db
    .updateTable('training_runs')
    .set({ ...changedRunColumns(changes), ...modelColumns(changes) })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst()
  if (!row) throw missing('training', id)
  return toTraining(row)
}

export async function findTraining(db: Kysely<Database>, id: string): Promise<Training | undefined> {
  const row = await db.selectFrom('training_runs').selectAll().where('id', '=', id).executeTakeFirst()
  return row && toTraining(row)
}

/** The newest training of an equal request that is done or on its way; failed and canceled ones don't count. */
export async function findTrainingByRequestKey(
  db: Kysely<Database>,
  requestKey: string,
): Promise<Training | undefined> {
  const row = await db
    .selectFrom('training_runs')
    .selectAll()
    .where(isReusable(requestKey))
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst()
  return row && toTraining(row)
}

/** Newest first. The id breaks ties, so pages never overlap. */
export async function listTrainings(
  db: Kysely<Database>,
  filter: WorkFilter,
  { limit, offset }: Page,
): Promise<Listed<Training>> {
  const trainings = db.selectFrom('training_runs').where(matchesWork(filter))
  const newest = trainings.selectAll().orderBy('created_at', 'desc').orderBy('id')
  const rows = await newest.limit(limit).offset(offset).execute()
  const { total } = await trainings.select((eb) => eb.fn.countAll().as('total')).executeTakeFirstOrThrow()
  return { rows: rows.map(toTraining), total: Number(total) }
}

function modelColumns({ features, modelOutUri }: TrainingChanges) {
  return { features: toJsonText(features), model_out_uri: modelOutUri }
}

function toTraining(row: Selectable<Database['training_runs']>): Training {
  return {
    ...toRun(row),
    features: row.features === null ? null : namesFromJsonText(row.features),
    matrixSha: row.matrix_sha,
    modelOutUri: row.model_out_uri,
  }
}
