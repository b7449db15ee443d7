import { normalCdf } from '../../core/statistics/normal.ts'

/**
 * European options without interest and dividends. `deviation` is that of the log price until expiry: implied
 * volatility x sqrt(years). At 0 an option is worth what it would pay.
 * Source: Black and Scholes, The Pricing of Options and Corporate Liabilities, J. of Political Economy 81(3), 1973.
 */
export function callPrice(spot: number, strike: number, deviation: number): number {
  const d1 = d1Of(spot, strike, deviation)
  const d2 = d1 - deviation
  if (d1 < -certain || d2 > certain) return Math.max(0, spot - strike)
  return Math.max(0, spot * normalCdf(d1) - strike * normalCdf(d2))
}

/** By put-call parity: call - spot + strike, and not below 0. */
export function putPrice(call: number, spot: number, strike: number): number {
  return Math.max(0, call - spot + strike)
}

/** Change of a call's price for a move of 1 in the underlying; that of the put is lower by 1. */
export function callDelta(spot: number, strike: number, deviation: number): number {
  return normalCdf(d1Of(spot, strike, deviation))
}

/** Change of delta for a move of 1 in the underlying, of call and put alike. */
export function gamma(spot: number, strike: number, deviation: number): number {
  const d1 = d1Of(spot, strike, deviation)
  return Math.exp(-0.5 * d1 * d1) / (Math.sqrt(2 * Math.PI) * spot * deviation)
}

/** So many deviations from the money the time value is below 3e-7 of the strike: nothing, in cents. */
const certain = 5

function d1Of(spot: number, strike: number, deviation: number): number {
  if (deviation === 0) return spot > strike ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY
  return Math.log(spot / strike) / deviation + deviation / 2
}
