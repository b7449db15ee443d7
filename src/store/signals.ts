import {
  type Expression,
  expressionBuilder,
  type Insertable,
  type Kysely,
  type Selectable,
  type SqlBool,
} from 'kysely'
import { SigmaError } from '../core/errors.ts'
import { toJsonText } from './json.ts'
import type { Listed, Page } from './page.ts'
import type { Database, SignalStatus } from './schema.ts'
import { inTransaction } from './transaction.ts'

/** What a model or a scanner would trade on one day, in one ticker. Prices are of the ticker, times ISO 8601 in UTC. */
export interface Signal {
  id: string
  /** The session that it was decided in, `YYYY-MM-DD`. */
  date: string
  /** When it was decided: the end of the bar that it was decided on, whenever that was looked at. */
  ts: string
  packId: string
  modelId: string
  ticker: string
  side: 'long' | 'short'
  entryMode: string | null
  entryRefPx: number | null
  stopPx: number | null
  targetPx: number | null
  timeStopMinutes: number | null
  /** What the target promises, in multiples of what the stop risks. */
  rewardRisk: number | null
  /** Of a trained model: the probability of the side, and what it had to reach. */
  score: number | null
  threshold: number | null
  /** Share of the capital, above 0; null where nothing says. */
  weight: number | null
  /** Of a scanner: from 0 to 1, and the place among the day's. */
  scores: ScanScores | null
  rank: number | null
  riskProfile: string | null
  policyVersion: number | null
  /** SHA-256 of the files, null for one that is not there. */
  lineage: SignalLineage
  trainingRunId: string | null
  matrixSha: string | null
  tag: string | null
  createdAt: string
}

interface ScanScores {
  total: number
  breakout: number | null
  momentum: number | null
  trendQuality: number | null
  alignment: number | null
}

interface SignalLineage {
  packSha: string | null
  indicatorSetSha: string | null
  modelConfigSha: string | null
  policySha: string | null
  riskSha: string | null
}

/** What became of a signal, once something did. */
interface SignalOutcome {
  status: SignalStatus
  fillPx: number | null
  /** |fill − reference|, in the price's unit. */
  slippage: number | null
  /** In multiples of what was risked. */
  rr: number | null
  /** As a fraction of what was put in. */
  pnl: number | null
}

export type ListedSignal = Signal & SignalOutcome

/** `start` and `end` bound the day, both included. */
export interface SignalFilter {
  packId?: string
  modelId?: string
  riskProfile?: string
  date?: string
  start?: string
  end?: string
  tickers?: readonly string[]
  status?: SignalStatus
  tag?: string
  trainingRunId?: string
}

/** Rows that one statement inserts: below the number of parameters that either engine takes. */
const ROWS_AT_ONCE = 200

/**
 * Keeps the signals that are new, each with its record as pending. A decision of a model about a ticker is kept once: who
 * decides again, perhaps on data that came later, changes nothing of what was decided first.
 *
 * @returns the ids of those that were kept, in their order
 * @throws CONFLICT when a model of the same name in another pack has one of them
 */
export async function insertSignals(db: Kysely<Database>, signals: readonly Signal[]): Promise<string[]> {
  return inTransaction(db, {}, async (trx) => {
    const kept = new Set<string>()
    for (let from = 0; from < signals.length; from += ROWS_AT_ONCE) {
      const part = signals.slice(from, from + ROWS_AT_ONCE)
      const inserted = await trx
        .insertInto('signals')
        .values(part.map(toRow))
        .onConflict((conflict) => conflict.columns(['date', 'model_id', 'ticker', 'ts']).doNothing())
        .returning('id')
        .execute()
      for (const { id } of inserted) kept.add(id)
      const fresh = part.filter(({ id }) => kept.has(id))
      if (fresh.length > 0) await trx.insertInto('signals_log').values(fresh.map(toRecord)).execute()
      await refuseOtherPack(
        trx,
        part.filter(({ id }) => !kept.has(id)),
      )
    }
    return signals.filter(({ id }) => kept.has(id)).map(({ id }) => id)
  })
}

