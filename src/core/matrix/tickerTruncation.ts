import type { Matrix } from './matrix.ts'
import { spreadRows } from './spreadRows.ts'
import { type FeatureOrigin, type TruncationCheck, truncationCheck } from './truncationCheck.ts'

/** What the features of one ticker of a matrix were computed from. */
export interface TickerOrigin {
  /** Its rows alone, and which rows of the whole they are. */
  matrix: Matrix
  rows: Int32Array
  origin: FeatureOrigin
}

/** Tickers whose features are computed again: all come from the same code, and each takes as long as one alone. */
const tickersAtMost = 5

/** The truncation check of some tickers of a matrix, spread over all of them. */
export function tickerTruncation(whole: Matrix, origins: readonly TickerOrigin[]): TruncationCheck {
  const looked = spreadRows(
    Int32Array.from(origins, (_, ticker) => ticker),
    tickersAtMost,
  )
  const checks = Array.from(looked, (ticker) => {
    const { matrix, rows, origin } = origins[ticker]
    const check = truncationCheck(matrix, origin)
    const findings = check.findings.map((finding) => ({
      ...finding,
      ticker: matrix.ticker,
      row: finding.row === null ? null : rows[finding.row],
    }))
    return { ...check, findings }
  })
  return {
    findings: whole.features.flatMap(({ name }) => {
      const first = checks.flatMap(({ findings }) => findings).find(({ column }) => column === name)
      return first ?? []
    }),
    columns: Math.max(...checks.map(({ columns }) => columns)),
    cuts: checks.reduce((total, { cuts }) => total + cuts, 0),
    since: earliest(checks.map(({ since }) => since)),
    tickers: checks.length,
  }
}

/** The first of the sessions; null when a ticker was looked at from its first bar. */
function earliest(sessions: readonly (string | null)[]): string | null {
  const known = sessions.flatMap((session) => session ?? [])
  return known.length === sessions.length ? (known.sort().at(0) ?? null) : null
}
