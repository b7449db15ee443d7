/**
 * Statistics of one series of simple per-period returns (fractions: 0.01 is one per cent).
 * A figure that the series does not define is null: never 0, never NaN. A missing return (NaN) leaves
 * every figure undefined, since what happened there is not known. Definitions: golden/README.md.
 */

/** What the shape of a series is described by; each null where it is undefined. */
interface Moments {
  count: number
  mean: number | null
  /** Sample standard deviation (ddof 1). */
  std: number | null
  /** Third standardised population moment. */
  skewness: number | null
  /** Fourth standardised population moment: 3 for a normal distribution, not 0. */
  kurtosis: number | null
}

/** Count, mean, spread and shape in two passes. Equal values have a spread of exactly 0, and no shape. */
export function moments(values: Float64Array): Moments {
  const count = values.length
  const average = mean(values)
  if (average === null || count < 2)
    return { count, mean: average, std: null, skewness: null, kurtosis: null }
  if (allEqual(values)) return { count, mean: average, std: 0, skewness: null, kurtosis: null }
  let squares = 0
  let cubes = 0
  let fourths = 0
  for (let row = 0; row < values.length; row++) {
    const deviation = values[row] - average
    const square = deviation * deviation
    squares += square
    cubes += square * deviation
    fourths += square * square
  }
  const variance = squares / count
  return {
    count,
    mean: average,
    std: finite(Math.sqrt(squares / (count - 1))),
    skewness: finite(cubes / count / variance ** 1.5),
    kurtosis: finite(fourths / count / (variance * variance)),
  }
}

/** Arithmetic mean; null when there are no values. */
export function mean(values: Float64Array): number | null {
  let sum = 0
  for (let row = 0; row < values.length; row++) sum += values[row]
  return finite(sum / values.length)
}

/** Sample standard deviation (ddof 1): null with fewer than two values, exactly 0 when all are equal. */
export function std(values: Float64Array): number | null {
  const average = mean(values)
  if (average === null || values.length < 2) return null
  if (allEqual(values)) return 0
  let squares = 0
  for (let row = 0; row < values.length; row++) squares += (values[row] - average) * (values[row] - average)
  return finite(Math.sqrt(squares / (values.length - 1)))
}

/** Skewness (population moments): null with fewer than two values or when all are equal. */
export function skewness(values: Float64Array): number | null {
  return moments(values).skewness
}

/** Kurtosis (population moments, 3 for a normal): null with fewer than two values or when all are equal. */
export function kurtosis(values: Float64Array): number | null {
  return moments(values).kurtosis
}

/** Mean return per unit of standard deviation, per period: null with fewer than two returns or no variance. */
export function sharpe(returns: Float64Array): number | null {
  return ratio(mean(returns), std(returns))
}

/** Sharpe ratio per year: the one per period times √periodsPerYear (Sharpe 1994, for independent returns). */
export function annualisedSharpe(returns: Float64Array, periodsPerYear: number): number | null {
  return annualised(sharpe(returns), periodsPerYear)
}

/** √mean(min(r, 0)²) over all periods, those that gained included; null when there are none. */
export function downsideDeviation(returns: Float64Array): number | null {
  let squares = 0
  for (let row = 0; row < returns.length; row++) {
    const value = returns[row]
    squares += value > 0 ? 0 : value * value
  }
  return finite(Math.sqrt(squares / returns.length))
}

/** Mean return per unit of downside deviation, per period; null when no period lost. */
export function sortino(returns: Float64Array): number | null {
  return ratio(mean(returns), downsideDeviation(returns))
}

/** Sortino ratio per year: the one per period times √periodsPerYear. */
export function annualisedSortino(returns: Float64Array, periodsPerYear: number): number | null {
  return annualised(sortino(returns), periodsPerYear)
}

/** Value of 1 invested before the first period, after each period. */
export function equityCurve(returns: Float64Array): Float64Array {
  const equity = new Float64Array(returns.length)
  let value = 1
  for (let row = 0; row < returns.length; row++) {
    value *= 1 + returns[row]
    equity[row] = value
  }
  return equity
}

/** What all periods earned together, compounded; null without periods, or when more than everything was lost. */
export function totalReturn(returns: Float64Array): number | null {
  if (returns.length === 0) return null
  let value = 1
  for (let row = 0; row < returns.length; row++) {
    value *= 1 + returns[row]
    if (value < 0) return null
  }
  return finite(value - 1)
}

/**
 * Deepest fall below the highest equity so far, the start counted as a peak: from −1 to 0.
 * Null without periods, or when more than everything was lost.
 */
export function maxDrawdown(returns: Float64Array): number | null {
  if (returns.length === 0) return null
  let value = 1
  let peak = 1
  let deepest = 0
  for (let row = 0; row < returns.length; row++) {
    value *= 1 + returns[row]
    if (value < 0) return null
    if (value > peak) peak = value
    else if (value / peak - 1 < deepest) deepest = value / peak - 1
  }
  return finite(value) === null ? null : deepest
}

/** Compound growth per year: `totalReturn` spread over the periods' years; null where that is. */
export function cagr(returns: Float64Array, periodsPerYear: number): number | null {
  const total = totalReturn(returns)
  return total === null ? null : finite((1 + total) ** (periodsPerYear / returns.length) - 1)
}

/** Growth per year per unit of the deepest drawdown; null when there was no drawdown. */
export function calmar(returns: Float64Array, periodsPerYear: number): number | null {
  const drawdown = maxDrawdown(returns)
  return drawdown === null ? null : ratio(cagr(returns, periodsPerYear), -drawdown)
}

/** Share of winners among the winners and losers; zeros are neither. Null when there are none. */
export function winRate(returns: Float64Array): number | null {
  let wins = 0
  let losses = 0
  for (let row = 0; row < returns.length; row++) {
    const value = returns[row]
    if (value > 0) wins++
    else if (value < 0) losses++
    else if (value !== 0) return null
  }
  return finite(wins / (wins + losses))
}

function allEqual(values: Float64Array): boolean {
  const first = values[0]
  return values.every((value) => value === first)
}

function annualised(perPeriod: number | null, periodsPerYear: number): number | null {
  return perPeriod === null ? null : finite(perPeriod * Math.sqrt(periodsPerYear))
}

function ratio(numerator: number | null, denominator: number | null): number | null {
  return numerator === null || denominator === null ? null : finite(numerator / denominator)
}

/** A number, or null where the arithmetic gave none (0/0, x/0, a missing input). */
function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null
}
