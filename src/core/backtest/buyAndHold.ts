import type { Bars } from '../bars/bars.ts'

/**
 * What holding the instrument would have made over the sessions of a run, without costs: bought at the first price of
 * the first session (its open, or its close where opens are not known), valued at the last close of each session.
 * A session without a price keeps the value before it. Null when the first session has no price.
 *
 * @param sessions days since 1970-01-01, rising
 * @returns worth of 1 at each session's end
 */
export function buyAndHold(bars: Bars, sessions: Int32Array): Float64Array | null {
  const prices = sessionPrices(bars)
  const bought = sessions.length > 0 ? prices.get(sessions[0])?.first : undefined
  if (bought === undefined) return null
  const worth = new Float64Array(sessions.length)
  let last = bought
  for (let index = 0; index < sessions.length; index++) {
    last = prices.get(sessions[index])?.last ?? last
    worth[index] = last / bought
  }
  return worth
}

/** First and last known price of each session. */
function sessionPrices({ session, open, close }: Bars): Map<number, { first: number; last: number }> {
  const prices = new Map<number, { first: number; last: number }>()
  for (let bar = 0; bar < session.length; bar++) {
    const last = isPrice(close[bar]) ? close[bar] : undefined
    const first = isPrice(open[bar]) ? open[bar] : last
    const known = prices.get(session[bar])
    if (known) known.last = last ?? known.last
    else if (first !== undefined) prices.set(session[bar], { first, last: last ?? first })
  }
  return prices
}

const isPrice = (price: number): boolean => price > 0 && price < Number.POSITIVE_INFINITY
