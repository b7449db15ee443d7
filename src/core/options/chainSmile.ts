import type { RowRange } from './sessionRows.ts'
import type { Smile } from './smile.ts'
import type { OptionChain } from './tables.ts'

/** The smile of one expiry in a snapshot of the chain, as its volatilities and deltas say. */
export function chainSmile(chain: OptionChain, { from, to }: RowRange, expiry: number): Smile {
  const places = new Map<number, number>()
  for (let row = from; row < to; row++) if (chain.expiry[row] === expiry) places.set(chain.strike[row], 0)
  const strikes = Float64Array.from(places.keys()).sort()
  for (const [place, strike] of strikes.entries()) places.set(strike, place)
  const none = () => new Float64Array(strikes.length).fill(Number.NaN)
  const call = { volatility: none(), delta: none() }
  const put = { volatility: none(), delta: none() }
  for (let row = from; row < to; row++) {
    const place = places.get(chain.strike[row])
    if (chain.expiry[row] !== expiry || place === undefined) continue
    const side = chain.isCall[row] === 1 ? call : put
    const volatility = chain.impliedVolatility[row]
    side.volatility[place] = volatility > 0 ? volatility : Number.NaN // some feeds write 0 for "none"
    side.delta[place] = chain.delta[row]
  }
  return { expiry, strikes, call, put }
}
