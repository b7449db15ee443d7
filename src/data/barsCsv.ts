import type { Bars, Cadence } from '../core/bars/bars.ts'
import { checkBars } from '../core/bars/checkBars.ts'
import { type FieldError, invalidParam } from '../core/errors.ts'
import { nearest } from '../core/nearest.ts'
import { newYorkInstant, newYorkTime, sessionDecisionTime } from './calendar.ts'
import { type CsvTable, openCsv } from './csvTable.ts'
import { barEnd, checkHours, parseTimes, timeOrder } from './timeColumn.ts'

const timeColumns = ['ts', 'datetime', 'timestamp', 'date', 'time'] as const
const priceColumns = ['open', 'high', 'low', 'close'] as const
const cadenceMinutes: Readonly<Record<Exclude<Cadence, 'daily'>, number>> = { '5m': 5, '15m': 15, hourly: 60 }
const listedFaults = 20

/**
 * A user's own bars: a time column (`date`, `ts`, `datetime`, `timestamp`, or `date` beside `hour_et`), open, high,
 * low, close, and volume if there is one; names in any case, other columns are ignored.
 *
 * Daily: the session is the date as written, whatever clock time stands beside it. Intraday: times are those at
 * which a bar starts, as market data vendors stamp them, and a bar counts as known at its end.
 * Unreadable cells, missing columns, equal times and impossible prices are INVALID_PARAM with line and column.
 */
export function readBarsCsv(
  bytes: Uint8Array,
  { ticker, cadence }: { ticker: string; cadence: Cadence },
): Bars {
  const file = openCsv(bytes)
  const columns = findColumns(file.names, cadence)
  const numeric = [columns.hour, columns.volume, ...columns.prices]
  const table = file.read(
    file.names.map((name) => (name === columns.time ? 'text' : numeric.includes(name) ? 'number' : 'skip')),
  )
  if (table.rows === 0)
    throw invalidParam([{ field: 'csv', issue: 'expected bars, got a header without rows' }])
  const { bars, lines } = toBars(table, columns, ticker, cadence)
  refuseImpossibleBars(bars, columns, lines)
  return bars
}

interface BarColumns {
  time: string
  hour: string | undefined
  /** open, high, low, close as the file spells them. */
  prices: string[]
  volume: string | undefined
}

function findColumns(names: readonly string[], cadence: Cadence): BarColumns {
  const find = (wanted: string) => names.find((name) => name.toLowerCase() === wanted)
  const time = timeColumns.map(find).find((name) => name !== undefined)
  const prices = priceColumns.map((wanted) => find(wanted) ?? '')
  const faults: FieldError[] = priceColumns
    .filter((_, i) => prices[i] === '')
    .map((wanted) => ({ field: wanted, issue: `missing column${otherSpelling(wanted, names)}`, line: 1 }))
  if (time === undefined) {
    faults.unshift({
      field: 'date',
      issue: `missing column: expected one of ${timeColumns.join(', ')}`,
      line: 1,
    })
  }
  if (time === undefined || faults.length > 0) {
    throw invalidParam(faults, { next: `the file has: ${names.join(', ')}` })
  }
  return { time, hour: cadence === 'daily' ? undefined : find('hour_et'), prices, volume: find('volume') }
}

function otherSpelling(wanted: string, names: readonly string[]): string {
  const close = nearest(wanted, names)
  return close === undefined ? '' : `; is "${close}" meant?`
}

function toBars(
  table: CsvTable,
  columns: BarColumns,
  ticker: string,
  cadence: Cadence,
): { bars: Bars; lines: Int32Array } {
  const numbers = (name: string | undefined) =>
    (name === undefined ? undefined : table.numbers.get(name)) ??
    new Float64Array(table.rows).fill(Number.NaN)
  const times = barTimes(table, columns, cadence)
  const order =
    timeOrder(columns.time, times.ts, table.lines) ?? Int32Array.from(table.lines, (_, row) => row)
  const sorted = (name: string | undefined) => {
    const values = numbers(name)
    return Float64Array.from(order, (row) => values[row])
  }
  const [open, high, low, close] = columns.prices.map(sorted)
  return {
    bars: {
      ticker,
      cadence,
      ts: Float64Array.from(order, (row) => times.ts[row]),
      session: order.map((row) => times.session[row]),
      hourEt: cadence === 'daily' ? null : Int8Array.from(order, (row) => times.hour[row]),
      open,
      high,
      low,
      close,
      volume: sorted(columns.volume),
    },
    lines: order.map((row) => table.lines[row]),
  }
}

function barTimes(
  table: CsvTable,
  { time, hour }: BarColumns,
  cadence: Cadence,
): { ts: Float64Array; session: Int32Array; hour: Int8Array } {
  const parsed = parseTimes(time, table.texts.get(time) ?? [], table.lines)
  const session = Int32Array.from(parsed, ({ writtenDay }) => writtenDay)
  if (cadence === 'daily') {
    return {
      ts: Float64Array.from(session, sessionDecisionTime),
      session,
      hour: new Int8Array(session.length),
    }
  }
  const hours = hour === undefined ? undefined : table.numbers.get(hour)
  if (hour !== undefined && hours !== undefined) checkHours(hour, hours, table.lines)
  const dateOnly = parsed.findIndex((at) => at.dateOnly)
  if (hours === undefined && dateOnly >= 0) {
    const issue = `expected a clock time for ${cadence} bars, got a date alone`
    throw invalidParam([{ field: time, issue, line: table.lines[dateOnly] }], {
      next: 'add the time of day, or a column hour_et beside the date; for daily bars choose the cadence daily',
    })
  }
  const starts = Float64Array.from(parsed, (at, row) =>
    hours === undefined ? at.ts : newYorkInstant(at.writtenDay, hours[row] * 3_600_000),
  )
  const walls = Array.from(starts, newYorkTime)
  return {
    ts: starts.map((start) => barEnd(start, cadenceMinutes[cadence])),
    session: Int32Array.from(walls, ({ day }) => day),
    hour: Int8Array.from(walls, ({ minute }) => Math.floor(minute / 60)),
  }
}

function refuseImpossibleBars(bars: Bars, columns: BarColumns, lines: Int32Array): void {
  const { errors } = checkBars(bars)
  if (errors.length === 0) return
  const spelling = new Map<string, string>(priceColumns.map((name, i) => [name, columns.prices[i]]))
  throw invalidParam(
    errors.slice(0, listedFaults).map(({ row, column, message }) => ({
      field: spelling.get(column) ?? columns.time,
      issue: message,
      line: lines[row],
    })),
  )
}
