import type { Bars } from '../../core/bars/bars.ts'
import { formatDay } from '../../core/bars/day.ts'
import type { MarketNeeds } from '../../core/bars/marketData.ts'
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
import type { Contract } from './optionTicker.ts'
import { noQuotes, quoteQuestion, quoteTable, toRow } from './quoteQuestion.ts'
import { requestText } from './request.ts'
import type { Vendor } from './vendor.ts'

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
  const found = rows.flat()
  if (found.length === 0 && questions.length > 0) {
    const [{ contract, session, span }] = questions
    throw noQuotes(ticker, requestText(quoteQuestion(contract, session, span).request))
  }
  return quoteTable(found)
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
