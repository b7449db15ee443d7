import {
  type Expression,
  expressionBuilder,
  type Insertable,
  type Kysely,
  type Selectable,
  type SqlBool,
} from 'kysely'
import { type JsonObject, objectsFromJsonText } from './json.ts'
import type { Listed, Page } from './page.ts'
import type { Database } from './schema.ts'
import { inTransaction } from './transaction.ts'

/** A contract of an option signal. Prices are per share. */
interface OptionSignalLeg {
  /** 1 for what is bought, -1 for what is sold. */
  quantity: 1 | -1
  symbol: string
  strike: number
  type: 'call' | 'put'
  /** Null where the premium is an estimate. */
  bid: number | null
  ask: number | null
  premium: number
  delta: number
  iv: number
  /** Null where it is not known. */
  openInterest: number | null
  volume: number | null
}

/** Options laid over a signal. Values are per share; a contract is on 100. */
export interface OptionSignal {
  id: string
  signalId: string
  mode: 'single' | 'vertical'
  /** `YYYY-MM-DD`. */
  expiry: string
  /** What is bought first. */
  legs: readonly OptionSignalLeg[]
  /** Of what is bought: its value with the underlying at the stop and at the target. */
  stopPremium: number | null
  targetPremium: number | null
  /** Whether no quotes were there to price it by. */
  isEstimate: boolean
  /** Paid to enter. */
  netDebit: number
  /** Of all legs, with the underlying at the stop and at the target. */
  stopValue: number | null
  targetValue: number | null
  /** When it was priced, ISO 8601 in UTC. */
  pricedAt: string
  createdAt: string
}

/** With what its signal says. Rows that somebody else wrote may lack what Sigma writes. */
export interface ListedOptionSignal
  extends Omit<OptionSignal, 'mode' | 'expiry' | 'legs' | 'netDebit' | 'pricedAt'> {
  mode: 'single' | 'vertical' | null
  symbol: string
  expiry: string
  strike: number | null
  type: 'call' | 'put' | null
  delta: number | null
  iv: number | null
  entryPremium: number | null
  /** As `toRow` writes them. */
  legs: readonly JsonObject[] | null
  /** Of all legs, comma-separated. */
  symbols: string | null
  netDebit: number | null
  pricedAt: string | null
  signalDate: string
  side: 'long' | 'short'
  modelId: string
  packId: string
  ticker: string
}

/** `start` and `end` bound the day of the signal, both included. */
export interface OptionSignalFilter {
  packId?: string
  modelId?: string
  date?: string
  start?: string
  end?: string
  tickers?: readonly string[]
  expiry?: string
  symbol?: string
}

/**
 * Keeps those that are new: a signal has the same contracts once, priced as they were first.
 *
 * @returns the ids of those that were kept
 */
export async function insertOptionSignals(
  db: Kysely<Database>,
  rows: readonly OptionSignal[],
): Promise<string[]> {
  if (rows.length === 0) return []
  return inTransaction(db, {}, async (trx) => {
    const kept = new Set<string>()
    for (let from = 0; from < rows.length; from += rowsAtOnce) {
      const inserted = await trx
        .insertInto('option_signals')
        .values(rows.slice(from, from + rowsAtOnce).map(toRow))
        .onConflict((conflict) => conflict.columns(['signal_id', 'symbols']).doNothing())
        .returning('id')
        .execute()
      for (const { id } of inserted) kept.add(id)
    }
    return rows.filter(({ id }) => kept.has(id)).map(({ id }) => id)
  })
}

/** Rows that one statement inserts: below the number of parameters that either engine takes. */
const rowsAtOnce = 200

/** Newest day first, then by rank of the signal, ticker and id, so that pages never overlap. */
export async function listOptionSignals(
  db: Kysely<Database>,
  filter: OptionSignalFilter,
  { limit, offset }: Page,
): Promise<Listed<ListedOptionSignal>> {
  const wanted = matches(filter)
  const rows = await withSignals(db)
    .where(wanted)
    .selectAll('option_signals')
    .select([
      'signals.date as signal_date',
      'signals.side as signal_side',
      'signals.model_id as signal_model',
      'signals.pack_id as signal_pack',
      'signals.ticker as signal_ticker',
    ])
    .orderBy('signals.date', 'desc')
    .orderBy('signals.rank', (order) => order.asc().nullsLast())
    .orderBy('signals.ticker')
    .orderBy('option_signals.id')
    .limit(limit)
    .offset(offset)
    .execute()
  const { total } = await withSignals(db)
    .where(wanted)
    .select((eb) => eb.fn.countAll().as('total'))
    .executeTakeFirstOrThrow()
  return { rows: rows.map(toListed), total: Number(total) }
}

