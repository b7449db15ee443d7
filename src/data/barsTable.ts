import type { Bars, Cadence } from '../core/bars/bars.ts'
import { checkBars } from '../core/bars/checkBars.ts'
import { cadenceMinutes } from '../core/bars/sessionGaps.ts'
import { invalidParam } from '../core/errors.ts'
import { thousands } from '../core/thousands.ts'
import type { BarColumns } from './barColumns.ts'
import { newYork, newYorkInstant, sessionDecisionTime } from './calendar.ts'
import { refuseFarOffsets, refuseHalfZoned, refuseImpossibleTimes } from './mixedZones.ts'
import { orderedPlaces, type Places } from './places.ts'
import { barEnd, checkHours, requireTimes, timeOrder } from './timeColumn.ts'
import type { WrittenTimes } from './writtenTimes.ts'
import type { Zone } from './zone.ts'

const priceColumns = ['open', 'high', 'low', 'close'] as const
const listedFaults = 20
const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

/** The columns of a file of bars, whatever its format; the ones that were found, in the order of the file. */
export interface BarsTable {
  rows: number
  times: WrittenTimes
  /** A column by the name that the file gives it. */
  numbers(name: string): Float64Array
  places: Places
}

/** What the bars of a file are, and how their times are meant. */
export interface BarsMeaning {
  ticker: string
  cadence: Cadence
  /** That of clock times without an offset; New York when absent. */
  zone?: Zone
  /** Whether intraday times are those at which a bar starts (when absent) or ends. */
  barTime?: 'start' | 'end'
}

/**
 * The bars of a table, in the order of time. Daily: the session is the date as written, whatever clock time stands
 * beside it. Intraday: a bar counts as known at its end.
 *
 * @param warnings what had to be assumed is added
 * @throws INVALID_PARAM for missing or equal times, mixed zones, and impossible prices, with column and row
 */
export function tableBars(
  table: BarsTable,
  columns: BarColumns,
  meaning: BarsMeaning,
  warnings: string[],
): Bars {
  if (table.rows === 0) {
    throw invalidParam([{ field: 'bars', issue: 'expected bars, got a file without rows' }])
  }
  requireTimes(columns.time, table.times, table.places)
  refuseHalfZoned(columns.time, table.times, table.places)
  refuseFarOffsets(columns.time, table.times, table.places)
  const times =
    meaning.cadence === 'daily' ? dailyTimes(table) : intradayTimes(table, columns, meaning, warnings)
  const order = timeOrder(columns.time, times.ts, table.places)
  if (order !== null) warnings.push(sortedWarning(times.ts, table.places))
  const sorted = <T extends Float64Array | Int32Array | Int8Array>(values: T): T => {
    if (order === null) return values
    const copy = values.slice()
    for (let row = 0; row < order.length; row++) copy[row] = values[order[row]]
    // slice keeps the kind of the array, which its type does not say
    return copy as T
  }
  const [open, high, low, close] = columns.prices.map((name) => sorted(table.numbers(name)))
  if (columns.volume === undefined) warnings.push('the bars have no volume: it is missing in every row')
  const bars: Bars = {
    ticker: meaning.ticker,
    cadence: meaning.cadence,
    ts: sorted(times.ts),
    session: sorted(times.session),
    hourEt: times.hour && sorted(times.hour),
    open,
    high,
    low,
    close,
    volume:
      columns.volume === undefined
        ? new Float64Array(table.rows).fill(Number.NaN)
        : sorted(table.numbers(columns.volume)),
  }
  refuseImpossibleBars(bars, columns, order === null ? table.places : orderedPlaces(table.places, order))
  return bars
}

interface BarTimes {
  ts: Float64Array
  session: Int32Array
  hour: Int8Array | null
}

function dailyTimes({ rows, times }: BarsTable): BarTimes {
  const session = new Int32Array(rows)
  for (let row = 0; row < rows; row++) session[row] = times.day(row, newYork)
  return {
    ts: new Float64Array(rows).map((_, row) => sessionDecisionTime(session[row])),
    session,
    hour: null,
  }
}

