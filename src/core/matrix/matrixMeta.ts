import { formatDay } from '../bars/day.ts'
import { binaryTarget } from '../labels/classes.ts'
import type { DroppedRows } from './buildMatrix.ts'
import type { Matrix } from './matrix.ts'
import { countMissing } from './missing.ts'

/** Rows of each class and their share of the labelled rows in percent, rounded to 3 digits. */
export type LabelBalance = Record<string, { rows: number; pct: number }>

/** The sidecar of a stored matrix, in the spelling of the API. */
export interface MatrixMeta {
  matrix_sha: string
  ticker: string
  /** Of a matrix of several; absent of one. */
  tickers?: readonly string[]
  rows: number
  labelled_rows: number
  features: string[]
  /** Whether each row has the option contracts that it would buy, beside the features. */
  contracts: boolean
  label_balance: LabelBalance
  /** First and last session that has a row. */
  window: { start: string; end: string } | null
  sources: string[]
  dropped: DroppedRows
  warnings: string[]
}

/** Describes a matrix for its sidecar file, the run record and the answer to a build. */
export function matrixMeta(
  matrix: Matrix,
  facts: { sha: string; sources: readonly string[]; dropped: DroppedRows; warnings: readonly string[] },
): MatrixMeta {
  const rows = matrix.ts.length
  return {
    matrix_sha: facts.sha,
    ticker: matrix.ticker,
    ...(matrix.tickers && { tickers: matrix.tickers.names }),
    rows,
    labelled_rows: labelledRows(matrix),
    features: matrix.features.map(({ name }) => name),
    contracts: Boolean(matrix.contracts),
    label_balance: labelBalance(matrix),
    window:
      rows === 0 ? null : { start: formatDay(matrix.session[0]), end: formatDay(matrix.session[rows - 1]) },
    sources: [...facts.sources],
    dropped: facts.dropped,
    warnings: [...facts.warnings],
  }
}

/** Rows whose class, event or forward return is known. */
export function labelledRows({ target, event, retFwd }: Matrix): number {
  if (event !== null) return event.y.length - countMissing(event.y)
  return target === null ? retFwd.length - countMissing(retFwd) : target.filter((name) => name !== '').length
}

/** Counts the classes of a foreign file's target, else 1 (the event, or a return of at least 0) and 0. */
export function labelBalance({ target, event, retFwd }: Matrix): LabelBalance {
  const names =
    target ?? Array.from(event?.y ?? binaryTarget(retFwd), (y) => (Number.isNaN(y) ? '' : String(y)))
  const counts = new Map<string, number>()
  for (const name of names) if (name !== '') counts.set(name, (counts.get(name) ?? 0) + 1)
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0)
  const sorted = [...counts].sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(sorted.map(([name, rows]) => [name, { rows, pct: percent(rows, total) }]))
}

/** Part of a whole in percent, rounded to 3 digits; 0 of nothing is 0. */
export function percent(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.round((100_000 * part) / whole) / 1000
}
