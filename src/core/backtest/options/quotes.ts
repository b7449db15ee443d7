import { firstAtOrAfter } from '../../bars/window.ts'
import type { OptionQuotes } from '../../options/tables.ts'

/** An option that expires in the session given. */
export interface ContractKey {
  expiry: number
  strike: number
  isCall: boolean
}

/** Per share. */
export interface Quote {
  bid: number
  ask: number
}

/** What a quote is taken to be worth before costs. */
export const midOf = ({ bid, ask }: Quote): number => (bid + ask) / 2

/** The first quote of a contract from one time to another, both included, that is a price to trade at. */
export function firstQuote(
  quotes: OptionQuotes,
  contract: ContractKey,
  from: number,
  to: number,
): Quote | undefined {
  const end = firstAtOrAfter(quotes.ts, to, true)
  for (let row = firstAtOrAfter(quotes.ts, from); row < end; row++) {
    if (isQuoteOf(quotes, row, contract)) return { bid: quotes.bid[row], ask: quotes.ask[row] }
  }
  return undefined
}

/** The last such quote. */
export function lastQuote(
  quotes: OptionQuotes,
  contract: ContractKey,
  from: number,
  to: number,
): Quote | undefined {
  const start = firstAtOrAfter(quotes.ts, from)
  for (let row = firstAtOrAfter(quotes.ts, to, true) - 1; row >= start; row--) {
    if (isQuoteOf(quotes, row, contract)) return { bid: quotes.bid[row], ask: quotes.ask[row] }
  }
  return undefined
}

function isQuoteOf(quotes: OptionQuotes, row: number, { expiry, strike, isCall }: ContractKey): boolean {
  if (quotes.strike[row] !== strike || quotes.expiry[row] !== expiry) return false
  if ((quotes.isCall[row] === 1) !== isCall) return false
  const bid = quotes.bid[row]
  const ask = quotes.ask[row]
  return bid >= 0 && ask > 0 && ask >= bid
}
