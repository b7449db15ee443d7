import { weekday } from '../bars/day.ts'
import { calendarDay } from './dates.ts'
import { thanksgiving } from './holidays.ts'
import { announcedHalfDays } from './specialDays.ts'

const wednesday = 2
const friday = 4

/**
 * Whether a session ends at 13:00, by rule: the day after Thanksgiving; Christmas Eve; 3 July. A 3 July or
 * Christmas Eve on a Friday is the holiday itself, observed. Until 2012 a 4 July on a Thursday gave its half day to the
 * Friday after it; since 2013 it is the Wednesday before.
 * Source: NYSE, Special Closings (closings.pdf), until 2011; the exchange's yearly notices of early closings until 2028.
 */
export function isHalfDay(day: number): boolean {
  const { year, month, day: date } = calendarDay(day)
  const ofWeek = weekday(day)
  if (ofWeek > friday) return false
  if (month === 11) return day === thanksgiving(year) + 1
  if (month === 12) return (date === 24 && ofWeek < friday) || announcedHalfDays.has(day)
  if (month !== 7) return false
  if (date === 3) return ofWeek < friday && (ofWeek !== wednesday || year >= 2013)
  return date === 5 && ofWeek === friday && year < 2013
}
