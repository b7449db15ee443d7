import { type Kysely, type Selectable, sql } from 'kysely'
import {
  type Backtest,
  type BacktestChanges,
  changedBacktestColumns,
  gateColumns,
  type NewBacktest,
  newBacktestColumns,
  toBacktest,
} from './backtestColumns.ts'
import { dialectOf } from './database.ts'
import type { NewGate } from './gate.ts'
import { insertRows } from './insertRows.ts'
import { fromOptionalJsonText } from './json.ts'
import type { Listed, Page } from './page.ts'
import type { BacktestRunsTable, Database } from './schema.ts'
import { isReusable, matchesWork, missing, notTheirs, type WorkFilter } from './work.ts'

export type { Backtest, BacktestChanges, NewBacktest } from './backtestColumns.ts'

/**
 * What the leaderboard sorts and filters by is taken out of the documents: `metrics` (sharpe, sharpe_hourly,
 * cum_return, trades, median_spread_pct, fill_rate, oi_min_observed, volume_min_observed), `gate` (pass, reasons)
 * and `lineage` (matrix_sha, config_sha, policy_sha, risk_profile, risk_sha).
 */
export async function insertBacktest(db: Kysely<Database>, run: NewBacktest): Promise<Backtest> {
  const row = newBacktestColumns(run)
  return toBacktest(await db.insertInto('backtest_runs').values(row).returningAll().executeTakeFirstOrThrow())
}

/** Many at once, in one statement. */
export async function insertBacktests(db: Kysely<Database>, runs: readonly NewBacktest[]): Promise<void> {
  await insertRows(db, 'backtest_runs', runs.map(newBacktestColumns))
}

/** Throws NOT_FOUND when there is no such backtest. */
export async function updateBacktest(
  db: Kysely<Database>,
  id: string,
  changes: BacktestChanges,
  owner?: string,
): Promise<void> {
  const { numUpdatedRows } = await db
    .updateTable('backtest_runs')
    .set(changedBacktestColumns(changes))
    .where('id', '=', id)
    .$if(owner !== undefined, (query) => query.where('owner', '=', owner ?? null))
    .executeTakeFirst()
  if (numUpdatedRows === 0n) throw owner === undefined ? missing('backtest', id) : notTheirs('backtest', id)
}

export async function findBacktest(db: Kysely<Database>, id: string): Promise<Backtest | undefined> {
  const row = await db.selectFrom('backtest_runs').selectAll().where('id', '=', id).executeTakeFirst()
  return row && toBacktest(row)
}

/** The newest backtest of an equal request that is done or on its way; failed and canceled ones don't count. */
export async function findBacktestByRequestKey(
  db: Kysely<Database>,
  requestKey: string,
): Promise<Backtest | undefined> {
  const row = await db
    .selectFrom('backtest_runs')
    .selectAll()
    .where(isReusable(requestKey))
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row && toBacktest(row)
}

export interface BacktestFilter extends WorkFilter {
  /** Variants of this sweep alone. */
  sweepId?: string
}

/** Newest first. The id breaks ties, so pages never overlap. */
export async function listBacktests(
  db: Kysely<Database>,
  { sweepId, ...filter }: BacktestFilter,
  { limit, offset }: Page,
): Promise<Listed<Backtest>> {
  const ofWork = db.selectFrom('backtest_runs').where(matchesWork(filter))
  const runs = sweepId === undefined ? ofWork : ofWork.where('sweep_id', '=', sweepId)
  const rows = await runs
    .selectAll()
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .offset(offset)
    .execute()
  const { total } = await runs.select((eb) => eb.fn.countAll().as('total')).executeTakeFirstOrThrow()
  return { rows: rows.map(toBacktest), total: Number(total) }
}

/** What a run is assessed by and what came of it, without its other documents. */
export interface Assessed extends Pick<Backtest, 'id' | 'metrics' | 'statistics' | 'ledgerSeq'> {
  /** The last assessment as it is stored, to be compared with. */
  stored: StoredAssessment
}

export interface StoredAssessment {
  statistics: string | null
  gate: string | null
}

/** The ledger that the variants of a sweep are in; null while none of them is done. */
export async function ledgerOfSweep(db: Kysely<Database>, sweepId: string): Promise<string | null> {
  const row = await db
    .selectFrom('backtest_runs')
    .select('ledger_key')
    .where('sweep_id', '=', sweepId)
    .where('ledger_key', 'is not', null)
    .limit(1)
    .executeTakeFirst()
  return row?.ledger_key ?? null
}

/** The runs whose trials are in a ledger, once they have metrics: in order, the first so many ids after one. */
export async function listLedgerBacktestIds(
  db: Kysely<Database>,
  ledgerKey: string,
  { after, limit }: { after: string; limit: number },
): Promise<string[]> {
  const rows = await ofLedger(db, ledgerKey)
    .select('id')
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute()
  return rows.map(({ id }) => id)
}

