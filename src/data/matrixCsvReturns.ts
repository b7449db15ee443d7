import type { Bars } from '../core/bars/bars.ts'
import { computeLabel } from '../core/labels/computeLabel.ts'
import type { Tickers } from '../core/matrix/matrix.ts'
import { ranks, shiftedCorrelation } from '../core/matrix/rankCorrelation.ts'
import { longestTicker } from './matrixCsvPanel.ts'

/** Forward returns of a file without a column of them: of its prices, or none. */
export function returnsOfPrices(
  bars: Bars | null,
  rows: number,
  horizon: number,
  warnings: string[],
): Float64Array {
  if (bars === null) return new Float64Array(rows).fill(Number.NaN)
  warnings.push(`ret_fwd is taken from close: ${horizon} ${horizon === 1 ? 'bar' : 'bars'} ahead`)
  const label = computeLabel(bars, { kind: 'forward', unit: 'bars', horizon })
  warnings.push(...label.warnings)
  return label.retFwd
}

/** Neighbouring one-bar returns of a market hardly correlate; those that overlap do, by 1 − 1/h. */
const overlapCorrelation = 0.4

/** With these many rows a correlation is known to about 0.01, and ranks of a million take a second. */
const rowsThatTell = 20_000

/** Warns of forward returns that can't be what they are taken for. `column` is theirs, where they have one. */
export function warnOfOddReturns(
  retFwd: Float64Array,
  column: string | undefined,
  horizon: number,
  tickers: Tickers | null,
  warnings: string[],
): void {
  if (column !== undefined && retFwd.some((value) => value < -1)) {
    warnings.push(`${column} falls below -1: expected returns as fractions (0.01 is 1 %)`)
  }
  const checked = tickers === null ? retFwd : longestTicker(retFwd, tickers)
  if (column !== undefined) warnOfGaps(checked, column, warnings)
  warnOfOverlap(checked, horizon, warnings)
}

/** The last rows of a file have no return yet; rows before them should. */
function warnOfGaps(retFwd: Float64Array, column: string, warnings: string[]): void {
  const last = retFwd.findLastIndex((value) => !Number.isNaN(value))
  const gaps = retFwd.subarray(0, last + 1).filter(Number.isNaN).length
  if (gaps === 0) return
  warnings.push(
    `${column} is missing in ${gaps} of the ${last + 1} rows up to the last that has one: they are neither learned from nor traded`,
  )
}

/** With too short a horizon each return would be booked many times over, and a loss would look like a fortune. */
function warnOfOverlap(retFwd: Float64Array, horizon: number, warnings: string[]): void {
  if (horizon > 1 || retFwd.length < 30) return
  const some = ranks(retFwd.subarray(0, rowsThatTell))
  const rho = shiftedCorrelation(some, some, 1)
  if (!(rho >= overlapCorrelation)) return
  warnings.push(
    `neighbouring forward returns correlate (${rho.toFixed(2)}) as overlapping ones do: if they run over several rows, say --horizon N, or every profit is counted N times`,
  )
}
