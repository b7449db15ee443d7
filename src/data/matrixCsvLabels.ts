import { median } from '../core/bars/sessions.ts'
import { invalidParam } from '../core/errors.ts'
import type { MatrixColumns } from './matrixCsvColumns.ts'
import { labelEndsByTicker, type Panel } from './matrixCsvPanel.ts'
import type { Rows } from './matrixCsvRows.ts'
import type { RowTimes } from './matrixCsvTimes.ts'

/** What is to be learned, of rows in order. */
interface Labels {
  target: string[] | null
  retFwd: Float64Array
  horizon: number
  /** Bars of each ticker, where a file of several has prices. */
  panel: Panel | null
}

/** @throws INVALID_PARAM when nothing is to be learned from any row */
export function requireLabel(
  target: string[] | null,
  retFwd: Float64Array,
  { returns }: MatrixColumns,
  names: readonly string[],
): void {
  if (target?.some((name) => name !== '')) return
  if (retFwd.some((value) => !Number.isNaN(value))) return
  const issue =
    target === null && returns === undefined
      ? 'expected a forward return (ret_fwd, ret_next_hour, ret_fwd_*), a class (y, y_syn) or a close, found none'
      : 'every value of the target is missing'
  throw invalidParam([{ field: 'target', issue }], {
    next: `name the column with --return or --target; the file has: ${names.join(', ')}`,
  })
}

/** When each label is known: the file's `label_end`, else `horizon` times ahead. */
export function labelEnds(
  rows: Rows,
  columns: MatrixColumns,
  { ts, tickers }: RowTimes,
  { target, retFwd, horizon, panel }: Labels,
): Float64Array {
  const { labelEnd, returns } = columns
  // Returns taken from prices end at a price.
  const ends = tickers
    ? labelEndsByTicker(ts, tickers, horizon, returns === undefined ? panel : null)
    : endsAhead(ts, horizon)
  const given = labelEnd === undefined ? undefined : givenLabelEnds(labelEnd, rows, ts)
  return ends.map((end, row) => {
    const labelled = !Number.isNaN(retFwd[row]) || (target !== null && target[row] !== '')
    if (!labelled) return Number.NaN
    return given === undefined || Number.isNaN(given[row]) ? end : given[row]
  })
}

/** The time `horizon` times ahead of each row; past the last one, as many median gaps later. */
function endsAhead(ts: Float64Array, horizon: number): Float64Array {
  const times = ts.filter((at, row) => row === 0 || at > ts[row - 1])
  const last = times.length - 1
  const gap = median(times.subarray(1).map((at, i) => at - times[i]))
  let place = 0
  return ts.map((at) => {
    if (at > times[place]) place++
    const ahead = place + horizon
    return ahead <= last ? times[ahead] : times[last] + gap * (ahead - last)
  })
}

function givenLabelEnds(column: string, rows: Rows, ts: Float64Array): Float64Array {
  const ends = rows.instants(column)
  const early = ends.findIndex((end, row) => end < ts[row])
  if (early >= 0) {
    throw invalidParam([rows.fault(column, 'the label ends before its own row', early)])
  }
  return ends
}
