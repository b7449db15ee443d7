import { type FieldError, invalidParam } from '../core/errors.ts'
import { closingMinute, newYorkInstant, newYorkTime } from './calendar.ts'
import type { Places } from './places.ts'
import { timeKind } from './readTime.ts'
import type { WrittenTimes } from './writtenTimes.ts'

const listedFaults = 20
const minuteMs = 60_000

/** What a cell that holds no time is told; `text` is what it holds. */
export function notATime(text: string): string {
  return `expected a time such as 2020-01-02 or 2020-01-02T15:30:00-05:00, got "${text}"`
}

/** Refuses a column of times in which some are missing. */
export function requireTimes(column: string, times: WrittenTimes, places: Places): void {
  const faults: FieldError[] = []
  for (let row = 0; row < times.rows && faults.length < listedFaults; row++) {
    if (times.kind[row] === timeKind.missing) faults.push(places.fault(column, notATime(''), row))
  }
  if (faults.length > 0) throw invalidParam(faults)
}

/** Refuses hours that are no whole numbers from 0 to 23. */
export function checkHours(column: string, hours: Float64Array, places: Places): void {
  const bad = hours.findIndex((hour) => !(Number.isInteger(hour) && hour >= 0 && hour <= 23))
  if (bad >= 0) {
    const issue = `expected a whole hour from 0 to 23, got ${Number.isNaN(hours[bad]) ? 'an empty cell' : hours[bad]}`
    throw invalidParam([places.fault(column, issue, bad)])
  }
}

/**
 * When a bar that starts at `startTs` and lasts `minutes` may be acted on: at its end, but within the regular session
 * no later than the close, so that an hourly bar from 15:30 ends at 16:00. On a half day, which ends at 13:00, a bar that
 * reaches beyond may hold trades from after the close: it is known at its own end.
 */
export function barEnd(startTs: number, minutes: number): number {
  const { day, minute } = newYorkTime(startTs)
  const end = startTs + minutes * minuteMs
  return minute < closingMinute ? Math.min(end, newYorkInstant(day, closingMinute * minuteMs)) : end
}

/**
 * Order of rows by time: null when it is that of the file already. Two rows of one time are INVALID_PARAM, since
 * neither can be said to come first, unless `tiesAllowed`: then they stay in the order of the file.
 */
export function timeOrder(
  column: string,
  ts: Float64Array,
  places: Places,
  tiesAllowed = false,
): Int32Array | null {
  let inOrder = true
  for (let row = 1; row < ts.length && inOrder; row++) {
    inOrder = ts[row] > ts[row - 1] || (tiesAllowed && ts[row] === ts[row - 1])
  }
  if (inOrder) return null
  const order = Int32Array.from(ts, (_, row) => row).sort((a, b) => ts[a] - ts[b] || a - b)
  if (tiesAllowed) return order
  const faults: FieldError[] = []
  for (let i = 1; i < order.length && faults.length < listedFaults; i++) {
    const [first, second] = [order[i - 1], order[i]]
    if (ts[first] === ts[second]) {
      faults.push(places.fault(column, `the same time as ${places.name(first)}`, second))
    }
  }
  if (faults.length > 0) {
    throw invalidParam(faults, {
      next: 'keep one row for each time, or name the column that tells instruments apart with --ticker',
    })
  }
  return order
}
