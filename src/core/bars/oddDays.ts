import { calendarRange, isSession, sessionsBetween } from '../calendar/index.ts'
import { weekday } from './day.ts'
import { sessionRanges } from './sessions.ts'

/** The days of bars held against the calendar of the New York Stock Exchange; days since 1970-01-01, rising. */
export interface OddDays {
  /** Days that the bars have, as far as the calendar reaches. */
  days: number
  /** Saturdays and Sundays with bars. */
  weekends: number[]
  /** Weekdays with bars on which the exchange was closed. */
  holidays: number[]
  /** Sessions between the first and the last day without a bar; empty for bars of another market. */
  missing: number[]
}

/** A market with more weekend days than this trades every day: neither holidays nor missing sessions mean anything. */
const weekendsOfOpenMarket = 0.1

/** Bars with more holidays than this share (and than two) come from another country, whose holidays are not known. */
const foreignHolidays = 0.005

/** Sorts out the days of bars that are no sessions, and the sessions without bars. `session` never decreases. */
export function oddDays(session: Int32Array): OddDays {
  const { count, start } = sessionRanges(session)
  const days = Array.from({ length: count }, (_, s) => session[start[s]]).filter(
    (day) => day >= calendarRange.first && day <= calendarRange.last,
  )
  const weekends = days.filter((day) => weekday(day) >= 5)
  const open = weekends.length > weekendsOfOpenMarket * days.length
  const holidays = open ? [] : days.filter((day) => weekday(day) < 5 && !isSession(day))
  const foreign = holidays.length > Math.max(2, foreignHolidays * days.length)
  if (open || foreign || days.length === 0) return { days: days.length, weekends, holidays, missing: [] }
  const held = new Set(days)
  const expected = sessionsBetween(days[0], days[days.length - 1])
  return { days: days.length, weekends, holidays, missing: expected.filter((day) => !held.has(day)) }
}
