import { parseDay, weekday } from '../bars/day.ts'
import { invalidParam } from '../errors.ts'
import { isHalfDay } from './halfDays.ts'
import { isHoliday } from './holidays.ts'
import { lateOpenings, unscheduledClosure } from './specialDays.ts'

/**
 * When the New York Stock Exchange is open. Days are counted from 1970-01-01, minutes of the day are those of New York.
 *
 * Two questions, not to be mixed up: was there a session (`isSession` and what follows from it, for days that are
 * past), and was a session to be expected (`isScheduledSession`, for days ahead). A closure decreed at short notice is
 * known to the first only, so that a feature which looks forward can't know it either.
 */

const friday = 4

/** The years for which half days and unscheduled closures are known: 2000-01-01 to 2030-12-31, both included. */
export const calendarRange = { first: parseDay('2000-01-01'), last: parseDay('2030-12-31') }

/** Whether the rules make a day a session, as everybody knew long before it: for questions that look forward. */
export function isScheduledSession(day: number): boolean {
  return weekday(day) <= friday && !isHoliday(day)
}

/** Whether the exchange traded on a day: for days that are past. Days to come are as scheduled. */
export function isSession(day: number): boolean {
  return isScheduledSession(day) && unscheduledClosure(day) === undefined
}

/** When a session opens, in minutes of the day: 570 (9:30), but for a day that began at noon. */
export function openMinute(day: number): number {
  return lateOpenings.get(day) ?? 570
}

/** When a session closes, in minutes of the day: 960 (16:00), or 780 (13:00) on half days, which are known by rule. */
export function closeMinute(day: number): number {
  return isHalfDay(day) ? 780 : 960
}

/** The last session before a day. */
export function previousSession(day: number): number {
  let session = day - 1
  while (!isSession(session)) session--
  return session
}

/** The first session after a day. It skips closures that nobody knew of yet: see `nextScheduledSession`. */
export function nextSession(day: number): number {
  let session = day + 1
  while (!isSession(session)) session++
  return session
}

/** The first session after a day that was to be expected on it. */
export function nextScheduledSession(day: number): number {
  let session = day + 1
  while (!isScheduledSession(session)) session++
  return session
}

/** The sessions from one day to another, both included. Reversed days are INVALID_PARAM. */
export function sessionsBetween(from: number, to: number): number[] {
  if (from > to) throw invalidParam([{ field: 'from', issue: `expected a day not after ${to}, got ${from}` }])
  const sessions: number[] = []
  for (let day = from; day <= to; day++) if (isSession(day)) sessions.push(day)
  return sessions
}
