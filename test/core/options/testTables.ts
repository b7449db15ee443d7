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

/** The figures of all rows. `Float64Array.from` takes several times as long, and the tables have many rows. */
function column<Row>(rows: readonly Row[], figure: (row: Row) => number): Float64Array {
  const values = new Float64Array(rows.length)
  for (let row = 0; row < rows.length; row++) values[row] = figure(rows[row])
  return values
}

function contracts(rows: readonly ContractRow[]) {
  return {
    session: new Int32Array(column(rows, ({ session }) => session)),
    expiry: new Int32Array(column(rows, ({ expiry }) => expiry)),
    strike: column(rows, ({ strike }) => strike),
    isCall: new Uint8Array(column(rows, ({ isCall }) => (isCall ? 1 : 0))),
  }
}

/** A table of these rows, in their order; what a row leaves out is missing. */
export function chainTable(rows: readonly ChainRow[]): OptionChain {
  return {
    ...contracts(rows),
    bid: column(rows, ({ bid }) => bid ?? Number.NaN),
    ask: column(rows, ({ ask }) => ask ?? Number.NaN),
    impliedVolatility: column(rows, ({ impliedVolatility }) => impliedVolatility ?? Number.NaN),
    delta: column(rows, ({ delta }) => delta ?? Number.NaN),
    gamma: column(rows, ({ gamma }) => gamma ?? Number.NaN),
    openInterest: column(rows, ({ openInterest }) => openInterest ?? Number.NaN),
    volume: column(rows, ({ volume }) => volume ?? Number.NaN),
  }
}

/** A table of these rows, in the order of their times. */
export function quoteTable(rows: readonly QuoteRow[]): OptionQuotes {
  const sorted = [...rows].sort((a, b) => a.ts - b.ts)
  return {
    ...contracts(sorted),
    ts: column(sorted, ({ ts }) => ts),
    bid: column(sorted, ({ bid }) => bid),
    ask: column(sorted, ({ ask }) => ask),
  }
}

/** A table of these rows, in the order of their times. */
export function tradeTable(rows: readonly TradeRow[]): OptionTrades {
  const sorted = [...rows].sort((a, b) => a.ts - b.ts)
  return {
    ...contracts(sorted),
    ts: column(sorted, ({ ts }) => ts),
    volume: column(sorted, ({ volume }) => volume),
    premium: column(sorted, ({ premium }) => premium),
  }
}
