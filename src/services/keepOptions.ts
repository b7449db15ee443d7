import { formatDay } from '../core/bars/day.ts'
import { occSymbol } from '../core/options/occSymbol.ts'
import { positionValue } from '../core/options/overlay.ts'
import {
  insertOptionSignals,
  type ListedOptionSignal,
  listOptionSignals,
  type OptionSignal,
  symbolsOf,
} from '../store/optionSignals.ts'
import type { ChosenOptions } from './chooseOptions.ts'
import type { Parts } from './parts.ts'
import type { Subject } from './subject.ts'

/** Options as they are kept, those from before among them, and how many of them are new. */
export interface KeptOptions {
  rows: ListedOptionSignal[]
  written: number
}

/** Keeps the options of the signals of a session, each once: what was kept before stays as it was priced then. */
export async function keepOptions(
  parts: Parts,
  subject: Subject,
  session: number,
  rows: readonly OptionSignal[],
): Promise<KeptOptions> {
  const written = await insertOptionSignals(parts.db, rows)
  return { rows: await keptRows(parts, subject, session, rows), written: written.length }
}

/** The rows as they were kept, those from before among them. */
async function keptRows(
  { db }: Parts,
  { packId, modelId }: Subject,
  session: number,
  rows: readonly OptionSignal[],
): Promise<ListedOptionSignal[]> {
  const wanted = new Set(rows.map((row) => `${row.signalId} ${symbolsOf(row)}`))
  const filter = { packId, modelId, date: formatDay(session) }
  const all = await listOptionSignals(db, filter, { limit: Number.MAX_SAFE_INTEGER, offset: 0 })
  return all.rows.filter(({ signalId, symbols }) => wanted.has(`${signalId} ${symbols}`))
}

/** Chosen options as they are kept: what they cost, and are worth at stop and target, as of the signal. */
export function toOptionSignal(
  parts: Pick<Parts, 'newId' | 'now'>,
  { signal: { id: signalId, ticker, stopPx, targetPx }, position, data }: ChosenOptions,
): OptionSignal {
  const { asOf } = data.market
  const { mode, legs, netDebit, stopValue, targetValue } = position
  const [bought] = legs
  const ofBought = (spot: number | null) => (spot === null ? null : positionValue([bought], spot, asOf))
  return {
    id: parts.newId(),
    signalId,
    mode,
    expiry: formatDay(bought.expiry),
    legs: legs.map((leg) => ({
      quantity: leg.quantity,
      symbol: occSymbol(ticker, leg),
      strike: leg.strike,
      type: leg.isCall ? 'call' : 'put',
      bid: known(leg.bid),
      ask: known(leg.ask),
      premium: leg.premium,
      delta: leg.delta,
      iv: leg.iv,
      openInterest: known(leg.openInterest),
      volume: known(leg.volume),
    })),
    stopPremium: ofBought(stopPx),
    targetPremium: ofBought(targetPx),
    isEstimate: legs.some(({ isEstimate }) => isEstimate),
    netDebit,
    stopValue,
    targetValue,
    pricedAt: new Date(asOf).toISOString(),
    createdAt: parts.now().toISOString(),
  }
}

const known = (value: number): number | null => (Number.isNaN(value) ? null : value)
