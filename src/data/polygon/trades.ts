import { formatDay } from '../../core/bars/day.ts'
import type { OptionTrades } from '../../core/options/tables.ts'
import { newYorkTime } from '../calendar.ts'
import { type Aggregate, aggregateQuestion } from './aggregates.ts'
import { emptyChain, listContracts, type SessionClose, strikesAround } from './contracts.ts'
import { openingMinute, type SessionHours } from './hours.ts'
import { inParallel } from './limits.ts'
import { byTime, contractColumns, numbers, type OptionRow } from './optionRows.ts'
import type { Contract } from './optionTicker.ts'
import type { Vendor } from './vendor.ts'

const minuteMs = 60_000
/** Shares of a contract. */
const multiplier = 100

interface TradeRow extends OptionRow {
  ts: number
  volume: number
  premium: number
}

/**
 * Trades of options that expire the same day, added up by the minute, from 9:30 until the close: strikes around the close
 * before. What was paid is volume x average price (the close where the vendor gives none) x 100. Sessions without such
 * options are listed in a warning; when no session has any it is UNPROCESSABLE.
 */
export async function loadTrades(
  vendor: Vendor,
  {
    ticker,
    sessions,
    around,
    hours,
    known,
  }: {
    ticker: string
    sessions: readonly SessionClose[]
    around: number
    hours: SessionHours
    known: number
  },
): Promise<{ trades: OptionTrades; warnings: string[] }> {
  vendor.expect(sessions.length)
  const listings = await inParallel(sessions, async ({ session, close }) => {
    const listing = await listContracts(vendor, {
      ticker,
      session,
      expiries: { from: session, to: session },
      strikes: strikesAround(close, around),
    })
    return { session, ...listing }
  })
  const wanted = listings.flatMap(({ session, contracts }) =>
    contracts.map((contract) => ({ session, contract })),
  )
  if (wanted.length === 0 && listings.length > 0)
    throw emptyChain(listings[0].request, `${ticker} that expire the same day`)
  vendor.expect(wanted.length)
  const rows = await inParallel(wanted, async ({ session, contract }) => {
    const series = { ticker: contract.ticker, multiplier: 1, span: 'minute' } as const
    const answer = await vendor.ask(aggregateQuestion(series, { from: session, to: session }))
    return answer.rows.flatMap((bar) => toRow(bar, contract, session, hours))
  })
  const found = rows.flat().filter(({ ts }) => ts <= known)
  return {
    trades: toTrades(found.sort(byTime)),
    warnings: withoutExpiry(
      ticker,
      listings.filter(({ contracts }) => contracts.length === 0).map(({ session }) => session),
    ),
  }
}

/** A minute of the regular session, known at its end. */
function toRow(
  { t, c, v, vw }: Aggregate,
  { expiry, strike, isCall }: Contract,
  session: number,
  hours: SessionHours,
): TradeRow[] {
  const { minute } = newYorkTime(t)
  if (minute < openingMinute || minute >= hours.closeMinute(session)) return []
  const volume = v ?? 0
  return [
    {
      session,
      expiry,
      strike,
      isCall,
      ts: t + minuteMs,
      volume,
      premium: volume * (vw ?? c) * multiplier,
    },
  ]
}

function toTrades(rows: readonly TradeRow[]): OptionTrades {
  return {
    ...contractColumns(rows),
    ts: numbers(rows, ({ ts }) => ts),
    volume: numbers(rows, ({ volume }) => volume),
    premium: numbers(rows, ({ premium }) => premium),
  }
}

function withoutExpiry(ticker: string, sessions: readonly number[]): string[] {
  if (sessions.length === 0) return []
  const some = sessions.slice(0, 3).map(formatDay).join(', ')
  const more = sessions.length > 3 ? ', …' : ''
  return [
    `no options of ${ticker} expire on ${sessions.length} of the sessions, which have no trades: ${some}${more}`,
  ]
}
