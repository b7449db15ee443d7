import { previousCloses } from '../bars/previousCloses.ts'
import { firstAtOrAfter } from '../bars/window.ts'
import type { SeriesCache } from '../indicators/seriesCache.ts'
import { missingData } from './missingData.ts'
import type { OptionChain } from './tables.ts'

/** Strikes up to this far from the rounded close before count for the concentration. */
const concentrationBand = 10

/** Where the open interest of the options that expire today stands, seen from the close before. */
export interface OpenInterestFlow {
  /** |rounded close before - strike with the most open interest|; the lowest such strike. */
  distanceToMaxPain: Float64Array
  /** Herfindahl-Hirschman index over strikes near the rounded close before: 1 when all of it stands at one strike. */
  concentration: Float64Array
}

/**
 * Open interest, calls and puts together, from the chain snapshot of the session before: what is open is counted
 * overnight, so no later snapshot was known. Missing where that session has none for today's expiry. Without a chain
 * it is UNPROCESSABLE, in the name of `reader`.
 */
export function openInterestFlow(cache: SeriesCache, reader: string): OpenInterestFlow {
  const { bars, market } = cache
  const { chain } = market
  if (chain === null) throw missingData(reader, 'option chain snapshots')
  const [distance, concentration] = cache.derivePair(['oi_max_pain_distance', 'oi_concentration'], () => {
    const closes = previousCloses(bars)
    const distances = new Float64Array(closes.length)
    const shares = new Float64Array(closes.length)
    let known: [number, number] = [Number.NaN, Number.NaN]
    for (let row = 0; row < closes.length; row++) {
      const opens = row > 0 && bars.session[row] !== bars.session[row - 1]
      if (opens) known = describeSession(chain, bars.session[row - 1], bars.session[row], closes[row])
      distances[row] = known[0]
      shares[row] = known[1]
    }
    return [distances, shares]
  })
  return { distanceToMaxPain: distance.values, concentration: concentration.values }
}

function describeSession(
  chain: OptionChain,
  snapshot: number,
  expiry: number,
  closeBefore: number,
): [distance: number, concentration: number] {
  const anchor = Math.round(closeBefore)
  const byStrike = openInterestByStrike(chain, snapshot, expiry)
  let peak = Number.NaN
  let most = 0
  let nearSum = 0
  let nearSquares = 0
  for (const [strike, open] of [...byStrike].sort(([a], [b]) => a - b)) {
    if (open > most) {
      most = open
      peak = strike
    }
    if (Math.abs(strike - anchor) <= concentrationBand) {
      nearSum += open
      nearSquares += open * open
    }
  }
  const concentration = nearSum > 0 ? nearSquares / (nearSum * nearSum) : Number.NaN
  return [Math.abs(anchor - peak), concentration]
}

function openInterestByStrike(chain: OptionChain, snapshot: number, expiry: number): Map<number, number> {
  const byStrike = new Map<number, number>()
  const end = firstAtOrAfter(chain.session, snapshot, true)
  for (let row = firstAtOrAfter(chain.session, snapshot); row < end; row++) {
    const open = chain.openInterest[row]
    if (chain.expiry[row] !== expiry || !(open > 0)) continue
    byStrike.set(chain.strike[row], (byStrike.get(chain.strike[row]) ?? 0) + open)
  }
  return byStrike
}
