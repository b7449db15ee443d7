import { invalidParam } from '../errors.ts'

const millisecondsPerDay = 86_400_000

/** Days since 1970-01-01 of a calendar date, or undefined when there is no such day (2021-02-29). */
export function dayNumber(year: number, month: number, date: number): number | undefined {
  const instant = new Date(0)
  instant.setUTCFullYear(year, month - 1, date)
  const exists = instant.getUTCMonth() === month - 1 && instant.getUTCDate() === date
  return exists ? instant.getTime() / millisecondsPerDay : undefined
}

/** Days since 1970-01-01 of `YYYY-MM-DD`. Anything else is INVALID_PARAM, named after `field`. */
export function parseDay(text: string, field = 'date'): number {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)
  const day = match ? dayNumber(Number(match[1]), Number(match[2]), Number(match[3])) : undefined
  if (day === undefined) {
    throw invalidParam([{ field, issue: `expected a date as YYYY-MM-DD, got "${text}"` }])
  }
  return day
}

/** `YYYY-MM-DD` of a day number. */
export function formatDay(day: number): string {
  return new Date(day * millisecondsPerDay).toISOString().slice(0, 10)
}

/** Day of the week, Monday = 0 … Sunday = 6. Day 0, 1970-01-01, was a Thursday. */
export function weekday(day: number): number {
  return (((day + 3) % 7) + 7) % 7
}
