import { formatDay } from '../bars/day.ts'

/** What an option is on. `expiry` is days since 1970-01-01. */
export interface OptionContract {
  expiry: number
  strike: number
  isCall: boolean
}

/** What a contract's symbol ends in, as in `O:SPY230103C00380000`: expiry, C or P, strike in thousandths. */
export function occEnding({ expiry, strike, isCall }: OptionContract): string {
  const date = formatDay(expiry).replaceAll('-', '').slice(2)
  return `${date}${isCall ? 'C' : 'P'}${String(Math.round(strike * 1000)).padStart(8, '0')}`
}

/**
 * The symbol of a contract as vendors write it: `O:`, the ticker of the underlying without dots and dashes, and its
 * ending. Source: OCC, Options Symbology Initiative (2010).
 */
export function occSymbol(ticker: string, contract: OptionContract): string {
  return `O:${ticker.toUpperCase().replaceAll(/[^A-Z0-9]/g, '')}${occEnding(contract)}`
}
