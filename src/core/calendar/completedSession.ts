import { closeMinute, isSession } from './exchange.ts'
import { sessionInstant } from './newYorkTime.ts'

const dayMs = 86_400_000

/** The last session that had closed by a time (milliseconds UTC), in days since 1970-01-01. */
export function lastCompletedSession(time: number): number {
  let day = Math.floor(time / dayMs)
  while (!isSession(day) || sessionInstant(day, closeMinute(day)) > time) day--
  return day
}

/** The last session on a day or before it. */
export function sessionUpTo(day: number): number {
  let session = day
  while (!isSession(session)) session--
  return session
}
