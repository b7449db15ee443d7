import type { Bars } from '../core/bars/bars.ts'
import { formatDay } from '../core/bars/day.ts'
import { noNeeds } from '../core/bars/marketData.ts'
import { firstAtOrAfter, sliceBars } from '../core/bars/window.ts'
import { closeMinute, openMinute, previousSession } from '../core/calendar/index.ts'
import { sessionInstant } from '../core/calendar/newYorkTime.ts'
import { SigmaError } from '../core/errors.ts'
import { type OverlayMarket, strikeReach } from '../core/options/overlayCandidates.ts'
import { newYorkTime } from '../data/calendar.ts'
import type { BarSource } from '../data/source.ts'
import type { ListedSignal } from '../store/signals.ts'

/** Trading minutes of a full session. */
const minutesOfSession = 390

/** Quotes count that are not older than this at the time of the signal. */
const quoteMinutes = 10

/** What the contracts of a signal are chosen by, and what came after it. */
export interface OverlayData {
  market: OverlayMarket
  /** Those of the sessions after the signal's, up to the present. */
  after: Bars
  warnings: string[]
}

export interface OverlayWanted {
  /** Days since 1970-01-01: the signal's session, and the expiry. */
  session: number
  expiry: number
  isCall: boolean
  targetDelta: number
  /** How far behind what is bought another strike is looked for. */
  spreadWidth: number
  cadence: Bars['cadence']
  /** Milliseconds since 1970-01-01 UTC. */
  now: number
}

/**
 * Loads what was known at a signal: the price of its underlying, the chain at the end of the session before, and the quotes
 * of the minutes up to it. A signal that was decided after the close counts as of the close.
 *
 * @returns null where nothing tells the price of the underlying
 * @throws whatever the source throws for bars or a chain that it does not have
 */
export async function overlayData(
  source: BarSource,
  signal: ListedSignal,
  wanted: OverlayWanted,
): Promise<OverlayData | null> {
  const { ticker } = signal
  const { session, expiry, cadence } = wanted
  const close = sessionInstant(session, closeMinute(session))
  const asOf = Math.min(Date.parse(signal.ts), close)
  const before = previousSession(session)
  const { bars } = await source.load({
    ticker,
    cadence,
    // The bar of a session that is not over may not be there yet, and a window without bars is an error.
    start: formatDay(before),
    end: formatDay(Math.min(lastDay(signal, wanted), newYorkTime(wanted.now).day)),
  })
  const spot = priceAt(bars, session, asOf === close ? Number.POSITIVE_INFINITY : asOf) ?? signal.entryRefPx
  if (spot === null) return null
  const { market } = await source.load({
    ticker,
    cadence: 'daily',
    start: formatDay(before),
    end: formatDay(before),
    needs: { ...noNeeds, chain: { daysAhead: [expiry - before] } },
  })
  if (market.chain === null) throw new TypeError(`Expected ${source.id} to load the chain that was asked for`)
  const unquoted = { asOf, session, spot, chain: market.chain, quotes: null }
  const { quotes, warnings } = await quotesOf(source, ticker, unquoted, wanted)
  return {
    market: { ...unquoted, quotes },
    after: sliceBars(
      bars,
      firstAtOrAfter(bars.session, session, true),
      firstAtOrAfter(bars.ts, wanted.now, true),
    ),
    warnings,
  }
}

/** Until when what becomes of a signal may be asked. */
function lastDay({ timeStopMinutes }: ListedSignal, { session, expiry }: OverlayWanted): number {
  if (timeStopMinutes === null) return expiry
  const sessions = Math.ceil(timeStopMinutes / minutesOfSession)
  return Math.max(expiry, session + Math.ceil((sessions * 7) / 5) + 7)
}

/** The last close of a session up to a time; null where there is none. */
function priceAt({ session, ts, close }: Bars, day: number, until: number): number | null {
  let price: number | null = null
  for (let bar = 0; bar < ts.length && session[bar] <= day; bar++) {
    if (session[bar] === day && ts[bar] <= until && Number.isFinite(close[bar])) price = close[bar]
  }
  return price
}

/** Without quotes, as on a plan that has none, there is still a volatility of the session before to price by. */
async function quotesOf(
  source: BarSource,
  ticker: string,
  market: OverlayMarket,
  { session, expiry, isCall, targetDelta, spreadWidth, cadence }: OverlayWanted,
): Promise<Pick<OverlayMarket, 'quotes'> & { warnings: string[] }> {
  const to = newYorkTime(market.asOf).minute
  const from = Math.max(openMinute(session), to - quoteMinutes)
  try {
    const loaded = await source.load({
      ticker,
      cadence,
      start: formatDay(session),
      end: formatDay(session),
      needs: {
        ...noNeeds,
        quotes: {
          windows: [{ from, to }],
          atBarEnds: false,
          strikesAround: strikeReach(market, expiry, isCall, targetDelta) + spreadWidth,
          daysAhead: [expiry - session],
        },
      },
    })
    return { quotes: loaded.market.quotes, warnings: [] }
  } catch (error) {
    if (!(error instanceof SigmaError) || !withoutQuotes.has(error.code)) throw error
    return {
      quotes: null,
      warnings: [`${ticker} has no quotes, so its premiums are estimates: ${error.message}`],
    }
  }
}

const withoutQuotes: ReadonlySet<string> = new Set(['UNPROCESSABLE', 'FORBIDDEN', 'NOT_FOUND'])
