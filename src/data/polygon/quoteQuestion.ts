import { z } from 'zod'
import { SigmaError } from '../../core/errors.ts'
import type { OptionQuotes } from '../../core/options/tables.ts'
import { byTime, contractColumns, numbers, type OptionRow } from './optionRows.ts'
import type { Contract } from './optionTicker.ts'
import { pathSegment } from './request.ts'
import type { Question } from './vendor.ts'

/** `sip_timestamp` is nanoseconds since 1970-01-01 UTC. Source: Polygon REST, GET /v3/quotes/{optionsTicker}. */
const quoteShape = z.object({
  sip_timestamp: z.number(),
  bid_price: z.number().optional(),
  ask_price: z.number().optional(),
})

type VendorQuote = z.infer<typeof quoteShape>

export interface QuoteRow extends OptionRow {
  ts: number
  bid: number
  ask: number
}

/** Of the first quotes of a time some are no price yet, as before the market in an option has opened. */
const firstLooked = 100

/** The question for the last quote from one instant to another, or for the first ones, in milliseconds UTC. */
export function quoteQuestion(
  { ticker }: Contract,
  session: number,
  { from, to }: { from: number; to: number },
  which: 'first' | 'last' = 'last',
): Question<VendorQuote> {
  return {
    request: {
      path: `/v3/quotes/${pathSegment(ticker)}`,
      query: {
        // Nanoseconds are more than a double can count: the zeros are written, not multiplied.
        'timestamp.gte': `${from}000000`,
        'timestamp.lte': `${to}000000`,
        sort: 'timestamp',
        order: which === 'last' ? 'desc' : 'asc',
        limit: which === 'last' ? '1' : String(firstLooked),
      },
    },
    row: quoteShape,
    check: (rows) => {
      const outside = rows.find((row) => timeOf(row) < from || timeOf(row) > to)
      return outside && `a quote at ${outside.sip_timestamp} ns, which lies outside what was asked for`
    },
    keep: { lastDay: session },
    // The vendor offers all other quotes as further pages.
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

export function toRow(
  quote: VendorQuote,
  { expiry, strike, isCall }: Omit<Contract, 'ticker'>,
  session: number,
): QuoteRow {
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

/** The table of some quotes, in the order of time. The same one may be the last of a window and of a bar: it counts once. */
export function quoteTable(rows: readonly QuoteRow[]): OptionQuotes {
  const seen = new Set<string>()
  const found = [...rows].sort(byTime).filter(({ ts, expiry, strike, isCall }) => {
    const name = `${ts} ${expiry} ${strike} ${isCall}`
    return !seen.has(name) && seen.add(name)
  })
  return {
    ...contractColumns(found),
    ts: numbers(found, ({ ts }) => ts),
    bid: numbers(found, ({ bid }) => bid),
    ask: numbers(found, ({ ask }) => ask),
  }
}

export function noQuotes(ticker: string, request: string): SigmaError {
  return new SigmaError('UNPROCESSABLE', `polygon has no quotes of options on ${ticker}, as of ${request}`, {
    details: { request },
    next: 'choose sessions from 2022-03-07 on, when the vendor’s option quotes begin, and a plan that has them',
  })
}
