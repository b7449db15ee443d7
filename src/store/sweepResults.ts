import type { Kysely, Selectable } from 'kysely'
import { insertRows } from './insertRows.ts'
import { fromJsonText, fromOptionalJsonText, type JsonObject, toJsonText } from './json.ts'
import type { Database } from './schema.ts'
import { type RunError, toRunError } from './work.ts'

/** One variant of a sweep that is done, or has failed. */
export interface SweepResult {
  /** Its place among the variants of the sweep, from 0. */
  position: number
  /** Of successive halving, from 0; null where all variants are tried at once. */
  rung: number | null
  kind: 'thresholds' | 'top_pct' | 'other'
  status: 'completed' | 'failed'
  trialSha: string
  /** What was tried, fully resolved. */
  params: JsonObject
  metrics: JsonObject | null
  runId: string | null
  error: RunError | null
  createdAt: string
}

export interface NewSweepResult extends Omit<SweepResult, 'metrics' | 'error' | 'rung' | 'params'> {
  rung?: number
  /** What was tried, fully resolved. */
  params: object
  metrics?: object | null
  error?: RunError | null
}

/** Of so many rows at once: SQLite takes 32,766 values in a statement. */
const rowsAtOnce = 1_000

/** Stores variants of a sweep. One that was stored before, and is done again, is replaced. */
export async function insertSweepResults(
  db: Kysely<Database>,
  sweepId: string,
  results: readonly NewSweepResult[],
): Promise<void> {
  for (let from = 0; from < results.length; from += rowsAtOnce) {
    const rows = results.slice(from, from + rowsAtOnce).map((result) => toRow(sweepId, result))
    await insertRows(db, 'sweep_results', rows, { replacing: ['sweep_id', 'position'] })
  }
}

const columns = [
  'position',
  'rung',
  'kind',
  'status',
  'trial_sha',
  'params',
  'metrics',
  'backtest_run_id',
  'error',
  'created_at',
] as const

/** All of a sweep, in the order of its variants. */
export async function listSweepResults(db: Kysely<Database>, sweepId: string): Promise<SweepResult[]> {
  const rows = await db
    .selectFrom('sweep_results')
    .select(columns)
    .where('sweep_id', '=', sweepId)
    .orderBy('position')
    .execute()
  return rows.map(toSweepResult)
}

/** The rung of each run of a sweep by halving; none of another. */
export async function sweepRungs(db: Kysely<Database>, sweepId: string): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom('sweep_results')
    .select(['backtest_run_id', 'rung'])
    .where('sweep_id', '=', sweepId)
    .where('rung', 'is not', null)
    .execute()
  return new Map(
    rows.flatMap(({ backtest_run_id: run, rung }) => (run === null || rung === null ? [] : [[run, rung]])),
  )
}

function toRow(sweepId: string, result: NewSweepResult) {
  return {
    sweep_id: sweepId,
    position: result.position,
    rung: result.rung ?? null,
    kind: result.kind,
    status: result.status,
    trial_sha: result.trialSha,
    params: toJsonText(result.params),
    metrics: toJsonText(result.metrics ?? null),
    backtest_run_id: result.runId,
    error: toJsonText(result.error ?? null),
    created_at: result.createdAt,
  }
}

function toSweepResult(
  row: Pick<Selectable<Database['sweep_results']>, (typeof columns)[number]>,
): SweepResult {
  return {
    position: row.position,
    rung: row.rung,
    kind: row.kind,
    status: row.status,
    trialSha: row.trial_sha,
    params: fromJsonText(row.params),
    metrics: fromOptionalJsonText(row.metrics),
    runId: row.backtest_run_id,
    error: row.error === null ? null : toRunError(fromJsonText(row.error)),
    createdAt: row.created_at,
  }
}
