/** A date of the Gregorian calendar; months count from 1. */
export interface CalendarDay {
  year: number
  month: number
  day: number
}

/** Days since 1970-01-01 of a date. A month or day beyond its range runs on: month 13 is January of the next year. */
export function dayOfDate(year: number, month: number, day: number): number {
  return Math.round(Date.UTC(year, month - 1, day) / 86_400_000)
}

/** The date of a day. */
export function calendarDay(day: number): CalendarDay {
  const date = new Date(day * 86_400_000)
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() }
}
