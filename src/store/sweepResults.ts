import type { Kysely, Selectable } from 'kysely'
import { type NewGate, type StoredGate, toGate } from './gate.ts'
import { fromJsonText, fromOptionalJsonText, type JsonObject, toJsonText } from './json.ts'
import type { Listed, Page } from './page.ts'
import type { Database, SweepResultKind } from './schema.ts'
import { missing } from './work.ts'

/** One variant of a sweep, at its place in the sweep's order. */
export interface SweepResult {
  id: string
  sweepId: string
  position: number
  kind: SweepResultKind
  params: JsonObject
  metrics: JsonObject | null
  gate: StoredGate | null
  lineage: JsonObject | null
  csvUri: string | null
  backtestRunId: string | null
  createdAt: string
}

/** What is known only after the last variant: the assessment. */
export interface SweepResultChanges {
  metrics?: object | null
  gate?: NewGate | null
  lineage?: object | null
  csvUri?: string | null
  backtestRunId?: string | null
}

export interface NewSweepResult extends SweepResultChanges {
  id: string
  sweepId: string
  position: number
  kind: SweepResultKind
  params: object
  createdAt: string
}

/** Stores a variant, or returns the one already stored at its position: a repeated worker changes nothing. */
export async function insertSweepResult(db: Kysely<Database>, result: NewSweepResult): Promise<SweepResult> {
  await db
    .insertInto('sweep_results')
    .values({
      ...changedColumns(result),
      id: result.id,
      sweep_id: result.sweepId,
      position: result.position,
      kind: result.kind,
      params: toJsonText(result.params),
      created_at: result.createdAt,
    })
    .onConflict((conflict) => conflict.columns(['sweep_id', 'position']).doNothing())
    .execute()
  const row = await db
    .selectFrom('sweep_results')
    .selectAll()
    .where('sweep_id', '=', result.sweepId)
    .where('position', '=', result.position)
    .executeTakeFirstOrThrow()
  return toSweepResult(row)
}

/** Throws NOT_FOUND when there is no such result. */
export async function updateSweepResult(
  db: Kysely<Database>,
  id: string,
  changes: SweepResultChanges,
): Promise<SweepResult> {
  const row = await db
    .updateTable('sweep_results')
    .set(changedColumns(changes))
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst()
  if (!row) throw missing('sweep result', id)
  return toSweepResult(row)
}

/** In the sweep's own order. */
export async function listSweepResults(
  db: Kysely<Database>,
  sweepId: string,
  { limit, offset }: Page,
): Promise<Listed<SweepResult>> {
  const results = db.selectFrom('sweep_results').where('sweep_id', '=', sweepId)
  const rows = await results.selectAll().orderBy('position').limit(limit).offset(offset).execute()
  const { total } = await results.select((eb) => eb.fn.countAll().as('total')).executeTakeFirstOrThrow()
  return { rows: rows.map(toSweepResult), total: Number(total) }
}

function changedColumns(changes: SweepResultChanges) {
  return {
    metrics: toJsonText(changes.metrics),
    gate: toJsonText(changes.gate),
    lineage: toJsonText(changes.lineage),
    csv_uri: changes.csvUri,
    backtest_run_id: changes.backtestRunId,
  }
}

function toSweepResult(row: Selectable<Database['sweep_results']>): SweepResult {
  return {
    id: row.id,
    sweepId: row.sweep_id,
    position: row.position,
    kind: row.kind,
    params: fromJsonText(row.params),
    metrics: fromOptionalJsonText(row.metrics),
    gate: toGate(row.gate),
    lineage: fromOptionalJsonText(row.lineage),
    csvUri: row.csv_uri,
    backtestRunId: row.backtest_run_id,
    createdAt: row.created_at,
  }
}
