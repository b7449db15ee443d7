import type { RowRange } from './sessionRows.ts'
import type { OptionQuotes } from './tables.ts'

/** Mid prices per strike, strikes rising; NaN where a type has none. */
export interface StrikeMids {
  strikes: Float64Array
  call: Float64Array
  put: Float64Array
}

/**
 * Median of the mid prices of each call and put of one expiry in these rows, at strikes from `lowest` to `highest`.
 * Quotes without a bid, crossed ones (ask below bid) and missing ones are left out.
 */
export function medianMids(
  quotes: OptionQuotes,
  { from, to }: RowRange,
  expiry: number,
  { lowest, highest }: { lowest: number; highest: number },
): StrikeMids {
  const byStrike = new Map<number, { call: number[]; put: number[] }>()
  for (let row = from; row < to; row++) {
    const strike = quotes.strike[row]
    const bid = quotes.bid[row]
    const ask = quotes.ask[row]
    const isUsable = bid > 0 && ask >= bid && ask < Number.POSITIVE_INFINITY
    if (quotes.expiry[row] !== expiry || !(strike >= lowest && strike <= highest) || !isUsable) continue
    const mids = byStrike.get(strike) ?? { call: [], put: [] }
    byStrike.set(strike, mids)
    mids[quotes.isCall[row] === 1 ? 'call' : 'put'].push((bid + ask) / 2)
  }
  const strikes = Float64Array.from(byStrike.keys()).sort()
  const medians = (type: 'call' | 'put') =>
    strikes.map((strike) => median(byStrike.get(strike)?.[type] ?? []))
  return { strikes, call: medians('call'), put: medians('put') }
}

/** NaN of none; of an even number the mean of the two in the middle. */
function median(values: number[]): number {
  if (values.length === 0) return Number.NaN
  const sorted = Float64Array.from(values).sort()
  const upper = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[upper] : (sorted[upper - 1] + sorted[upper]) / 2
}
