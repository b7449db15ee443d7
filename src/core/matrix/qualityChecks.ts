import type { Column, Matrix } from './matrix.ts'
import { percent } from './matrixMeta.ts'

/** Checks on a matrix, in the spelling of the API. Percentages are 0 to 100. */
export interface QualityChecks {
  monotonic_time: { ok: boolean; violations: number }
  non_negative_vol: { ok: boolean; neg_pct: number; checked: string[] }
  session_alignment: { ok: boolean; off_pct: number }
  iv_sanity: { ok: boolean; out_of_range_pct: number; checked: string[] }
  /** Features missing in at least 10 % and at least 30 % of rows. */
  nan: { warn: string[]; fail: string[] }
}

const warnMissingPct = 10
const failMissingPct = 30
const offSessionMaxPct = 5
const impliedVolatilityMaxPct = 5

/** Runs every check; `nanPct` is the percentage of missing values per feature. */
export function qualityChecks(matrix: Matrix, nanPct: Readonly<Record<string, number>>): QualityChecks {
  const names = matrix.features.map(({ name }) => name)
  return {
    monotonic_time: monotonicTime(matrix),
    non_negative_vol: nonNegative(matrix.features.filter(({ name }) => isNeverNegative(name))),
    session_alignment: sessionAlignment(matrix.hourEt),
    iv_sanity: impliedVolatility(
      matrix.features.filter(({ name }) => impliedVolatilityName.test(name.toLowerCase())),
    ),
    nan: {
      warn: names.filter((name) => nanPct[name] >= warnMissingPct && nanPct[name] < failMissingPct),
      fail: names.filter((name) => nanPct[name] >= failMissingPct),
    },
  }
}

/** Rows of different tickers may share a time. */
function monotonicTime({ ts, tickers }: Matrix): QualityChecks['monotonic_time'] {
  let violations = 0
  for (let row = 1; row < ts.length; row++) {
    const isNext = tickers && ts[row] === ts[row - 1] && tickers.ofRow[row] > tickers.ofRow[row - 1]
    if (!(ts[row] > ts[row - 1]) && !isNext) violations++
  }
  return { ok: violations === 0, violations }
}

/** Words that make a volume, a volatility or a count signed: a z-score or a change of it may well be negative. */
const signedWords = new Set(
  (
    'z zscore score delta change chg diff difference dev deviation slope trend skew spread ret return returns mom ' +
    'momentum roc accel corr beta gap log norm normalized scaled adj surprise excess shock residual resid ' +
    'imbalance ratio vs minus net flow divergence div osc oscillator signal sign dir direction risk pnl'
  ).split(' '),
)

/** Numbers of contracts and what was paid for them, such as `calls_sold_d-3`, `puts_premium_total`, `atm_calls`. */
const optionFlow = /^((calls|puts)_(sold|premium)|atm_(calls|puts)$)/

/**
 * Volumes, volatilities, average true ranges and option flow. Judged by whole words of the name, so that `revolve_1`
 * or a `vol_zscore` are left alone.
 */
function isNeverNegative(name: string): boolean {
  const words = name
    .toLowerCase()
    .split(/[_.\s-]+/)
    .map((word) => word.replace(/\d+$/, ''))
  if (words.some((word) => signedWords.has(word))) return false
  return (
    optionFlow.test(name.toLowerCase()) ||
    words[0] === 'atr' ||
    words.some((word) => word === 'vol' || word === 'volume' || word === 'volatility')
  )
}

function nonNegative(columns: readonly Column[]): QualityChecks['non_negative_vol'] {
  const { outside, known } = countOutside(columns, 0, Number.POSITIVE_INFINITY)
  return { ok: outside === 0, neg_pct: percent(outside, known), checked: columns.map(({ name }) => name) }
}

/** New York hours 9 to 16; daily rows have none and are aligned by nature. */
function sessionAlignment(hourEt: Int8Array | null): QualityChecks['session_alignment'] {
  const off = hourEt?.filter((hour) => hour < 9 || hour > 16).length ?? 0
  const offPct = percent(off, hourEt?.length ?? 0)
  return { ok: offPct <= offSessionMaxPct, off_pct: offPct }
}

/**
 * Columns that hold an implied volatility itself, such as `iv`, `atm_iv_eod` or `implied_vol_30d`. By their whole
 * name: changes, spreads, skews, slopes and ranks of it carry "iv" in theirs too, and have other ranges.
 */
const impliedVolatilityName =
  /^((atm|otm|itm|call|put)_)?(iv|implied_vol|implied_volatility)(_(atm|open|close|eod|mid|call|put|used|\d+d?))?$/

/** Annualised fractions from 0 to 5 (500 %), but for a few bad quotes. */
function impliedVolatility(columns: readonly Column[]): QualityChecks['iv_sanity'] {
  const { outside, known } = countOutside(columns, 0, 5)
  const outPct = percent(outside, known)
  return {
    ok: outPct <= impliedVolatilityMaxPct,
    out_of_range_pct: outPct,
    checked: columns.map(({ name }) => name),
  }
}

function countOutside(
  columns: readonly Column[],
  low: number,
  high: number,
): { outside: number; known: number } {
  let outside = 0
  let known = 0
  for (const { values } of columns) {
    for (const value of values) {
      if (Number.isNaN(value)) continue
      known++
      if (value < low || value > high) outside++
    }
  }
  return { outside, known }
}
