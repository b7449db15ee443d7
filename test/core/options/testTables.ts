import type { OptionChain, OptionQuotes, OptionTrades } from '../../../src/core/options/tables.ts'

interface ContractRow {
  session: number
  expiry: number
  strike: number
  isCall: boolean
}

export interface ChainRow extends ContractRow {
  bid?: number
  ask?: number
  impliedVolatility?: number
  delta?: number
  gamma?: number
  openInterest?: number
  volume?: number
}

export interface QuoteRow extends ContractRow {
  ts: number
  bid: number
  ask: number
}

export interface TradeRow extends ContractRow {
  ts: number
  volume: number
  premium: number
}

function contracts(rows: readonly ContractRow[]) {
  return {
    session: Int32Array.from(rows, ({ session }) => session),
    expiry: Int32Array.from(rows, ({ expiry }) => expiry),
    strike: Float64Array.from(rows, ({ strike }) => strike),
    isCall: Uint8Array.from(rows, ({ isCall }) => (isCall ? 1 : 0)),
  }
}

/** A table of these rows, in their order; what a row leaves out is missing. */
export function chainTable(rows: readonly ChainRow[]): OptionChain {
  const column = (figure: (row: ChainRow) => number | undefined) =>
    Float64Array.from(rows, (row) => figure(row) ?? Number.NaN)
  return {
    ...contracts(rows),
    bid: column(({ bid }) => bid),
    ask: column(({ ask }) => ask),
    impliedVolatility: column(({ impliedVolatility }) => impliedVolatility),
    delta: column(({ delta }) => delta),
    gamma: column(({ gamma }) => gamma),
    openInterest: column(({ openInterest }) => openInterest),
    volume: column(({ volume }) => volume),
  }
}

/** A table of these rows, in the order of their times. */
export function quoteTable(rows: readonly QuoteRow[]): OptionQuotes {
  const sorted = [...rows].sort((a, b) => a.ts - b.ts)
  return {
    ...contracts(sorted),
    ts: Float64Array.from(sorted, ({ ts }) => ts),
    bid: Float64Array.from(sorted, ({ bid }) => bid),
    ask: Float64Array.from(sorted, ({ ask }) => ask),
  }
}

/** A table of these rows, in the order of their times. */
export function tradeTable(rows: readonly TradeRow[]): OptionTrades {
  const sorted = [...rows].sort((a, b) => a.ts - b.ts)
  return {
    ...contracts(sorted),
    ts: Float64Array.from(sorted, ({ ts }) => ts),
    volume: Float64Array.from(sorted, ({ volume }) => volume),
    premium: Float64Array.from(sorted, ({ premium }) => premium),
  }
}
