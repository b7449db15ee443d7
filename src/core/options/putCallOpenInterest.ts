import type { RowRange } from './sessionRows.ts'
import type { OptionChain } from './tables.ts'

/** Contracts open in one expiry, NaN where the snapshot has no figure for any contract of the type. */
export function putCallOpenInterest(
  chain: OptionChain,
  { from, to }: RowRange,
  expiry: number,
): { puts: number; calls: number } {
  let puts = Number.NaN
  let calls = Number.NaN
  for (let row = from; row < to; row++) {
    const interest = chain.openInterest[row]
    if (chain.expiry[row] !== expiry || Number.isNaN(interest)) continue
    if (chain.isCall[row] === 1) calls = Number.isNaN(calls) ? interest : calls + interest
    else puts = Number.isNaN(puts) ? interest : puts + interest
  }
  return { puts, calls }
}