async function refuseOtherPack(db: Kysely<Database>, known: readonly Signal[]): Promise<void> {
  const [first] = known
  if (first === undefined) return
  const other = await db
    .selectFrom('signals')
    .select(['pack_id', 'date', 'ticker'])
    .where('model_id', '=', first.modelId)
    .where('pack_id', '<>', first.packId)
    .where('date', 'in', [...new Set(known.map(({ date }) => date))])
    .where(
      'ticker',
      'in',
      known.map(({ ticker }) => ticker),
    )
    .executeTakeFirst()
  if (!other) return
  const { pack_id, date, ticker } = other
  throw new SigmaError(
    'CONFLICT',
    `pack ${pack_id} has a signal of a model ${first.modelId} for ${ticker} on ${date} already`,
    { next: `rename one of the two models ${first.modelId}: signals are told apart by the model's name` },
  )
}

export async function findSignal(db: Kysely<Database>, id: string): Promise<ListedSignal | undefined> {
  const row = await withOutcome(db).where('signals.id', '=', id).executeTakeFirst()
  return row && toListed(row)
}

/** Newest day first, then by rank, those without one last. Ticker and id break ties, so pages never overlap. */
export async function listSignals(
  db: Kysely<Database>,
  filter: SignalFilter,
  { limit, offset }: Page,
): Promise<Listed<ListedSignal>> {
  const wanted = matches(filter)
  const rows = await withOutcome(db)
    .where(wanted)
    .orderBy('signals.date', 'desc')
    .orderBy('signals.rank', (order) => order.asc().nullsLast())
    .orderBy('signals.ticker')
    .orderBy('signals.id')
    .limit(limit)
    .offset(offset)
    .execute()
  const { total } = await db
    .selectFrom('signals')
    .leftJoin('signals_log', 'signals_log.signal_id', 'signals.id')
    .where(wanted)
    .select((eb) => eb.fn.countAll().as('total'))
    .executeTakeFirstOrThrow()
  return { rows: rows.map(toListed), total: Number(total) }
}

function withOutcome(db: Kysely<Database>) {
  return db
    .selectFrom('signals')
    .leftJoin('signals_log', 'signals_log.signal_id', 'signals.id')
    .selectAll('signals')
    .select([
      'signals_log.status as log_status',
      'signals_log.fill_px as log_fill_px',
      'signals_log.slippage as log_slippage',
      'signals_log.rr as log_rr',
      'signals_log.pnl as log_pnl',
    ])
}

function matches(filter: SignalFilter): Expression<SqlBool> {
  const eb = expressionBuilder<Database, 'signals' | 'signals_log'>()
  const { packId, modelId, riskProfile, date, start, end, tickers, status, tag, trainingRunId } = filter
  return eb.and([
    ...(packId === undefined ? [] : [eb('signals.pack_id', '=', packId)]),
    ...(modelId === undefined ? [] : [eb('signals.model_id', '=', modelId)]),
    ...(riskProfile === undefined ? [] : [eb('signals.risk_profile', '=', riskProfile)]),
    ...(date === undefined ? [] : [eb('signals.date', '=', date)]),
    ...(start === undefined ? [] : [eb('signals.date', '>=', start)]),
    ...(end === undefined ? [] : [eb('signals.date', '<=', end)]),
    ...(tickers === undefined ? [] : [eb.or(tickers.map((ticker) => eb('signals.ticker', '=', ticker)))]),
    ...(status === undefined ? [] : [eb('signals_log.status', '=', status)]),
    ...(tag === undefined ? [] : [eb('signals.tag', '=', tag)]),
    ...(trainingRunId === undefined ? [] : [eb('signals.training_run_id', '=', trainingRunId)]),
  ])
}

