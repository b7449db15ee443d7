import { type Expression, expressionBuilder, type Kysely, type Selectable, type SqlBool } from 'kysely'
import type { Listed, Page } from './page.ts'
import type { Database, SignalStatus } from './schema.ts'

/** What became of a signal, or of a position that somebody took without one. Prices are of the ticker, times ISO 8601 in UTC. */
export interface SignalRecord {
  id: string
  /** Of which the record is; null where there was none. */
  signal: {
    id: string
    /** When it was decided. */
    ts: string
    /** The session that it was decided in, `YYYY-MM-DD`. */
    date: string
    entryMode: string | null
    stopPx: number | null
  } | null
  /** When it was filled, as far as somebody said; else when it was decided. */
  ts: string
  date: string
  packId: string | null
  modelId: string
  riskProfile: string | null
  ticker: string
  side: 'long' | 'short'
  entryRefPx: number | null
  fillPx: number | null
  exitPx: number | null
  /** The stop that the position was entered with, where it was told; else it is that of the signal. */
  stopPx: number | null
  slippage: number | null
  status: SignalStatus
  /** In multiples of what was risked. */
  rr: number | null
  /** As a fraction of what was put in. */
  pnl: number | null
  tag: string | null
}

/** `start` and `end` bound the day, both included. */
export interface SignalLogFilter {
  packId?: string
  modelId?: string
  riskProfile?: string
  start?: string
  end?: string
  status?: SignalStatus
}

/** Records by time, the oldest first. */
export async function listSignalLog(
  db: Kysely<Database>,
  filter: SignalLogFilter,
  { limit, offset }: Page,
): Promise<Listed<SignalRecord>> {
  const wanted = matches(filter)
  const rows = await withSignal(db)
    .where(wanted)
    .orderBy('signals_log.ts')
    .orderBy('signals_log.id')
    .limit(limit)
    .offset(offset)
    .execute()
  const { total } = await db
    .selectFrom('signals_log')
    .where(wanted)
    .select((eb) => eb.fn.countAll().as('total'))
    .executeTakeFirstOrThrow()
  return { rows: rows.map(toRecord), total: Number(total) }
}

/** All records of a model in some sessions, both included. */
export async function recordsOfModel(
  db: Kysely<Database>,
  modelId: string,
  { start, end }: { start: string; end: string },
): Promise<SignalRecord[]> {
  const rows = await withSignal(db)
    .where('signals_log.model_id', '=', modelId)
    .where('signals_log.date', '>=', start)
    .where('signals_log.date', '<=', end)
    .execute()
  return rows.map(toRecord)
}

/** Ids that one statement names: below the number of parameters that either engine takes. */
const IDS_AT_ONCE = 500

/** The records of signals, of those that there are. */
export async function recordsOfSignals(
  db: Kysely<Database>,
  signalIds: readonly string[],
): Promise<SignalRecord[]> {
  const found: SignalRecord[] = []
  for (let from = 0; from < signalIds.length; from += IDS_AT_ONCE) {
    const part = signalIds.slice(from, from + IDS_AT_ONCE)
    const rows = await withSignal(db).where('signals_log.signal_id', 'in', part).execute()
    found.push(...rows.map(toRecord))
  }
  return found
}

/** Keeps a record: a new one, or what a known one has become. */
export async function saveRecord(db: Kysely<Database>, record: SignalRecord): Promise<void> {
  const { id } = record
  const changing = {
    ts: record.ts,
    risk_profile: record.riskProfile,
    entry_ref_px: record.entryRefPx,
    fill_px: record.fillPx,
    exit_px: record.exitPx,
    stop_px: record.stopPx,
    slippage: record.slippage,
    status: record.status,
    rr: record.rr,
    pnl: record.pnl,
    tag: record.tag,
  }
  const lasting = {
    id,
    signal_id: record.signal?.id ?? null,
    date: record.date,
    pack_id: record.packId,
    model_id: record.modelId,
    ticker: record.ticker,
    side: record.side,
  }
  await db
    .insertInto('signals_log')
    .values({ ...lasting, ...changing })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(changing))
    .execute()
}

function withSignal(db: Kysely<Database>) {
  return db
    .selectFrom('signals_log')
    .leftJoin('signals', 'signals.id', 'signals_log.signal_id')
    .selectAll('signals_log')
    .select([
      'signals.ts as decided_ts',
      'signals.date as decided_date',
      'signals.entry_mode as decided_entry',
      'signals.stop_px as decided_stop',
    ])
}

function matches(filter: SignalLogFilter): Expression<SqlBool> {
  const eb = expressionBuilder<Database, 'signals_log'>()
  const { packId, modelId, riskProfile, start, end, status } = filter
  return eb.and([
    ...(packId === undefined ? [] : [eb('signals_log.pack_id', '=', packId)]),
    ...(modelId === undefined ? [] : [eb('signals_log.model_id', '=', modelId)]),
    ...(riskProfile === undefined ? [] : [eb('signals_log.risk_profile', '=', riskProfile)]),
    ...(start === undefined ? [] : [eb('signals_log.date', '>=', start)]),
    ...(end === undefined ? [] : [eb('signals_log.date', '<=', end)]),
    ...(status === undefined ? [] : [eb('signals_log.status', '=', status)]),
  ])
}

interface DecidedColumns {
  decided_ts: string | null
  decided_date: string | null
  decided_entry: string | null
  decided_stop: number | null
}

function toRecord(row: Selectable<Database['signals_log']> & DecidedColumns): SignalRecord {
  const { signal_id: signalId, decided_ts: ts, decided_date: date } = row
  return {
    id: row.id,
    signal:
      signalId === null || ts === null || date === null
        ? null
        : { id: signalId, ts, date, entryMode: row.decided_entry, stopPx: row.decided_stop },
    ts: row.ts,
    date: row.date,
    packId: row.pack_id,
    modelId: row.model_id,
    riskProfile: row.risk_profile,
    ticker: row.ticker,
    side: row.side,
    entryRefPx: row.entry_ref_px,
    fillPx: row.fill_px,
    exitPx: row.exit_px,
    stopPx: row.stop_px,
    slippage: row.slippage,
    status: row.status,
    rr: row.rr,
    pnl: row.pnl,
    tag: row.tag,
  }
}