/** Those of the runs that are in a ledger and have metrics. */
export async function findLedgerBacktests(
  db: Kysely<Database>,
  ledgerKey: string,
  ids: readonly string[],
): Promise<Assessed[]> {
  if (ids.length === 0) return []
  const rows = await ofLedger(db, ledgerKey)
    .select(['id', 'metrics', 'statistics', 'gate', 'ledger_seq'])
    .where('id', 'in', ids)
    .orderBy('id')
    .execute()
  return rows.map(toAssessed)
}

function ofLedger(db: Kysely<Database>, ledgerKey: string) {
  return db.selectFrom('backtest_runs').where('ledger_key', '=', ledgerKey).where('metrics', 'is not', null)
}

function toAssessed(
  row: Pick<Selectable<BacktestRunsTable>, 'id' | 'metrics' | 'statistics' | 'gate' | 'ledger_seq'>,
): Assessed {
  return {
    id: row.id,
    metrics: fromOptionalJsonText(row.metrics),
    statistics: fromOptionalJsonText(row.statistics),
    ledgerSeq: row.ledger_seq,
    stored: { statistics: row.statistics, gate: row.gate },
  }
}

/** The last assessments of runs as they are stored now, by id. */
export async function storedAssessments(
  db: Kysely<Database>,
  ids: readonly string[],
): Promise<Map<string, StoredAssessment>> {
  const rows = await db
    .selectFrom('backtest_runs')
    .select(['id', 'statistics', 'gate'])
    .where('id', 'in', ids)
    .execute()
  return new Map(rows.map(({ id, ...stored }) => [id, stored]))
}

/** An assessment of a run. */
export interface NewAssessment {
  id: string
  /** Its documents as they are stored. */
  texts: StoredAssessment
  gate: NewGate | null
}

/**
 * Changes the assessments of many runs in one statement.
 *
 * @param isFirst whether they are also kept as those of when the runs ended
 * @throws NOT_FOUND when there is no such backtest
 */
export async function updateAssessments(
  db: Kysely<Database>,
  assessments: readonly NewAssessment[],
  { isFirst }: { isFirst: boolean },
): Promise<void> {
  if (assessments.length === 0) return
  const rows = assessments.map(({ id, texts: { statistics, gate: text }, gate }) => {
    const { gate_pass, gate_reasons } = gateColumns(gate)
    return sql`(${id}, ${statistics}, ${text}, ${gate_pass}, ${gate_reasons})`
  })
  // PostgreSQL takes parameters among values for texts. Both engines name their columns so.
  const isPostgres = dialectOf(db) === 'postgres'
  const given = (place: number, type: 'json' | 'boolean') => {
    const column = sql.ref(`judged.column${place}`)
    return isPostgres ? sql`cast(${column} as ${sql.raw(type)})` : column
  }
  const [statistics, gate, pass] = [given(2, 'json'), given(3, 'json'), given(4, 'boolean')]
  const atRun = sql`, statistics_at_run = ${statistics}, gate_at_run = ${gate}, gate_pass_at_run = ${pass}`
  const { numAffectedRows } = await sql`
    update backtest_runs
    set statistics = ${statistics}, gate = ${gate}, gate_pass = ${pass}, gate_reasons = ${given(5, 'json')}
      ${isFirst ? atRun : sql``}
    from (values ${sql.join(rows)}) as judged
    where backtest_runs.id = judged.column1`.execute(db)
  if (numAffectedRows === BigInt(assessments.length)) return
  const there = await storedAssessments(
    db,
    assessments.map(({ id }) => id),
  )
  throw missing('backtest', assessments.find(({ id }) => !there.has(id))?.id ?? '')
}

/** Completed runs of before their first assessment was kept, at most so many, those of a ledger together. */
export async function listWithoutFirstVerdict(db: Kysely<Database>, limit: number): Promise<Backtest[]> {
  const rows = await db
    .selectFrom('backtest_runs')
    .selectAll()
    .where('status', '=', sql.lit('completed' as const))
    .where('statistics_at_run', 'is', null)
    .where('ledger_key', 'is not', null)
    .where('metrics', 'is not', null)
    .orderBy('ledger_key')
    .orderBy('id')
    .limit(limit)
    .execute()
  return rows.map(toBacktest)
}

/** Whether the newest assessed run of this kind passed its gate; undefined without one. */
export async function findLatestGate(
  db: Kysely<Database>,
  run: { packId: string; modelId: string; riskProfile: string; matrixSha: string },
): Promise<boolean | undefined> {
  const row = await db
    .selectFrom('backtest_runs')
    .select('gate_pass')
    .where('pack_id', '=', run.packId)
    .where('model_id', '=', run.modelId)
    .where('risk_profile', '=', run.riskProfile)
    .where('matrix_sha', '=', run.matrixSha)
    .where('status', '=', 'completed')
    .where('gate_pass', 'is not', null)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row && row.gate_pass === 1
}
