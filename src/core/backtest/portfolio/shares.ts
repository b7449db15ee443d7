import { SigmaError } from '../../errors.ts'
import { groupAt, groupBy } from '../../groupBy.ts'
import type { Dataset, Tickers } from '../../matrix/matrix.ts'
import type { PortfolioRule } from '../config.ts'

/** Returns that a trailing volatility is taken of, and the fewest that make one. Sigma's choice: about a quarter. */
const volatilityReturns = 60
const fewestReturns = 20

/**
 * The share of the capital that each row's ticker may use, from what is known at its decision time. Shares of one time
 * add up to 1 over the tickers that can be traded then: those with a row, and a price where prices are known. A row
 * without a price has no share.
 *
 * `inverse_vol` shares in inverse proportion to the standard deviation of the ticker's last 60 returns; a ticker with
 * fewer than 20, or whose price did not move, counts as the mean of the others.
 */
export function capitalShares(
  dataset: Dataset,
  tickers: Tickers,
  allocation: PortfolioRule['allocation'],
): Float64Array {
  const { ts } = dataset.matrix
  const prices = dataset.returnBasis === 'forward' ? null : dataset.barOfRow
  const worth = allocation === 'equal' ? null : inverseVolatility(dataset, tickers)
  const share = new Float64Array(ts.length)
  for (let from = 0, to = 0; from < ts.length; from = to) {
    while (to < ts.length && ts[to] === ts[from]) to++
    if (worth === null) shareEqually(share, from, to, prices)
    else shareOut(share, from, to, prices, worth)
  }
  return share
}

function shareEqually(share: Float64Array, from: number, to: number, barOfRow: Int32Array | null): void {
  let tradable = to - from
  if (barOfRow !== null) for (let row = from; row < to; row++) tradable -= Number(barOfRow[row] < 0)
  share.fill(1 / tradable, from, to)
  if (barOfRow === null || tradable === to - from) return
  for (let row = from; row < to; row++) if (barOfRow[row] < 0) share[row] = 0
}

function shareOut(
  share: Float64Array,
  from: number,
  to: number,
  barOfRow: Int32Array | null,
  worth: Float64Array,
): void {
  let tradable = 0
  let known = 0
  let sum = 0
  for (let row = from; row < to; row++) {
    if (barOfRow !== null && barOfRow[row] < 0) continue
    tradable++
    if (Number.isNaN(worth[row])) continue
    known++
    sum += worth[row]
  }
  const usual = known > 0 ? sum / known : 1
  const whole = sum + (tradable - known) * usual
  for (let row = from; row < to; row++) {
    if (barOfRow !== null && barOfRow[row] < 0) continue
    share[row] = (Number.isNaN(worth[row]) ? usual : worth[row]) / whole
  }
}

/** 1 / standard deviation of the returns that were known at each row; NaN where there is none. */
function inverseVolatility(dataset: Dataset, { names, ofRow }: Tickers): Float64Array {
  const { matrix, panel, barOfRow } = dataset
  const worth = new Float64Array(matrix.ts.length).fill(Number.NaN)
  if (dataset.returnBasis !== 'forward') {
    if (!panel || barOfRow === null) throw withoutPrices()
    const byTicker = panel.map(({ close }) => trailing(returnsOf(close)))
    for (let row = 0; row < worth.length; row++) {
      if (barOfRow[row] >= 0) worth[row] = byTicker[ofRow[row]][barOfRow[row]]
    }
    return worth
  }
  const rows = groupBy(names.length, ofRow)
  for (let ticker = 0; ticker < names.length; ticker++) {
    fillFromLabels(worth, groupAt(rows, ticker), matrix)
  }
  return worth
}

/** The returns of closes, of the first NaN. */
function returnsOf(close: Float64Array): Float64Array {
  return close.map((price, bar) => (bar === 0 ? Number.NaN : price / close[bar - 1] - 1))
}

