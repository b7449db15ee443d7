import { formatDay } from '../core/bars/day.ts'
import { daylightYear } from '../core/calendar/newYorkTime.ts'
import { cachedOffset, makeZone } from './zone.ts'

export const timeZone = 'America/New_York'

/** Raised whenever the rules below give another time for a session; part of `matrix_sha`. */
export const calendarVersion = 'new-york-1'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

/** 16:00, in minutes since midnight. */
export const closingMinute = 16 * 60

/** From here on clocks have changed as acts of Congress say; in earlier years there were exceptions. */
const byLawSince = Date.UTC(1987, 0, 1)
const offsetByPlatform = cachedOffset(timeZone)
let year = daylightYear(byLawSince)

function offsetOf(ts: number): number {
  if (ts < byLawSince) return offsetByPlatform(ts)
  if (ts < year.start || ts >= year.end) year = daylightYear(ts)
  return ts >= year.daylightStart && ts < year.daylightEnd ? -240 : -300
}

/** The zone in which sessions are counted. To load the platform's zones takes longer than to read a short file of rows. */
export const newYork = makeZone(timeZone, offsetOf)

/** Offset of New York from UTC in minutes (-300 or -240) at a time in milliseconds UTC. */
export function newYorkOffset(ts: number): number {
  return newYork.offset(ts)
}

/** New York wall time of an instant: its day (since 1970-01-01) and minute of the day. */
export function newYorkTime(ts: number): { day: number; minute: number } {
  const local = newYork.wall(ts)
  const day = Math.floor(local / dayMs)
  return { day, minute: Math.floor((local - day * dayMs) / minuteMs) }
}

/**
 * The instant of a New York wall time, given in milliseconds since midnight. A time that occurs twice, when clocks go
 * back, is the first; one that is skipped is read an hour later.
 */
export function newYorkInstant(day: number, millisecondOfDay: number): number {
  return newYork.instant(day * dayMs + millisecondOfDay)
}

/**
 * When the daily bar of a session may be acted on: 16:00 New York time. On the few half days trading ends at 13:00;
 * 16:00 is used there too, since a bar that counts as known three hours late can't leak.
 */
export function sessionDecisionTime(day: number): number {
  const known = decisionTimes.get(day)
  if (known !== undefined) return known
  const time = newYorkInstant(day, closingMinute * minuteMs)
  if (decisionTimes.size === mostDecisionTimes) decisionTimes.clear()
  decisionTimes.set(day, time)
  return time
}

/** The files of a universe have the same days, and asking the time zone takes longer than reading a row. */
const decisionTimes = new Map<number, number>()

/** Of 80 years. */
const mostDecisionTimes = 30_000

/** ISO 8601 with the New York offset, such as `2020-04-17T16:00:00-04:00`; milliseconds only where there are any. */
export function formatNewYork(ts: number): string {
  const offset = newYorkOffset(ts)
  const local = ts + offset * minuteMs
  const day = Math.floor(local / dayMs)
  const within = local - day * dayMs
  const milliseconds = within % 1000
  const clock = [hourMs, minuteMs, 1000]
    .map((unit, i) => pad(Math.floor(within / unit) % (i === 0 ? 24 : 60), 2))
    .join(':')
  const fraction = milliseconds === 0 ? '' : `.${pad(milliseconds, 3)}`
  return `${formatDay(day)}T${clock}${fraction}-${pad(Math.floor(-offset / 60), 2)}:${pad(-offset % 60, 2)}`
}

function pad(value: number, digits: number): string {
  return String(value).padStart(digits, '0')
}
