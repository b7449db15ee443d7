import { normalCdf, normalDensity } from '../statistics/normal.ts'

/** A European option and the market around it. Prices in one currency, per share. */
export interface OptionTerms {
  isCall: boolean
  /** Price of the underlying. */
  spot: number
  strike: number
  /** Time to expiry in years. */
  years: number
  /** Riskless rate a year, continuously compounded; 0 when absent. */
  rate?: number
  /** Dividend yield a year, continuously compounded; 0 when absent. */
  dividendYield?: number
}

/** A price and its derivatives. */
export interface OptionValue {
  price: number
  /** Change of the price for a move of 1 in the underlying. */
  delta: number
  /** Change of delta for a move of 1 in the underlying. */
  gamma: number
  /** Change of the price for a change of 1 (100 points) in the volatility. */
  vega: number
}

/**
 * Value of a European option at a volatility (annualised fraction). All NaN unless spot, strike, years and volatility
 * are positive.
 * Source: Black and Scholes, The Pricing of Options and Corporate Liabilities, J. Political Economy 81 (1973); with a
 * dividend yield by Merton, Theory of Rational Option Pricing, Bell Journal of Economics 4 (1973). Greeks as in Hull,
 * Options, Futures, and Other Derivatives (2018), sections 19.4 to 19.8.
 */
export function blackScholes(terms: OptionTerms, volatility: number): OptionValue {
  const { isCall, spot, strike, years, rate = 0, dividendYield = 0 } = terms
  if (!(spot > 0 && strike > 0 && years > 0 && volatility > 0)) {
    return { price: Number.NaN, delta: Number.NaN, gamma: Number.NaN, vega: Number.NaN }
  }
  const deviation = volatility * Math.sqrt(years)
  const d1 = (Math.log(spot / strike) + (rate - dividendYield) * years) / deviation + deviation / 2
  const sign = isCall ? 1 : -1
  const carry = Math.exp(-dividendYield * years)
  const discount = Math.exp(-rate * years)
  const delta = sign * carry * normalCdf(sign * d1)
  return {
    price: spot * delta - sign * strike * discount * normalCdf(sign * (d1 - deviation)),
    delta,
    gamma: (carry * normalDensity(d1)) / (spot * deviation),
    vega: spot * carry * normalDensity(d1) * Math.sqrt(years),
  }
}
