import type { Kysely, Selectable } from 'kysely'
import { fromJsonText, fromOptionalJsonText, type JsonObject, toJsonText } from './json.ts'
import type { Listed, Page } from './page.ts'
import type { Database, GateState, RunStatus } from './schema.ts'
import { matchesWork, type RunError, toRunError, type WorkFilter } from './work.ts'

/** A training as a job. It has the id of its training run, and stands as that does. */
export interface TrainJob {
  id: string
  /** A fit needs no gate; a promotion trains what a gate has judged. */
  kind: 'fit' | 'promotion'
  packId: string
  modelId: string
  status: RunStatus
  progress: number
  submittedAt: string
  startedAt: string | null
  finishedAt: string | null
  algorithm: string
  seed: number | null
  tag: string | null
  /** Of a promotion: the config of its backtest, as answers show it. */
  config: JsonObject | null
  lineage: JsonObject
  metrics: JsonObject | null
  error: RunError | null
  /** How often it was asked for. */
  attempt: number
  promotedFrom: string | null
  gateState: GateState | null
  selectionId: string | null
  /** Why a gate was overridden, by which tag, and what it held against the backtest. */
  override: JsonObject | null
}

/** What a job has beside its training run. */
export interface NewTrainJob {
  kind: TrainJob['kind']
  /** Gradient-boosted trees when absent. */
  algorithm?: string
  config?: object | null
  selectionId?: string | null
  override?: object | null
}

/** @param run the columns of its training run */
export async function insertTrainJob(
  db: Kysely<Database>,
  run: Selectable<Database['training_runs']>,
  { kind, algorithm = 'gbm', config, selectionId, override }: NewTrainJob,
): Promise<void> {
  const { seed } = fromJsonText(run.config)
  await db
    .insertInto('train_jobs')
    .values({
      id: run.id,
      submitted_at: run.created_at,
      model_id: run.model_id,
      pack_id: run.pack_id,
      status: run.status,
      progress: run.progress,
      algorithm,
      seed: typeof seed === 'number' ? seed : null,
      lineage: run.lineage ?? '{}',
      error: run.error,
      metrics: run.metrics,
      tag: run.tag,
      user_id: run.user_id,
      started_at: run.started_at,
      finished_at: run.finished_at,
      kind,
      config: toJsonText(config ?? null),
      selection_id: selectionId ?? null,
      override: toJsonText(override ?? null),
      cancel_requested_at: null,
    })
    .execute()
}

export async function findTrainJob(db: Kysely<Database>, id: string): Promise<TrainJob | undefined> {
  const row = await withRun(db).where('train_jobs.id', '=', id).executeTakeFirst()
  return row && toTrainJob(row)
}

/** Newest first. The id breaks ties, so pages never overlap. */
export async function listTrainJobs(
  db: Kysely<Database>,
  { riskProfile, ...filter }: Pick<WorkFilter, 'packId' | 'modelId' | 'status' | 'riskProfile' | 'tag'>,
  { limit, offset }: Page,
): Promise<Listed<TrainJob>> {
  const all = db.selectFrom('train_jobs').where(matchesWork(filter))
  const ofProfile = db.selectFrom('training_runs').select('id')
  const jobs =
    riskProfile === undefined ? all : all.where('id', 'in', ofProfile.where('risk_profile', '=', riskProfile))
  const { total } = await jobs.select((eb) => eb.fn.countAll().as('total')).executeTakeFirstOrThrow()
  const page = jobs
    .select('id')
    .orderBy('submitted_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .offset(offset)
  const rows = await withRun(db)
    .where('train_jobs.id', 'in', page)
    .orderBy('train_jobs.submitted_at', 'desc')
    .orderBy('train_jobs.id', 'desc')
    .execute()
  return { rows: rows.map(toTrainJob), total: Number(total) }
}

function withRun(db: Kysely<Database>) {
  return db
    .selectFrom('train_jobs')
    .innerJoin('training_runs', 'training_runs.id', 'train_jobs.id')
    .selectAll('train_jobs')
    .select(['training_runs.promoted_from', 'training_runs.gate_state'])
}

type Row = Selectable<Database['train_jobs']> &
  Pick<Selectable<Database['training_runs']>, 'promoted_from' | 'gate_state'>

function toTrainJob(row: Row): TrainJob {
  return {
    id: row.id,
    kind: row.kind,
    packId: row.pack_id,
    modelId: row.model_id,
    status: row.status,
    progress: row.progress,
    submittedAt: row.submitted_at,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    algorithm: row.algorithm,
    seed: row.seed,
    tag: row.tag,
    config: fromOptionalJsonText(row.config),
    lineage: fromJsonText(row.lineage),
    metrics: fromOptionalJsonText(row.metrics),
    error: row.error === null ? null : toRunError(fromJsonText(row.error)),
    attempt: row.attempt,
    promotedFrom: row.promoted_from,
    gateState: row.gate_state,
    selectionId: row.selection_id,
    override: fromOptionalJsonText(row.override),
  }
}
