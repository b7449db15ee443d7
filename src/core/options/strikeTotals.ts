import type { RowRange } from './sessionRows.ts'
import type { OptionChain } from './tables.ts'

/** What the contracts of a strike are added up by: open interest, or |gamma| x open interest. */
export type StrikeWeight = 'open_interest' | 'gamma'

/** A total per strike, strikes rising. */
export interface StrikeTotals {
  strikes: Float64Array
  totals: Float64Array
}

/** Adds up calls and puts of one expiry by strike. Contracts whose figures are missing are left out. */
export function strikeTotals(
  chain: OptionChain,
  { from, to }: RowRange,
  expiry: number,
  weight: StrikeWeight,
): StrikeTotals {
  const byStrike = new Map<number, number>()
  for (let row = from; row < to; row++) {
    if (chain.expiry[row] !== expiry) continue
    const interest = chain.openInterest[row]
    const amount = weight === 'gamma' ? Math.abs(chain.gamma[row]) * interest : interest
    if (Number.isNaN(amount)) continue
    byStrike.set(chain.strike[row], (byStrike.get(chain.strike[row]) ?? 0) + amount)
  }
  const strikes = Float64Array.from(byStrike.keys()).sort()
  return { strikes, totals: strikes.map((strike) => byStrike.get(strike) ?? Number.NaN) }
}

/** The strike of the largest total, the lowest of equal ones; NaN where all are 0. */
export function peakStrike({ strikes, totals }: StrikeTotals): number {
  let peak = Number.NaN
  let largest = 0
  for (const [i, strike] of strikes.entries()) {
    if (totals[i] > largest) {
      largest = totals[i]
      peak = strike
    }
  }
  return peak
}

/**
 * Sum of the squared shares of the `top` largest strikes in the total of all: 1 when one strike has it all. NaN where
 * the total is 0.
 * Source: the index of Hirschman and Herfindahl: Hirschman, The Paternity of an Index, Am. Economic Review 54 (1964).
 */
export function concentration({ totals }: StrikeTotals, top: number): number {
  const whole = totals.reduce((sum, total) => sum + total, 0)
  if (whole === 0) return Number.NaN
  const largestFirst = totals.slice().sort().reverse()
  return largestFirst.subarray(0, top).reduce((sum, total) => sum + (total / whole) ** 2, 0)
}
