import { byContract } from './contracts.ts'

/** What every row of an option table has. */
export interface OptionRow {
  session: number
  expiry: number
  strike: number
  isCall: boolean
}

/** A contract at the end of a session; see `OptionChain` for the units. */
export interface ChainRow extends OptionRow {
  bid: number
  ask: number
  impliedVolatility: number
  delta: number
  gamma: number
  openInterest: number
  volume: number
}

/** By session, then by contract. */
export function bySession(a: OptionRow, b: OptionRow): number {
  return a.session - b.session || byContract(a, b)
}

/** By time, then by contract. */
export function byTime(a: OptionRow & { ts: number }, b: OptionRow & { ts: number }): number {
  return a.ts - b.ts || byContract(a, b)
}

/** The columns that all option tables share. */
export function contractColumns(rows: readonly OptionRow[]) {
  return {
    session: Int32Array.from(rows, ({ session }) => session),
    expiry: Int32Array.from(rows, ({ expiry }) => expiry),
    strike: numbers(rows, ({ strike }) => strike),
    isCall: Uint8Array.from(rows, ({ isCall }) => (isCall ? 1 : 0)),
  }
}

export function numbers<T>(rows: readonly T[], value: (row: T) => number): Float64Array {
  return Float64Array.from(rows, value)
}
