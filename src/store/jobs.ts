import { type Kysely, sql } from 'kysely'
import { fromJsonText } from './json.ts'
import type { WorkKind } from './openWork.ts'
import type { Listed, Page } from './page.ts'
import type { Database, RunStatus } from './schema.ts'
import { type RunError, toRunError } from './work.ts'

/** A piece of work that somebody asked for, of whatever kind. The variants of a sweep are a part of it. */
export interface Job {
  id: string
  kind: WorkKind
  packId: string
  modelId: string
  status: RunStatus
  /** 0 to 100. */
  progress: number
  /** How often it was begun. */
  attempts: number
  /** Null of a kind that has no quota, and whose user is not kept. */
  userId: string | null
  submittedAt: string
  startedAt: string | null
  finishedAt: string | null
  error: RunError | null
}

/** Jobs of every kind, newest first. The id breaks ties, so pages never overlap. */
export async function listJobs(
  db: Kysely<Database>,
  { status }: { status?: RunStatus },
  { limit, offset }: Page,
): Promise<Listed<Job>> {
  let jobs = db.selectFrom(everyKind(db).as('job'))
  if (status !== undefined) jobs = jobs.where('status', '=', status)
  const rows = await jobs
    .selectAll()
    .orderBy('submitted_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .offset(offset)
    .execute()
  const { total } = await jobs.select((eb) => eb.fn.countAll().as('total')).executeTakeFirstOrThrow()
  return { rows: rows.map(toJob), total: Number(total) }
}

export async function findJob(db: Kysely<Database>, id: string): Promise<Job | undefined> {
  const row = await db.selectFrom(everyKind(db).as('job')).selectAll().where('id', '=', id).executeTakeFirst()
  return row && toJob(row)
}

interface JobRow {
  kind: WorkKind
  id: string
  pack_id: string
  model_id: string
  status: RunStatus
  progress: number
  attempts: number
  user_id: string | null
  submitted_at: string
  started_at: string | null
  finished_at: string | null
  error: string | null
}

function everyKind(db: Kysely<Database>) {
  const shared = ['id', 'pack_id', 'model_id', 'status', 'started_at', 'finished_at', 'error'] as const
  const kind = (name: WorkKind) => sql<WorkKind>`cast(${sql.lit(name)} as text)`.as('kind')
  const nobody = sql<string | null>`cast(null as text)`.as('user_id')
  // A sweep counts how often it was gone on with.
  const again = sql<number>`attempt + 1`
  const share = sql<number>`case when progress_total > 0 then 100.0 * progress_done / progress_total else 0.0 end`
  const trainings = db
    .selectFrom('train_jobs')
    .select([kind('train'), ...shared, 'progress', 'attempt as attempts', 'user_id', 'submitted_at'])
  const sweeps = db
    .selectFrom('backtest_sweeps')
    .select([
      kind('sweep'),
      ...shared,
      share.as('progress'),
      again.as('attempts'),
      'user_id',
      'created_at as submitted_at',
    ])
  const builds = db
    .selectFrom('build_runs')
    .select([
      kind('build'),
      ...shared,
      'progress',
      'attempt as attempts',
      nobody,
      'created_at as submitted_at',
    ])
  const backtests = db
    .selectFrom('backtest_runs')
    .select([
      kind('backtest'),
      ...shared,
      'progress',
      'attempt as attempts',
      nobody,
      'created_at as submitted_at',
    ])
    .where('sweep_id', 'is', null)
  return builds.unionAll(backtests).unionAll(trainings).unionAll(sweeps)
}

function toJob(row: JobRow): Job {
  return {
    id: row.id,
    kind: row.kind,
    packId: row.pack_id,
    modelId: row.model_id,
    status: row.status,
    progress: row.status === 'completed' ? 100 : Math.floor(Number(row.progress)),
    attempts: row.attempts,
    userId: row.user_id,
    submittedAt: row.submitted_at,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    error: row.error === null ? null : toRunError(fromJsonText(row.error)),
  }
}
