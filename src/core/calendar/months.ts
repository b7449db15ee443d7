import { weekday } from '../bars/day.ts'
import { dayOfDate } from './dates.ts'
import { isScheduledSession } from './exchange.ts'
import { nthWeekday } from './holidays.ts'

const friday = 4

/**
 * The last session of a month (1 to 12) by rule, so that on that very day it is known to be the last without a look at
 * later bars. A closure decreed since does not move it.
 */
export function lastSessionOfMonth(year: number, month: number): number {
  return scheduledOnOrBefore(dayOfDate(year, month + 1, 1) - 1)
}

/**
 * The third Friday of a month, when monthly options expire, or the session before when that Friday is a holiday; by
 * rule. Source: Cboe, equity options product specifications.
 */
export function optionsExpiry(year: number, month: number): number {
  return scheduledOnOrBefore(nthWeekday(year, month, friday, 3))
}

/**
 * When weekly options of the week of a Friday expire: that Friday, or the session before when it is a holiday; by rule.
 * The third of a month is `optionsExpiry`.
 */
export const weeklyExpiry = (fridayOfWeek: number): number => scheduledOnOrBefore(fridayOfWeek)

/** The first Friday on or after a day. */
export const fridayFrom = (day: number): number => day + ((friday - weekday(day) + 7) % 7)

function scheduledOnOrBefore(day: number): number {
  let session = day
  while (!isScheduledSession(session)) session--
  return session
}
