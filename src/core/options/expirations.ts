import { calendarDay, fridayFrom, optionsExpiry, weeklyExpiry } from '../calendar/index.ts'

/** A day on which listed options expire, in days since 1970-01-01. */
export interface Expiration {
  day: number
  /** Whether it is that of the third Friday, on which the monthly options expire. */
  isMonthly: boolean
}

/**
 * The weekly expirations on or after a day, rising: each Friday, or the session before when that Friday is a holiday, as
 * on Good Friday and on a Juneteenth that is a Friday.
 *
 * @param count how many
 */
export function weeklyExpirations(start: number, count: number): Expiration[] {
  const found: Expiration[] = []
  for (let friday = fridayFrom(start); found.length < count; friday += 7) {
    const day = weeklyExpiry(friday)
    // The holiday may itself be the day to start from.
    if (day < start) continue
    const { year, month } = calendarDay(friday)
    found.push({ day, isMonthly: day === optionsExpiry(year, month) })
  }
  return found
}

/**
 * The expiration after a day that lies nearest to so many calendar days from it, the earlier of two.
 *
 * @param weekly whether weekly options will do; else only those of the third Friday
 */
export function expirationNear(day: number, daysAhead: number, weekly: boolean): number {
  const weeks = Math.ceil(daysAhead / 7) + weeksOfMonthly
  const days = weeklyExpirations(day + 1, weeks).flatMap((one) => (weekly || one.isMonthly ? [one.day] : []))
  const distance = (expiry: number) => Math.abs(expiry - day - daysAhead)
  return days.reduce((best, one) => (distance(one) < distance(best) ? one : best))
}

/** Among so many weeks on end there is a third Friday. */
const weeksOfMonthly = 6
