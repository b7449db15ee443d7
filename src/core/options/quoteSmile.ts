import { blackScholes } from './blackScholes.ts'
import { impliedVolatility } from './impliedVolatility.ts'
import type { StrikeMids } from './medianMids.ts'
import type { Smile, SmileSide } from './smile.ts'

/**
 * The smile that quoted prices imply, `years` before the expiry, with neither rate nor dividend.
 * The price of the underlying is the quotes' own: strike + call - put, from put-call parity, at the strike where call
 * and put differ least. It is that of the same minutes, which bars of an hour or a day can not give; without a pair of
 * call and put there is no volatility.
 * Source of the rule: Cboe, Volatility Index Methodology (2023), which finds the forward price in the same way.
 */
export function quoteSmile(mids: StrikeMids, expiry: number, years: number): Smile {
  const spot = impliedSpot(mids)
  const side = (prices: Float64Array, isCall: boolean): SmileSide => {
    const volatility = prices.map((price, i) =>
      impliedVolatility(price, { isCall, spot, strike: mids.strikes[i], years }),
    )
    const delta = volatility.map(
      (one, i) => blackScholes({ isCall, spot, strike: mids.strikes[i], years }, one).delta,
    )
    return { volatility, delta }
  }
  return { expiry, strikes: mids.strikes, call: side(mids.call, true), put: side(mids.put, false) }
}

/** NaN where no strike has both a call and a put. */
function impliedSpot({ strikes, call, put }: StrikeMids): number {
  let spot = Number.NaN
  let least = Number.POSITIVE_INFINITY
  for (const [i, strike] of strikes.entries()) {
    const difference = call[i] - put[i]
    if (Math.abs(difference) < least) {
      least = Math.abs(difference)
      spot = strike + difference
    }
  }
  return spot
}