function intradayTimes(
  table: BarsTable,
  columns: BarColumns,
  { cadence, zone, barTime }: BarsMeaning,
  warnings: string[],
): BarTimes {
  const { rows, times, places } = table
  const minutes = cadence === 'daily' ? 0 : cadenceMinutes[cadence]
  refuseImpossibleTimes(columns.time, times, { zone: zone ?? newYork, declared: zone !== undefined }, places)
  const hours = columns.hour === undefined ? undefined : table.numbers(columns.hour)
  if (columns.hour !== undefined && hours !== undefined) checkHours(columns.hour, hours, places)
  const dated = everyRow(rows, (row) => times.isMidnight(row))
  if (hours === undefined) requireClocks(table, columns, cadence, dated)
  const hoursSayEnd =
    barTime === undefined &&
    hours !== undefined &&
    !dated &&
    startHoursFit(table, hours, zone ?? newYork, minutes) &&
    !startHoursFit(table, hours, zone ?? newYork, 0)
  if (hoursSayEnd) {
    warnings.push(`${columns.time} is read as the time at which bars end, since ${columns.hour} says so`)
  }
  const result = { ts: new Float64Array(rows), session: new Int32Array(rows), hour: new Int8Array(rows) }
  let otherHours = 0
  for (let row = 0; row < rows; row++) {
    const written = times.instant(row, zone ?? newYork)
    const atEnd = (barTime === 'end' || hoursSayEnd) && !dated
    const start =
      dated && hours !== undefined
        ? newYorkInstant(times.day(row, zone ?? newYork), hours[row] * hourMs)
        : written - (atEnd ? minutes * minuteMs : 0)
    const wall = newYork.wall(start)
    const day = Math.floor(wall / dayMs)
    result.ts[row] = atEnd ? written : barEnd(start, minutes)
    result.session[row] = day
    result.hour[row] = Math.floor((wall - day * dayMs) / hourMs)
    if (hours !== undefined && hours[row] !== result.hour[row]) otherHours++
  }
  if (otherHours > 0) {
    warnings.push(
      `${columns.hour} differs in ${thousands(otherHours)} of ${thousands(rows)} rows from the New York hour of ${columns.time}, which is used: is the time zone right?`,
    )
  }
  return result
}

/** Whether the hour column is that of every bar's start, when bars start so many minutes before the time written. */
function startHoursFit(
  { rows, times }: BarsTable,
  hours: Float64Array,
  zone: Zone,
  minutes: number,
): boolean {
  return everyRow(rows, (row) => {
    const wall = newYork.wall(times.instant(row, zone) - minutes * minuteMs)
    return Math.floor((wall - Math.floor(wall / dayMs) * dayMs) / hourMs) === hours[row]
  })
}

function everyRow(rows: number, holds: (row: number) => boolean): boolean {
  for (let row = 0; row < rows; row++) if (!holds(row)) return false
  return true
}

/** Dates are not enough for intraday bars, and midnight in every row is a date in disguise. */
function requireClocks(
  { rows, times, places }: BarsTable,
  columns: BarColumns,
  cadence: Cadence,
  dated: boolean,
): void {
  let row = 0
  while (row < rows && !times.isDate(row)) row++
  if (row === rows && !(dated && rows > 1)) return
  const got = row === rows ? 'midnight in every row' : 'a date alone'
  const issue = `expected a clock time for ${cadence} bars, got ${got}`
  throw invalidParam([places.fault(columns.time, issue, row === rows ? 0 : row)], {
    next: 'add the time of day, or a column hour_et beside the date; for daily bars choose the cadence daily',
  })
}

function sortedWarning(ts: Float64Array, places: Places): string {
  const row = ts.findIndex((at, i) => i > 0 && at < ts[i - 1])
  return `the rows were sorted by time: ${places.name(row)} is earlier than ${places.name(row - 1)}`
}

function refuseImpossibleBars(bars: Bars, columns: BarColumns, places: Places): void {
  const { errors } = checkBars(bars)
  if (errors.length === 0) return
  const spelling = new Map<string, string>(priceColumns.map((name, i) => [name, columns.prices[i]]))
  throw invalidParam(
    errors
      .slice(0, listedFaults)
      .map(({ row, column, message }) => places.fault(spelling.get(column) ?? columns.time, message, row)),
  )
}
