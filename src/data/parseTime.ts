import { dayNumber } from '../core/bars/day.ts'
import { newYorkInstant, newYorkTime, sessionDecisionTime } from './calendar.ts'

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

const minuteMs = 60_000

/**
 * Reads `2020-01-02`, `20200102`, `2020-01-02 09:30[:00[.000]]` (also with T), with `Z` or `±HH:MM`, or seconds or
 * milliseconds since 1970. A clock time without an offset is New York time. Undefined when it is none of these.
 */
export function parseTime(text: string): ParsedTime | undefined {
  const compact = /^(\d{4})(\d{2})(\d{2})$/.exec(text)
  if (compact) return dateTime(compact[1], compact[2], compact[3], undefined)
  const iso = isoPattern.exec(text)
  if (iso) return dateTime(iso[1], iso[2], iso[3], iso)
  return /^-?\d{9,14}(\.\d+)?$/.test(text) ? epoch(Number(text)) : undefined
}

const isoPattern =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?\s?(Z|[+-]\d{2}:?\d{2})?)?$/

function dateTime(
  year: string,
  month: string,
  date: string,
  match: RegExpExecArray | undefined,
): ParsedTime | undefined {
  const day = dayNumber(Number(year), Number(month), Number(date))
  if (day === undefined) return undefined
  if (match?.[4] === undefined)
    return { ts: sessionDecisionTime(day), writtenDay: day, dateOnly: true, midnight: true }
  const [hour, minute, second] = [Number(match[4]), Number(match[5]), Number(match[6] ?? 0)]
  if (hour > 23 || minute > 59 || second > 59) return undefined
  const fraction = Math.floor(Number(`0.${match[7] ?? 0}`) * 1000)
  const within = ((hour * 60 + minute) * 60 + second) * 1000 + fraction
  const zone = match[8]
  const ts =
    zone === undefined
      ? newYorkInstant(day, within)
      : day * 24 * 60 * minuteMs + within - offsetMinutes(zone) * minuteMs
  return { ts, writtenDay: day, dateOnly: false, midnight: within === 0 }
}

function offsetMinutes(zone: string): number {
  if (zone === 'Z') return 0
  const digits = zone.slice(1).replace(':', '')
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2))
  return zone.startsWith('-') ? -minutes : minutes
}

/** Numbers from 10^11 on are milliseconds: as seconds they would lie beyond the year 5000. */
function epoch(value: number): ParsedTime {
  const ts = Math.round(Math.abs(value) >= 1e11 ? value : value * 1000)
  const midnight = ts % (24 * 60 * minuteMs) === 0
  return {
    ts,
    writtenDay: midnight ? ts / (24 * 60 * minuteMs) : newYorkTime(ts).day,
    dateOnly: false,
    midnight,
  }
}