/** Of each return, 1 / deviation of it and those before. */
function trailing(returns: Float64Array): Float64Array {
  const worth = new Float64Array(returns.length)
  for (let end = 1; end <= returns.length; end++) {
    const from = end - volatilityReturns
    if (from > 0 && end + 3 <= returns.length) {
      writeFour(worth, returns, from)
      end += 3
    } else worth[end - 1] = worthOf(returns, Math.max(1, from), end)
  }
  return worth
}

/** Where only labels are known: those that ended at or before the decision. */
function fillFromLabels(
  worth: Float64Array,
  rows: Int32Array,
  { ts, retFwd, labelEnd }: Dataset['matrix'],
): void {
  const labelled = rows.filter((row) => Number.isFinite(retFwd[row]) && Number.isFinite(labelEnd[row]))
  const known = Float64Array.from(labelled, (row) => retFwd[row])
  let count = 0
  for (const row of rows) {
    while (count < labelled.length && labelEnd[labelled[count]] <= ts[row]) count++
    worth[row] = worthOf(known, Math.max(0, count - volatilityReturns), count)
  }
}

/** As `std` has it, without a view for each of millions of rows. */
function worthOf(returns: Float64Array, from: number, end: number): number {
  const count = end - from
  if (count < fewestReturns) return Number.NaN
  let sum = 0
  for (let index = from; index < end; index++) sum += returns[index]
  const average = sum / count
  let squares = 0
  for (let index = from; index < end; index++) {
    squares += (returns[index] - average) * (returns[index] - average)
  }
  return inverse(squares, returns, from, end)
}

/**
 * The same of four full windows, `from` and the next ones: each addition waits for the one before it, and those of four
 * don't wait for each other. Each return is read once, and goes from window to window.
 */
function writeFour(worth: Float64Array, returns: Float64Array, from: number): void {
  const count = volatilityReturns
  const end = from + count
  let a = 0
  let b = 0
  let c = 0
  let d = 0
  let first = returns[from]
  let second = returns[from + 1]
  let third = returns[from + 2]
  for (let index = from; index < end; index++) {
    const fourth = returns[index + 3]
    a += first
    b += second
    c += third
    d += fourth
    first = second
    second = third
    third = fourth
  }
  const ofA = a / count
  const ofB = b / count
  const ofC = c / count
  const ofD = d / count
  a = b = c = d = 0
  first = returns[from]
  second = returns[from + 1]
  third = returns[from + 2]
  for (let index = from; index < end; index++) {
    const fourth = returns[index + 3]
    a += (first - ofA) * (first - ofA)
    b += (second - ofB) * (second - ofB)
    c += (third - ofC) * (third - ofC)
    d += (fourth - ofD) * (fourth - ofD)
    first = second
    second = third
    third = fourth
  }
  worth[end - 1] = inverse(a, returns, from, end)
  worth[end] = inverse(b, returns, from + 1, end + 1)
  worth[end + 1] = inverse(c, returns, from + 2, end + 2)
  worth[end + 2] = inverse(d, returns, from + 3, end + 3)
}

/** 1 / deviation of some returns, by the sum of the squares of their deviations; NaN where they don't vary. */
function inverse(squares: number, returns: Float64Array, from: number, end: number): number {
  let index = from + 1
  while (index < end && returns[index] === returns[from]) index++
  const deviation = Math.sqrt(squares / (end - from - 1))
  return index < end && deviation > 0 && Number.isFinite(deviation) ? 1 / deviation : Number.NaN
}

/** What a book of prices says when the dataset has none. */
export function withoutPrices(): SigmaError {
  return new SigmaError('UNPROCESSABLE', 'the matrix has no bars to price trades with', {
    next: 'build it from bars, or book its forward returns (return_basis forward)',
  })
}

/** Positions are whole multiples of 1 / this, so that sums of them are exact and what is left of them leaves nothing. */
const units = 2 ** 40

/** A position in shares of the capital, rounded towards 0, so that no sum of them exceeds the capital. */
export function weighted(position: number, share: number): number {
  return Math.trunc(position * share * units) / units
}
