import { formatDay } from '../../core/bars/day.ts'

/** What an option is on. `expiry` is days since 1970-01-01. */
export interface Contract {
  ticker: string
  expiry: number
  strike: number
  isCall: boolean
}

/** What a contract's ticker ends in, as in `O:SPY230103C00380000`: expiry, C or P, strike in thousandths. */
export function tickerEnding({ expiry, strike, isCall }: Omit<Contract, 'ticker'>): string {
  const date = formatDay(expiry).replaceAll('-', '').slice(2)
  return `${date}${isCall ? 'C' : 'P'}${String(Math.round(strike * 1000)).padStart(8, '0')}`
}
