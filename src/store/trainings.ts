import type { Kysely, Selectable } from 'kysely'
import { namesFromJsonText, toJsonText } from './json.ts'
import type { Listed, Page } from './page.ts'
import { changedRunColumns, type NewRun, newRunColumns, type Run, type RunChanges, toRun } from './runs.ts'
import type { Database, GateState } from './schema.ts'
import { insertTrainJob, type NewTrainJob } from './trainJobs.ts'
import { isReusable, matchesWork, missing, notTheirs, type WorkFilter } from './work.ts'

export interface Training extends Run {
  /** The columns that the model reads, in its order. */
  features: string[] | null
  /** What it learned from. */
  matrixSha: string | null
  modelOutUri: string | null
  /** The backtest whose settings it was trained with; null for a fit. */
  promotedFrom: string | null
  /** Null while a fit has not ended. */
  gateState: GateState | null
}

export interface TrainingChanges extends RunChanges {
  features?: string[] | null
  modelOutUri?: string | null
  gateState?: GateState | null
}

export interface NewTraining extends NewRun, Omit<TrainingChanges, 'status'> {
  matrixSha?: string | null
  promotedFrom?: string | null
  /** Who asks for it; `local` when absent. */
  userId?: string
  /** What its job has beside; that of a fit when absent. */
  job?: NewTrainJob
}

/** Stores a training and its job. Call it in a transaction, so that neither is there without the other. */
export async function insertTraining(db: Kysely<Database>, training: NewTraining): Promise<Training> {
  const { matrixSha, promotedFrom, job = { kind: 'fit' } } = training
  const row = {
    ...newRunColumns(training),
    ...modelColumns(training),
    matrix_sha: matrixSha,
    promoted_from: promotedFrom,
    user_id: training.userId,
  }
  const inserted = await db.insertInto('training_runs').values(row).returningAll().executeTakeFirstOrThrow()
  await insertTrainJob(db, inserted, job)
  return toTraining(inserted)
}

/** Throws NOT_FOUND when there is no such training. */
export async function updateTraining(
  db: Kysely<Database>,
  id: string,
  changes: TrainingChanges,
  owner?: string,
): Promise<Training> {
  const row = await db
    .updateTable('training_runs')
    .set({ ...changedRunColumns(changes), ...modelColumns(changes) })
    .where('id', '=', id)
    .$if(owner !== undefined, (query) => query.where('owner', '=', owner ?? null))
    .returningAll()
    .executeTakeFirst()
  if (!row) throw owner === undefined ? missing('training', id) : notTheirs('training', id)
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
    .orderBy('id', 'desc')
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
  const newest = trainings.selectAll().orderBy('created_at', 'desc').orderBy('id', 'desc')
  const rows = await newest.limit(limit).offset(offset).execute()
  const { total } = await trainings.select((eb) => eb.fn.countAll().as('total')).executeTakeFirstOrThrow()
  return { rows: rows.map(toTraining), total: Number(total) }
}

/** The newest trained model that there is, of those that were promoted or of all. */
export async function findNewestModel(
  db: Kysely<Database>,
  { packId, modelId }: { packId: string; modelId: string },
  { promotedOnly }: { promotedOnly: boolean },
): Promise<Training | undefined> {
  let trained = db
    .selectFrom('training_runs')
    .where('pack_id', '=', packId)
    .where('model_id', '=', modelId)
    .where('status', '=', 'completed')
    .where('model_out_uri', 'is not', null)
  if (promotedOnly) trained = trained.where('promoted_from', 'is not', null)
  // Ids rise with time, which tells those of one moment apart.
  const newest = trained.selectAll().orderBy('created_at', 'desc').orderBy('id', 'desc')
  const row = await newest.limit(1).executeTakeFirst()
  return row && toTraining(row)
}

/** The newest trainings that were promoted from a backtest, at most so many. */
export async function listPromotedFrom(
  db: Kysely<Database>,
  backtestId: string,
  limit: number,
): Promise<Training[]> {
  const rows = await db
    .selectFrom('training_runs')
    .selectAll()
    .where('promoted_from', '=', backtestId)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
  return rows.map(toTraining)
}

function modelColumns({ features, modelOutUri, gateState }: TrainingChanges) {
  return { features: toJsonText(features), model_out_uri: modelOutUri, gate_state: gateState }
}

function toTraining(row: Selectable<Database['training_runs']>): Training {
  return {
    ...toRun(row),
    features: row.features === null ? null : namesFromJsonText(row.features),
    matrixSha: row.matrix_sha,
    modelOutUri: row.model_out_uri,
    promotedFrom: row.promoted_from,
    gateState: row.gate_state,
  }
}
