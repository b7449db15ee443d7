import { z } from 'zod'
import type { Bars } from '../../core/bars/bars.ts'
import { formatDay } from '../../core/bars/day.ts'
import type { MarketNeeds } from '../../core/bars/marketData.ts'
import { SigmaError } from '../../core/errors.ts'
import type { OptionQuotes } from '../../core/options/tables.ts'
import {
  emptyChain,
  listContracts,
  listExpiries,
  nearestExpiries,
  type SessionClose,
  strikesAround,
} from './contracts.ts'
import { instantOf, openingMinute, type SessionHours } from './hours.ts'
import { inParallel } from './limits.ts'
import { byTime, contractColumns, numbers, type OptionRow } from './optionRows.ts'
import type { Contract } from './optionTicker.ts'
import { pathSegment, requestText } from './request.ts'
import type { Question, Vendor } from './vendor.ts'

/** `sip_timestamp` is nanoseconds since 1970-01-01 UTC. Source: Polygon REST, GET /v3/quotes/{optionsTicker}. */
const quoteShape = z.object({
  sip_timestamp: z.number(),
  bid_price: z.number().optional(),
  ask_price: z.number().optional(),
})

type VendorQuote = z.infer<typeof quoteShape>
/** When options expire, in minutes of the day. */
const expiryMinute = 16 * 60

type QuoteNeeds = NonNullable<MarketNeeds['quotes']>

/** From one instant to another, both included, in milliseconds UTC. */
interface Span {
  from: number
  to: number
  /** Only expiries after this day count: what expires when the span ends has nothing to tell any more. */
  after: number
}

interface WantedQuote {
  contract: Contract
  session: number
  span: Span
}

interface QuoteRow extends OptionRow {
  ts: number
  bid: number
  ask: number
}

/**
 * The last quote of each contract within each window of each session, and within each bar where bar ends are asked for:
 * strikes around the close before, expiries nearest to `daysAhead`, counted from the session on, but from the day after
 * it for windows that last until 16:00. A span without a quote gives no row; none in all is UNPROCESSABLE, and so is a
 * session without contracts.
 */
export async function loadQuotes(
  vendor: Vendor,
  {
    bars,
    sessions,
    needs,
    hours,
    known,
  }: { bars: Bars; sessions: readonly SessionClose[]; needs: QuoteNeeds; hours: SessionHours; known: number },
): Promise<OptionQuotes> {
  const { ticker } = bars
  const ends = needs.atBarEnds ? barEnds(bars) : new Map<number, number[]>()
  vendor.expect(sessions.length)
  const wanted = await inParallel(sessions, async (at) => {
    const spans = spansOf(at.session, needs, ends.get(at.session) ?? [], hours).filter(
      ({ to }) => to <= known,
    )
    return spans.length === 0 ? [] : wantedQuotes(vendor, { ticker, at, needs, spans })
  })
  const questions = wanted.flat()
  vendor.expect(questions.length)
  const rows = await inParallel(questions, async ({ contract, session, span }) => {
    const answer = await vendor.ask(quoteQuestion(contract, session, span))
    return answer.rows.map((quote) => toRow(quote, contract, session))
  })
  const found = distinct(rows.flat().sort(byTime))
  if (found.length === 0 && questions.length > 0) {
    const [{ contract, session, span }] = questions
    throw noQuotes(ticker, requestText(quoteQuestion(contract, session, span).request))
  }
  return {
    ...contractColumns(found),
    ts: numbers(found, ({ ts }) => ts),
    bid: numbers(found, ({ bid }) => bid),
    ask: numbers(found, ({ ask }) => ask),
  }
}

/** Ends of the bars of each session, in milliseconds UTC. */
function barEnds({ ts, session }: Bars): Map<number, number[]> {
  const ends = new Map<number, number[]>()
  for (const [row, day] of session.entries()) ends.set(day, [...(ends.get(day) ?? []), ts[row]])
  return ends
}

