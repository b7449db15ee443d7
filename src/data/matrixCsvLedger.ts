import { firstAtOrAfter } from '../core/bars/window.ts'
import { sha256OfJson } from '../core/lineage/canonicalJson.ts'
import type { Matrix } from '../core/matrix/matrix.ts'
import { decisionsOf } from '../core/validation/folds.ts'

const ledgerRows = 250

/** SHA-256 of the first 250 (time, return) pairs and the horizon; of several tickers, of the first 250 times. */
export function ledgerHash({ ts, retFwd, target, tickers }: Matrix, horizon: number): string {
  const outcome = (row: number) => (Number.isNaN(retFwd[row]) ? (target?.[row] ?? null) : retFwd[row])
  if (!tickers) {
    const pairs = Array.from(ts.subarray(0, ledgerRows), (at, row) => [at, outcome(row)])
    return sha256OfJson({ horizon, pairs })
  }
  // As many times, whatever the number of tickers; those that come later change nothing.
  const { times } = decisionsOf(ts)
  const rows = ledgerRows < times.length ? firstAtOrAfter(ts, times[ledgerRows]) : ts.length
  const named = Array.from(ts.subarray(0, rows), (at, row) => [
    at,
    tickers.names[tickers.ofRow[row]],
    outcome(row),
  ])
  return sha256OfJson({ horizon, named })
}
