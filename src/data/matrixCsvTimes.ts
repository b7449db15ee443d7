import type { Cadence } from '../core/bars/bars.ts'
import { median } from '../core/bars/sessions.ts'
import type { Tickers } from '../core/matrix/matrix.ts'
import { newYork, newYorkInstant, newYorkTime, sessionDecisionTime } from './calendar.ts'
import type { CsvTable } from './csvTable.ts'
import type { MatrixColumns } from './matrixCsvColumns.ts'
import { tickerOrder, tickersOfRows, warnOfTickers } from './matrixCsvTickers.ts'
import { refuseHalfZoned } from './mixedZones.ts'
import { inferPeriodsPerYear } from './periods.ts'
import { barEnd, checkHours, requireTimes, timeOrder } from './timeColumn.ts'
import { WrittenTimes } from './writtenTimes.ts'

/** Times of the rows of a foreign matrix, sorted. */
export interface RowTimes {
  ts: Float64Array
  session: Int32Array
  /** Null for daily rows. */
  hourEt: Int8Array | null
  cadence: Cadence
  /** Row of the file that comes at each place; null when the file is in order. */
  order: Int32Array | null
  /** False when the file has no times: `ts` and `session` are row numbers then. */
  dated: boolean
  /** Whether no two rows share a time. */
  distinct: boolean
  /** Of the rows in order; null where the file is one instrument's. */
  tickers: Tickers | null
}

/** Decision times in the order of the file, and the dates as written when each row has nothing finer. */
interface DecisionTimes {
  ts: Float64Array
  days: Int32Array | null
  hours: Float64Array | undefined
}

/**
 * Decision times. A date alone, or midnight in every row, is a session: decided at its close. A date with `hour_et` is
 * decided when that hour's bar ends. A full time is taken as it is, and its hour is that of New York, unless the file
 * has `hour_et`.
 */
export function decisionTimes(table: CsvTable, time: string, hour: string | undefined): DecisionTimes {
  const times = table.times.get(time) ?? WrittenTimes.missing(table.rows)
  const { places } = table
  requireTimes(time, times, places)
  refuseHalfZoned(time, times, places)
  const hours = hour === undefined ? undefined : table.numbers.get(hour)
  if (hour !== undefined && hours !== undefined) checkHours(hour, hours, places)
  const rows = new Int32Array(table.rows)
  const dates = rows.every((_, row) => times.isMidnight(row))
  const ts = new Float64Array(table.rows).map((_, row) => {
    if (!dates && !times.isDate(row)) return times.instant(row, newYork)
    const day = times.day(row, newYork)
    if (hours === undefined) return sessionDecisionTime(day)
    return barEnd(newYorkInstant(day, hours[row] * 3_600_000), 60)
  })
  return { ts, days: dates ? rows.map((_, row) => times.day(row, newYork)) : null, hours }
}

/**
 * Times of all rows, in order of time; see `decisionTimes`. Without a time column the rows stand in the order of the
 * file, and their numbers take the place of times.
 */
export function rowTimes(
  table: CsvTable,
  { time, hour, tickers: tickerColumn, timesRequired }: MatrixColumns,
  warnings: string[],
): RowTimes {
  if (time === undefined) {
    warnings.push('the file has no time column: rows are taken in the order of the file')
    return rowNumbers(table.rows)
  }
  const { ts, days, hours } = decisionTimes(table, time, hour)
  const { places } = table
  const tickers = tickerColumn === undefined ? null : tickersOfRows(table, tickerColumn, places)
  const order =
    tickers === null || tickerColumn === undefined
      ? timeOrder(time, ts, places, !timesRequired)
      : tickerOrder({ column: tickerColumn, time }, ts, tickers, places, !timesRequired)
  if (order !== null) warnings.push(`rows were sorted by time${tickers === null ? '' : ' and ticker'}`)
  const place = (row: number) => order?.[row] ?? row
  const sortedTs = order === null ? ts : ts.map((_, row) => ts[order[row]])
  const distinct = sortedTs.every((at, row) => row === 0 || at > sortedTs[row - 1])
  if (!distinct && tickers === null)
    warnings.push(`rows share a time in ${time}: they stay in the order of the file`)
  const session = new Int32Array(table.rows).map(
    (_, row) => days?.[place(row)] ?? newYorkTime(sortedTs[row]).day,
  )
  const cadence = tickers === null ? cadenceOf(sortedTs, session) : cadenceOfTimes(sortedTs, session)
  const hourEt =
    cadence === 'daily'
      ? null
      : new Int8Array(table.rows).map(
          (_, row) => hours?.[place(row)] ?? Math.floor(newYorkTime(sortedTs[row]).minute / 60),
        )
  const ordered = tickers && { ...tickers, ofRow: tickers.ofRow.map((_, row) => tickers.ofRow[place(row)]) }
  if (ordered !== null && tickerColumn !== undefined) warnOfTickers(tickerColumn, sortedTs, ordered, warnings)
  return { ts: sortedTs, session, hourEt, cadence, order, dated: true, distinct, tickers: ordered }
}

function rowNumbers(rows: number): RowTimes {
  const session = Int32Array.from({ length: rows }, (_, row) => row)
  const ts = Float64Array.from(session)
  return {
    ts,
    session,
    hourEt: null,
    cadence: 'daily',
    order: null,
    dated: false,
    distinct: true,
    tickers: null,
  }
}

/** Of rows that share times. */
function cadenceOfTimes(ts: Float64Array, session: Int32Array): Cadence {
  const isNew = (_: number, row: number) => row === 0 || ts[row] > ts[row - 1]
  return cadenceOf(ts.filter(isNew), session.filter(isNew))
}

function cadenceOf(ts: Float64Array, session: Int32Array): Cadence {
  if (inferPeriodsPerYear(session).value <= 365) return 'daily'
  const minutes = median(ts.subarray(1).map((at, i) => (at - ts[i]) / 60_000))
  if (minutes <= 5) return '5m'
  return minutes <= 15 ? '15m' : 'hourly'
}
