import { normalCdf } from '../statistics/normal.ts'

/** An option at a time: the price of the underlying, and years to expiry. Rate and dividends are 0. */
export interface OptionTerms {
  spot: number
  strike: number
  years: number
  isCall: boolean
}

/**
 * Price of a European option, per share. Source: Black and Scholes, The pricing of options and corporate liabilities,
 * J. Political Economy 81 (1973), with rate and dividends 0.
 */
export function quotePrice(terms: OptionTerms, volatility: number): number {
  const { spot, strike, years, isCall } = terms
  const d1 = firstArgument(terms, volatility)
  const d2 = d1 - volatility * Math.sqrt(years)
  return isCall
    ? spot * normalCdf(d1) - strike * normalCdf(d2)
    : strike * normalCdf(-d2) - spot * normalCdf(-d1)
}

/** Change of the price for a move of 1 in the underlying: positive for calls, negative for puts. */
export function quoteDelta(terms: OptionTerms, volatility: number): number {
  const d1 = firstArgument(terms, volatility)
  return terms.isCall ? normalCdf(d1) : normalCdf(d1) - 1
}

const lowestVolatility = 1e-4
const highestVolatility = 20
/** Halvings of that range, which leave an error below 1e-13. */
const halvings = 48

/**
 * The annualised volatility at which the option costs `price`; NaN where none from 0.0001 to 20 does, such as below its
 * value if exercised now, or at and after expiry. By bisection, since the price only rises with volatility.
 */
export function quoteVolatility(terms: OptionTerms, price: number): number {
  const { spot, strike, years } = terms
  if (!(years > 0 && spot > 0 && strike > 0)) return Number.NaN
  let low = lowestVolatility
  let high = highestVolatility
  if (!(price > quotePrice(terms, low) && price < quotePrice(terms, high))) return Number.NaN
  for (let step = 0; step < halvings; step++) {
    const middle = (low + high) / 2
    if (quotePrice(terms, middle) < price) low = middle
    else high = middle
  }
  return (low + high) / 2
}

function firstArgument({ spot, strike, years }: OptionTerms, volatility: number): number {
  const spread = volatility * Math.sqrt(years)
  return Math.log(spot / strike) / spread + spread / 2
}