/** Windows that begin before the close, and the time since the bar before (or the opening) up to each bar's end. */
function spansOf(
  session: number,
  { windows }: QuoteNeeds,
  ends: readonly number[],
  hours: SessionHours,
): Span[] {
  const close = hours.closeMinute(session)
  return [
    ...windows
      .filter(({ from }) => from < close)
      .map(({ from, to }) => ({
        from: instantOf(session, from),
        to: instantOf(session, to),
        after: to < expiryMinute ? session - 1 : session,
      })),
    ...ends.map((to, row) => ({
      from: row === 0 ? instantOf(session, openingMinute) : ends[row - 1],
      to,
      after: session - 1,
    })),
  ]
}

/** What to ask for a session: the contracts of the expiries that each span looks at. */
async function wantedQuotes(
  vendor: Vendor,
  {
    ticker,
    at,
    needs,
    spans,
  }: { ticker: string; at: SessionClose; needs: QuoteNeeds; spans: readonly Span[] },
): Promise<WantedQuote[]> {
  const { session } = at
  const { daysAhead } = needs
  const listed = await listExpiries(vendor, { ticker, at, from: session, daysAhead })
  const spansOfExpiry = new Map<number, Map<string, Span>>()
  for (const span of spans) {
    for (const expiry of nearestExpiries(listed, { session, after: span.after, daysAhead })) {
      const known = spansOfExpiry.get(expiry) ?? new Map<string, Span>()
      spansOfExpiry.set(expiry, known.set(`${span.from}-${span.to}`, span))
    }
  }
  vendor.expect(spansOfExpiry.size)
  const wanted = await inParallel([...spansOfExpiry], async ([expiry, ofExpiry]) => {
    const { contracts, request } = await listContracts(vendor, {
      ticker,
      session,
      expiries: { from: expiry, to: expiry },
      strikes: strikesAround(at.close, needs.strikesAround),
    })
    if (contracts.length === 0) throw emptyChain(request, `${ticker} on ${formatDay(session)}`)
    return contracts.flatMap((contract) =>
      [...ofExpiry.values()].map((span) => ({ contract, session, span })),
    )
  })
  return wanted.flat()
}

function quoteQuestion({ ticker }: Contract, session: number, { from, to }: Span): Question<VendorQuote> {
  return {
    request: {
      path: `/v3/quotes/${pathSegment(ticker)}`,
      query: {
        // Nanoseconds are more than a double can count: the zeros are written, not multiplied.
        'timestamp.gte': `${from}000000`,
        'timestamp.lte': `${to}000000`,
        sort: 'timestamp',
        order: 'desc',
        limit: '1',
      },
    },
    row: quoteShape,
    check: (rows) => {
      const outside = rows.find((row) => timeOf(row) < from || timeOf(row) > to)
      return outside && `a quote at ${outside.sip_timestamp} ns, which lies outside what was asked for`
    },
    keep: { lastDay: session },
    // The vendor offers all earlier quotes as further pages.
    firstPageOnly: true,
  }
}

/**
 * Milliseconds of a quote, rounded up: it was not known before. JSON numbers are good to 128 nanoseconds here, so what
 * is less than a microsecond past a millisecond counts as being at it.
 */
function timeOf({ sip_timestamp }: VendorQuote): number {
  return Math.ceil(sip_timestamp / 1e6 - 0.001)
}

function toRow(quote: VendorQuote, { expiry, strike, isCall }: Contract, session: number): QuoteRow {
  const { bid_price: bid = Number.NaN, ask_price: ask = Number.NaN } = quote
  // An offer at 0 is none; a bid of 0 says that nobody bids.
  return {
    session,
    expiry,
    strike,
    isCall,
    ts: timeOf(quote),
    bid: bid < 0 ? Number.NaN : bid,
    ask: ask > 0 ? ask : Number.NaN,
  }
}

/** The same quote may be the last one of a window and of a bar. */
function distinct(rows: readonly QuoteRow[]): QuoteRow[] {
  const seen = new Set<string>()
  return rows.filter(({ ts, expiry, strike, isCall }) => {
    const name = `${ts} ${expiry} ${strike} ${isCall}`
    return !seen.has(name) && seen.add(name)
  })
}

function noQuotes(ticker: string, request: string): SigmaError {
  return new SigmaError('UNPROCESSABLE', `polygon has no quotes of options on ${ticker}, as of ${request}`, {
    details: { request },
    next: 'choose sessions from 2022-03-07 on, when the vendor’s option quotes begin, and a plan that has them',
  })
}
