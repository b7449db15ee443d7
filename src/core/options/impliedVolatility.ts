import { normalCdf, normalDensity } from '../statistics/normal.ts'
import type { OptionTerms } from './blackScholes.ts'

/** Where Newton's method begins: an ordinary annual volatility. */
const firstGuess = 0.3
/** Standard deviation of the log price up to expiry that no market has; above it the price is its upper bound. */
const largestDeviation = 50
/** Vega as a fraction of the forward price below which the price does not tell the volatility. */
const leastVega = 1e-8
const accuracy = 1e-13
const mostSteps = 200

/**
 * The volatility (annualised fraction) at which the formula of Black and Scholes gives this price. NaN where none
 * explains it: at or below the intrinsic value, at or above the upper bound, or where the price hardly depends on the
 * volatility.
 * Solved for the option out of the money of the same strike, whose price is all time value, as put-call parity gives
 * it; in units of the forward price, so that a rescaled market has the same volatilities. Newton's method, with
 * bisection where a step leaves the bracket: Press et al., Numerical Recipes (2007), section 9.4.
 */
export function impliedVolatility(price: number, terms: OptionTerms): number {
  const { isCall, spot, strike, years, rate = 0, dividendYield = 0 } = terms
  const forward = spot * Math.exp((rate - dividendYield) * years)
  const moneyness = strike / forward
  if (!(price > 0 && forward > 0 && moneyness > 0 && years > 0)) return Number.NaN
  const intrinsic = Math.max(0, isCall ? 1 - moneyness : moneyness - 1)
  const timeValue = price / (forward * Math.exp(-rate * years)) - intrinsic
  if (!(timeValue > 0 && timeValue < Math.min(1, moneyness))) return Number.NaN
  const deviation = solveDeviation(timeValue, moneyness, firstGuess * Math.sqrt(years))
  const d1 = deviation / 2 - Math.log(moneyness) / deviation
  return normalDensity(d1) * Math.sqrt(years) < leastVega ? Number.NaN : deviation / Math.sqrt(years)
}

/** Standard deviation of the log price that gives this time value. */
function solveDeviation(timeValue: number, moneyness: number, guess: number): number {
  let low = 0
  let high = largestDeviation
  let deviation = guess
  for (let step = 0; step < mostSteps; step++) {
    const { value, slope } = outOfTheMoney(moneyness, deviation)
    if (value > timeValue) high = deviation
    else low = deviation
    const newton = deviation - (value - timeValue) / slope
    const next = newton > low && newton < high ? newton : (low + high) / 2
    if (Math.abs(next - deviation) <= accuracy * deviation) return next
    deviation = next
  }
  return deviation
}

/** Undiscounted value, in forward prices, of the option out of the money, and its derivative by the deviation. */
function outOfTheMoney(moneyness: number, deviation: number): { value: number; slope: number } {
  const d1 = deviation / 2 - Math.log(moneyness) / deviation
  const d2 = d1 - deviation
  const value =
    moneyness >= 1 ? normalCdf(d1) - moneyness * normalCdf(d2) : moneyness * normalCdf(-d2) - normalCdf(-d1)
  return { value, slope: normalDensity(d1) }
}
