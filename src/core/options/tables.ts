/**
 * Tables of option data, as columns of equal length: a row per contract and time. Prices are per share, in the
 * currency of the underlying; NaN is missing. `expiry` and `session` are days since 1970-01-01.
 */
interface OptionColumns {
  /** Exchange session of the row. Never decreasing. */
  session: Int32Array
  expiry: Int32Array
  strike: Float64Array
  /** 1 for a call, 0 for a put. */
  isCall: Uint8Array
}

/** Snapshots of the chain at the end of a session: known when that session is over, and no earlier. */
export interface OptionChain extends OptionColumns {
  bid: Float64Array
  ask: Float64Array
  /** Annualised fraction. */
  impliedVolatility: Float64Array
  /** Positive for calls, negative for puts. */
  delta: Float64Array
  /** Change of delta for a move of 1 in the underlying. */
  gamma: Float64Array
  /** Contracts. */
  openInterest: Float64Array
  /** Contracts traded in the session. */
  volume: Float64Array
}

/** Quotes within sessions. */
export interface OptionQuotes extends OptionColumns {
  /** When the quote was made: milliseconds since 1970-01-01 UTC. Never decreasing. */
  ts: Float64Array
  bid: Float64Array
  ask: Float64Array
}

/** The first or the last quote of an option that expires in its session, from one time to another, both included. */
export interface WantedQuote {
  session: number
  strike: number
  isCall: boolean
  /** Milliseconds since 1970-01-01 UTC. */
  from: number
  to: number
  which: 'first' | 'last'
}

/** Trades within sessions, added up over intervals such as a minute. */
export interface OptionTrades extends OptionColumns {
  /** When the interval was over and its sums known: milliseconds since 1970-01-01 UTC. Never decreasing. */
  ts: Float64Array
  /** Contracts. */
  volume: Float64Array
  /** What was paid: contracts x average price x 100 shares. */
  premium: Float64Array
}

function contracts(
  { session, expiry, strike, isCall }: OptionColumns,
  from: number,
  to: number,
): OptionColumns {
  return {
    session: session.subarray(from, to),
    expiry: expiry.subarray(from, to),
    strike: strike.subarray(from, to),
    isCall: isCall.subarray(from, to),
  }
}

/** Rows `from` (inclusive) to `to` (exclusive), as views. */
export function chainRows(chain: OptionChain, from: number, to: number): OptionChain {
  return {
    ...contracts(chain, from, to),
    bid: chain.bid.subarray(from, to),
    ask: chain.ask.subarray(from, to),
    impliedVolatility: chain.impliedVolatility.subarray(from, to),
    delta: chain.delta.subarray(from, to),
    gamma: chain.gamma.subarray(from, to),
    openInterest: chain.openInterest.subarray(from, to),
    volume: chain.volume.subarray(from, to),
  }
}

/** Rows `from` (inclusive) to `to` (exclusive), as views. */
export function quoteRows(quotes: OptionQuotes, from: number, to: number): OptionQuotes {
  return {
    ...contracts(quotes, from, to),
    ts: quotes.ts.subarray(from, to),
    bid: quotes.bid.subarray(from, to),
    ask: quotes.ask.subarray(from, to),
  }
}

/** Rows `from` (inclusive) to `to` (exclusive), as views. */
export function tradeRows(trades: OptionTrades, from: number, to: number): OptionTrades {
  return {
    ...contracts(trades, from, to),
    ts: trades.ts.subarray(from, to),
    volume: trades.volume.subarray(from, to),
    premium: trades.premium.subarray(from, to),
  }
}
