import type { Kysely } from 'kysely'
import type { Listed } from './page.ts'
import type { Database, RunStatus } from './schema.ts'

/** A run as a lineage names it. */
export interface NamedRun {
  kind: 'build' | 'training' | 'sweep' | 'backtest'
  id: string
  packId: string
  modelId: string
  tag: string | null
  status: RunStatus
  createdAt: string
}

const named = ['id', 'pack_id', 'model_id', 'tag', 'status', 'created_at'] as const

interface NamedRow {
  id: string
  pack_id: string
  model_id: string
  tag: string | null
  status: RunStatus
  created_at: string
}

/** The completed build that a matrix is from: the first, since later ones found it stored. */
export async function findBuildOf(db: Kysely<Database>, matrixSha: string): Promise<NamedRun | undefined> {
  const row = await db
    .selectFrom('build_runs')
    .select(named)
    .where('matrix_sha', '=', matrixSha)
    .where('status', '=', 'completed')
    .orderBy('created_at')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst()
  return row && toNamed('build', row)
}

/** Trainings, sweeps and backtests on a matrix, oldest first, at most so many of each. Variants are their sweep's. */
export async function listMadeOfMatrix(
  db: Kysely<Database>,
  matrixSha: string,
  limit: number,
): Promise<Listed<NamedRun>> {
  const trainings = db.selectFrom('training_runs').where('matrix_sha', '=', matrixSha)
  const sweeps = db.selectFrom('backtest_sweeps').where('matrix_sha', '=', matrixSha)
  const backtests = db
    .selectFrom('backtest_runs')
    .where('matrix_sha', '=', matrixSha)
    .where('sweep_id', 'is', null)
  const rows = [
    ...(await trainings.select(named).orderBy('created_at').orderBy('id').limit(limit).execute()).map((row) =>
      toNamed('training', row),
    ),
    ...(await sweeps.select(named).orderBy('created_at').orderBy('id').limit(limit).execute()).map((row) =>
      toNamed('sweep', row),
    ),
    ...(await backtests.select(named).orderBy('created_at').orderBy('id').limit(limit).execute()).map((row) =>
      toNamed('backtest', row),
    ),
  ]
  const totals = await Promise.all([
    trainings.select(({ fn }) => fn.countAll().as('total')).executeTakeFirstOrThrow(),
    sweeps.select(({ fn }) => fn.countAll().as('total')).executeTakeFirstOrThrow(),
    backtests.select(({ fn }) => fn.countAll().as('total')).executeTakeFirstOrThrow(),
  ])
  return { rows, total: totals.reduce((sum, { total }) => sum + Number(total), 0) }
}

/** The variants of a sweep, in the order in which they were stored, at most so many. */
export async function listVariants(
  db: Kysely<Database>,
  sweepId: string,
  limit: number,
): Promise<Listed<NamedRun>> {
  const variants = db.selectFrom('backtest_runs').where('sweep_id', '=', sweepId)
  const rows = await variants.select(named).orderBy('created_at').orderBy('id').limit(limit).execute()
  const { total } = await variants.select(({ fn }) => fn.countAll().as('total')).executeTakeFirstOrThrow()
  return { rows: rows.map((row) => toNamed('backtest', row)), total: Number(total) }
}

function toNamed(kind: NamedRun['kind'], row: NamedRow): NamedRun {
  return {
    kind,
    id: row.id,
    packId: row.pack_id,
    modelId: row.model_id,
    tag: row.tag,
    status: row.status,
    createdAt: row.created_at,
  }
}
