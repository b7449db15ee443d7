import type { MarketData } from '../../../src/core/bars/marketData.ts'
import { noMarketData } from '../../../src/core/bars/marketData.ts'
import type { OptionChain, OptionQuotes, OptionTrades } from '../../../src/core/options/tables.ts'

const dayMs = 86_400_000
const minuteMs = 60_000

/** 2024-01-02, a Tuesday; New York is five hours behind UTC. */
export const firstDay = 19_724

/** The instant of `HH:MM` in New York, in winter. */
export function at(day: number, clock: string): number {
  const [hour, minute] = clock.split(':').map(Number)
  return day * dayMs + ((hour + 5) * 60 + minute) * minuteMs
}

export type Side = 'call' | 'put'

export interface Trade {
  day: number
  clock: string
  side: Side
  strike: number
  volume: number
  premium?: number
  expiry?: number
}

/** Trades in the order given, which has to be that of time. A premium that is left out is 10 a contract. */
export function tradesOf(trades: readonly Trade[]): OptionTrades {
  return {
    session: Int32Array.from(trades, ({ day }) => day),
    expiry: Int32Array.from(trades, ({ day, expiry = day }) => expiry),
    strike: Float64Array.from(trades, ({ strike }) => strike),
    isCall: Uint8Array.from(trades, ({ side }) => (side === 'call' ? 1 : 0)),
    ts: Float64Array.from(trades, ({ day, clock }) => at(day, clock)),
    volume: Float64Array.from(trades, ({ volume }) => volume),
    premium: Float64Array.from(trades, ({ volume, premium = 10 * volume }) => premium),
  }
}

export interface OpenInterest {
  day: number
  expiry: number
  side: Side
  strike: number
  open: number
}

export function chainOf(rows: readonly OpenInterest[]): OptionChain {
  const nothing = new Float64Array(rows.length).fill(Number.NaN)
  return {
    session: Int32Array.from(rows, ({ day }) => day),
    expiry: Int32Array.from(rows, ({ expiry }) => expiry),
    strike: Float64Array.from(rows, ({ strike }) => strike),
    isCall: Uint8Array.from(rows, ({ side }) => (side === 'call' ? 1 : 0)),
    bid: nothing,
    ask: nothing,
    impliedVolatility: nothing,
    delta: nothing,
    gamma: nothing,
    openInterest: Float64Array.from(rows, ({ open }) => open),
    volume: nothing,
  }
}

export interface Quote {
  day: number
  clock: string
  side: Side
  strike: number
  bid: number
  ask: number
  expiry?: number
}

export function quotesOf(quotes: readonly Quote[]): OptionQuotes {
  return {
    session: Int32Array.from(quotes, ({ day }) => day),
    expiry: Int32Array.from(quotes, ({ day, expiry = day }) => expiry),
    strike: Float64Array.from(quotes, ({ strike }) => strike),
    isCall: Uint8Array.from(quotes, ({ side }) => (side === 'call' ? 1 : 0)),
    ts: Float64Array.from(quotes, ({ day, clock }) => at(day, clock)),
    bid: Float64Array.from(quotes, ({ bid }) => bid),
    ask: Float64Array.from(quotes, ({ ask }) => ask),
  }
}

export function marketOf(parts: Partial<MarketData>): MarketData {
  return { ...noMarketData, ...parts }
}
