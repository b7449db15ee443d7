import { tzOffset } from '@date-fns/tz'
import { formatDay } from '../core/bars/day.ts'

export const timeZone = 'America/New_York'

/** Raised whenever the rules below give another time for a session; part of `matrix_sha`. */
export const calendarVersion = 'new-york-1'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

/** 16:00, in minutes since midnight. */
export const closingMinute = 16 * 60

/** Offset of New York from UTC in minutes (-300 or -240) at a time in milliseconds UTC. */
export function newYorkOffset(ts: number): number {
  const day = Math.floor(ts / dayMs)
  let ofDay = dayOffsets.get(day)
  if (ofDay === undefined) {
    const first = tzOffset(timeZone, new Date(day * dayMs))
    const last = tzOffset(timeZone, new Date((day + 1) * dayMs - 1))
    // Clocks change on one or two days of a year: only there is the hour asked for.
    ofDay = first === last ? first : null
    dayOffsets.set(day, ofDay)
  }
  return ofDay ?? tzOffset(timeZone, new Date(ts))
}

/** Asking the platform for an offset takes microseconds, and a matrix has as many times as rows. */
const dayOffsets = new Map<number, number | null>()

/** New York wall time of an instant: its day (since 1970-01-01) and minute of the day. */
export function newYorkTime(ts: number): { day: number; minute: number } {
  const local = ts + newYorkOffset(ts) * minuteMs
  const day = Math.floor(local / dayMs)
  return { day, minute: Math.floor((local - day * dayMs) / minuteMs) }
}

/**
 * The instant of a New York wall time, given in milliseconds since midnight. A time that occurs twice, when clocks go
 * back, is the first; one that is skipped is read an hour later.
 */
export function newYorkInstant(day: number, millisecondOfDay: number): number {
  const local = day * dayMs + millisecondOfDay
  const daylight = local + 4 * hourMs
  const standard = local + 5 * hourMs
  return newYorkOffset(daylight) === -240 ? daylight : standard
}

/**
 * When the daily bar of a session may be acted on: 16:00 New York time. On the few half days trading ends at 13:00;
 * 16:00 is used there too, since a bar that counts as known three hours late can't leak.
 */
export function sessionDecisionTime(day: number): number {
  return newYorkInstant(day, closingMinute * minuteMs)
}

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
