import { newYork } from './calendar.ts'
import { readTimeText, type TimeCell, timeKind } from './readTime.ts'
import { WrittenTimes } from './writtenTimes.ts'

/** A time as read from a file. */
export interface ParsedTime {
  /** Milliseconds UTC. A date alone stands for its session's close. */
  ts: number
  /** The date as written, which is what a daily bar means whatever its clock says; days since 1970-01-01. */
  writtenDay: number
  /** Whether only a date was given. */
  dateOnly: boolean
  /** Whether the clock, as written, stood at midnight: how many programs write a date. */
  midnight: boolean
}

/** Reads one time, as `readTime` does. A clock time without an offset is New York time. Undefined when it is none. */
export function parseTime(text: string): ParsedTime | undefined {
  const cell: TimeCell = { kind: timeKind.missing, wall: 0, offset: 0 }
  if (!readTimeText(text, cell)) return undefined
  const one = WrittenTimes.missing(1)
  one.set(0, cell)
  return {
    ts: one.instant(0, newYork),
    writtenDay: one.day(0, newYork),
    dateOnly: one.isDate(0),
    midnight: one.isMidnight(0),
  }
}