function withSignals(db: Kysely<Database>) {
  return db.selectFrom('option_signals').innerJoin('signals', 'signals.id', 'option_signals.signal_id')
}

function matches(filter: OptionSignalFilter): Expression<SqlBool> {
  const eb = expressionBuilder<Database, 'option_signals' | 'signals'>()
  const { packId, modelId, date, start, end, tickers, expiry, symbol } = filter
  return eb.and([
    ...(packId === undefined ? [] : [eb('signals.pack_id', '=', packId)]),
    ...(modelId === undefined ? [] : [eb('signals.model_id', '=', modelId)]),
    ...(date === undefined ? [] : [eb('signals.date', '=', date)]),
    ...(start === undefined ? [] : [eb('signals.date', '>=', start)]),
    ...(end === undefined ? [] : [eb('signals.date', '<=', end)]),
    ...(tickers === undefined ? [] : [eb.or(tickers.map((ticker) => eb('signals.ticker', '=', ticker)))]),
    ...(expiry === undefined ? [] : [eb('option_signals.expiry', '=', expiry)]),
    ...(symbol === undefined ? [] : [eb('option_signals.occ_symbol', '=', symbol)]),
  ])
}

function toRow(one: OptionSignal): Insertable<Database['option_signals']> {
  const [bought] = one.legs
  return {
    id: one.id,
    signal_id: one.signalId,
    mode: one.mode,
    symbols: symbolsOf(one),
    occ_symbol: bought.symbol,
    expiry: one.expiry,
    strike: bought.strike,
    type: bought.type,
    delta: bought.delta,
    iv_used: bought.iv,
    entry_premium_est: bought.premium,
    stop_premium_est: one.stopPremium,
    target_premium_est: one.targetPremium,
    pricing_estimate: one.isEstimate ? 1 : 0,
    legs_json: JSON.stringify(one.legs.map(legJson)),
    net_debit_credit: one.netDebit,
    stop_value: one.stopValue,
    target_value: one.targetValue,
    priced_at: one.pricedAt,
    created_at: one.createdAt,
  }
}

interface SignalColumns {
  signal_date: string
  signal_side: 'long' | 'short' | 'flat'
  signal_model: string
  signal_pack: string
  signal_ticker: string
}

/** What tells the options of a signal from others of it. */
export const symbolsOf = ({ legs }: Pick<OptionSignal, 'legs'>): string =>
  legs.map(({ symbol }) => symbol).join(',')

/** As answers show it. */
function legJson({ quantity, symbol, openInterest, ...leg }: OptionSignalLeg) {
  return { side: quantity === 1 ? 'buy' : 'sell', occ_symbol: symbol, ...leg, open_interest: openInterest }
}

function toListed(row: Selectable<Database['option_signals']> & SignalColumns): ListedOptionSignal {
  return {
    id: row.id,
    signalId: row.signal_id,
    mode: row.mode,
    symbol: row.occ_symbol ?? '',
    symbols: row.symbols,
    expiry: row.expiry ?? '',
    strike: row.strike,
    type: row.type,
    delta: row.delta,
    iv: row.iv_used,
    entryPremium: row.entry_premium_est,
    stopPremium: row.stop_premium_est,
    targetPremium: row.target_premium_est,
    isEstimate: row.pricing_estimate === 1,
    legs: row.legs_json === null ? null : objectsFromJsonText(row.legs_json),
    netDebit: row.net_debit_credit,
    stopValue: row.stop_value,
    targetValue: row.target_value,
    pricedAt: row.priced_at,
    createdAt: row.created_at,
    signalDate: row.signal_date,
    side: row.signal_side === 'short' ? 'short' : 'long',
    modelId: row.signal_model,
    packId: row.signal_pack,
    ticker: row.signal_ticker,
  }
}
