import type { Cadence } from '../core/bars/bars.ts'
import { newYorkInstant, newYorkTime, sessionDecisionTime } from './calendar.ts'
import type { CsvTable } from './csvTable.ts'
import type { MatrixColumns } from './matrixCsvColumns.ts'
import { inferPeriodsPerYear, median } from './periods.ts'
import { barEnd, checkHours, parseTimes, timeOrder } from './timeColumn.ts'

/** Times of the rows of a foreign matrix, sorted. */
export interface RowTimes {
  ts: Float64Array
  session: Int32Array
  /** Null for daily rows. */
  hourEt: Int8Array | null
  cadence: Cadence
  /** Row of the file that comes at each place; null when the file is in order. */
  order: Int32Array | null
}

/**
 * Decision times. A date alone, or midnight in every row, is a session: decided at its close. A date with `hour_et` is
 * decided when that hour's bar ends. A full time is taken as it is, and its hour is that of New York, unless the file
 * has `hour_et`.
 */
export function rowTimes(table: CsvTable, columns: MatrixColumns, warnings: string[]): RowTimes {
  const parsed = parseTimes(columns.time, table.texts.get(columns.time) ?? [], table.lines)
  const hours = columns.hour === undefined ? undefined : table.numbers.get(columns.hour)
  if (columns.hour !== undefined && hours !== undefined) checkHours(columns.hour, hours, table.lines)
  const dates = parsed.every(({ midnight }) => midnight)
  const ts = Float64Array.from(parsed, (at, row) => {
    if (!dates && !at.dateOnly) return at.ts
    if (hours === undefined) return sessionDecisionTime(at.writtenDay)
    return barEnd(newYorkInstant(at.writtenDay, hours[row] * 3_600_000), 60)
  })
  const order = timeOrder(columns.time, ts, table.lines)
  if (order !== null) warnings.push('rows were sorted by time')
  const place = (row: number) => order?.[row] ?? row
  const sortedTs = ts.map((_, row) => ts[place(row)])
  const session = Int32Array.from(sortedTs, (at, row) =>
    dates ? parsed[place(row)].writtenDay : newYorkTime(at).day,
  )
  const cadence = cadenceOf(sortedTs, session)
  const hourEt =
    cadence === 'daily'
      ? null
      : Int8Array.from(sortedTs, (at, row) => hours?.[place(row)] ?? Math.floor(newYorkTime(at).minute / 60))
  return { ts: sortedTs, session, hourEt, cadence, order }
}

function cadenceOf(ts: Float64Array, session: Int32Array): Cadence {
  if (inferPeriodsPerYear(session).value <= 365) return 'daily'
  const minutes = median(Array.from(ts.subarray(1), (at, i) => (at - ts[i]) / 60_000))
  if (minutes <= 5) return '5m'
  return minutes <= 15 ? '15m' : 'hourly'
}