function toRow(signal: Signal): Insertable<Database['signals']> {
  const { scores, lineage } = signal
  return {
    id: signal.id,
    date: signal.date,
    ts: signal.ts,
    pack_id: signal.packId,
    model_id: signal.modelId,
    ticker: signal.ticker,
    side: signal.side,
    entry_mode: signal.entryMode,
    entry_ref_px: signal.entryRefPx,
    stop_px: signal.stopPx,
    target_px: signal.targetPx,
    time_stop_minutes: signal.timeStopMinutes,
    rr: signal.rewardRisk,
    score: signal.score,
    threshold: signal.threshold,
    weight: signal.weight,
    score_total: scores?.total ?? null,
    rank: signal.rank,
    score_breakout: scores?.breakout ?? null,
    score_momentum: scores?.momentum ?? null,
    score_trend_quality: scores?.trendQuality ?? null,
    score_alignment: scores?.alignment ?? null,
    risk_profile: signal.riskProfile,
    risk_sha: lineage.riskSha,
    policy_version: signal.policyVersion,
    pack_sha: lineage.packSha,
    indicator_set_sha: lineage.indicatorSetSha,
    model_config_sha: lineage.modelConfigSha,
    policy_sha: lineage.policySha,
    training_run_id: signal.trainingRunId,
    matrix_sha: signal.matrixSha,
    tag: signal.tag,
    created_at: signal.createdAt,
  }
}

/** Its id is the signal's: a signal has one record. */
function toRecord(signal: Signal): Insertable<Database['signals_log']> {
  return {
    id: signal.id,
    signal_id: signal.id,
    ts: signal.ts,
    date: signal.date,
    pack_id: signal.packId,
    model_id: signal.modelId,
    risk_profile: signal.riskProfile,
    ticker: signal.ticker,
    side: signal.side,
    entry_ref_px: signal.entryRefPx,
    status: 'pending',
    tag: signal.tag,
    lineage: toJsonText({ ...lineageJson(signal.lineage), matrix_sha: signal.matrixSha }),
  }
}

function lineageJson(lineage: SignalLineage) {
  return {
    pack_sha: lineage.packSha,
    indicator_set_sha: lineage.indicatorSetSha,
    model_config_sha: lineage.modelConfigSha,
    policy_sha: lineage.policySha,
    risk_sha: lineage.riskSha,
  }
}

interface OutcomeColumns {
  log_status: SignalStatus | null
  log_fill_px: number | null
  log_slippage: number | null
  log_rr: number | null
  log_pnl: number | null
}

function toListed(row: Selectable<Database['signals']> & OutcomeColumns): ListedSignal {
  return {
    ...toSignal(row),
    status: row.log_status ?? 'pending',
    fillPx: row.log_fill_px,
    slippage: row.log_slippage,
    rr: row.log_rr,
    pnl: row.log_pnl,
  }
}

function toSignal(row: Selectable<Database['signals']>): Signal {
  const { side } = row
  if (side === 'flat') throw new TypeError(`Expected a signal to be long or short, got flat in ${row.id}`)
  return {
    id: row.id,
    date: row.date,
    ts: row.ts,
    packId: row.pack_id,
    modelId: row.model_id,
    ticker: row.ticker,
    side,
    entryMode: row.entry_mode,
    entryRefPx: row.entry_ref_px,
    stopPx: row.stop_px,
    targetPx: row.target_px,
    timeStopMinutes: row.time_stop_minutes,
    rewardRisk: row.rr,
    score: row.score,
    threshold: row.threshold,
    weight: row.weight,
    scores:
      row.score_total === null
        ? null
        : {
            total: row.score_total,
            breakout: row.score_breakout,
            momentum: row.score_momentum,
            trendQuality: row.score_trend_quality,
            alignment: row.score_alignment,
          },
    rank: row.rank,
    riskProfile: row.risk_profile,
    policyVersion: row.policy_version,
    lineage: {
      packSha: row.pack_sha,
      indicatorSetSha: row.indicator_set_sha,
      modelConfigSha: row.model_config_sha,
      policySha: row.policy_sha,
      riskSha: row.risk_sha,
    },
    trainingRunId: row.training_run_id,
    matrixSha: row.matrix_sha,
    tag: row.tag,
    createdAt: row.created_at,
  }
}
