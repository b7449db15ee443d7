import type { Kysely, Selectable } from 'kysely'
import type { Listed, Page } from './page.ts'
import type { ArtifactKind, Database } from './schema.ts'

/** A stored file and the run that made it. `size` is in bytes. */
export interface Artifact {
  id: string
  kind: ArtifactKind
  uri: string
  sha256: string
  size: number
  buildRunId: string | null
  trainingRunId: string | null
  backtestRunId: string | null
  sweepId: string | null
  createdAt: string
}

/** The run that made a file. */
export interface ArtifactRun {
  buildRunId?: string
  trainingRunId?: string
  backtestRunId?: string
  sweepId?: string
}

export type NewArtifact = Omit<Artifact, keyof ArtifactRun> & ArtifactRun

export interface ArtifactFilter {
  kind?: ArtifactKind
  /** The build, training, backtest or sweep that made it. */
  runId?: string
}

/** To be called once the file is in place. */
export async function insertArtifact(db: Kysely<Database>, artifact: NewArtifact): Promise<Artifact> {
  const row = {
    id: artifact.id,
    kind: artifact.kind,
    uri: artifact.uri,
    sha256: artifact.sha256,
    size_bytes: artifact.size,
    build_run_id: artifact.buildRunId,
    training_run_id: artifact.trainingRunId,
    backtest_run_id: artifact.backtestRunId,
    sweep_id: artifact.sweepId,
    created_at: artifact.createdAt,
  }
  return toArtifact(await db.insertInto('artifacts').values(row).returningAll().executeTakeFirstOrThrow())
}

/** Dates a file that a run has already by when it was stored last. False when the run does not have it. */
export async function storedAgain(
  db: Kysely<Database>,
  run: ArtifactRun,
  { uri, createdAt }: Pick<Artifact, 'uri' | 'createdAt'>,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('artifacts')
    .set({ created_at: createdAt })
    .where('uri', '=', uri)
    .where(({ and }) =>
      and({
        build_run_id: run.buildRunId ?? null,
        training_run_id: run.trainingRunId ?? null,
        backtest_run_id: run.backtestRunId ?? null,
        sweep_id: run.sweepId ?? null,
      }),
    )
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** The newest artifact of this content. */
export async function findArtifactBySha(db: Kysely<Database>, sha256: string): Promise<Artifact | undefined> {
  const row = await db
    .selectFrom('artifacts')
    .selectAll()
    .where('sha256', '=', sha256)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row && toArtifact(row)
}

/** Newest first. The id breaks ties, so pages never overlap. */
export async function listArtifacts(
  db: Kysely<Database>,
  filter: ArtifactFilter,
  { limit, offset }: Page,
): Promise<Listed<Artifact>> {
  let artifacts = db.selectFrom('artifacts')
  if (filter.kind !== undefined) artifacts = artifacts.where('kind', '=', filter.kind)
  const { runId } = filter
  if (runId !== undefined) {
    artifacts = artifacts.where((eb) =>
      eb.or([
        eb('build_run_id', '=', runId),
        eb('training_run_id', '=', runId),
        eb('backtest_run_id', '=', runId),
        eb('sweep_id', '=', runId),
      ]),
    )
  }
  const newest = artifacts.selectAll().orderBy('created_at', 'desc').orderBy('id', 'desc')
  const rows = await newest.limit(limit).offset(offset).execute()
  const { total } = await artifacts.select((eb) => eb.fn.countAll().as('total')).executeTakeFirstOrThrow()
  return { rows: rows.map(toArtifact), total: Number(total) }
}

function toArtifact(row: Selectable<Database['artifacts']>): Artifact {
  return {
    id: row.id,
    kind: row.kind,
    uri: row.uri,
    sha256: row.sha256,
    size: row.size_bytes,
    buildRunId: row.build_run_id,
    trainingRunId: row.training_run_id,
    backtestRunId: row.backtest_run_id,
    sweepId: row.sweep_id,
    createdAt: row.created_at,
  }
}
