import { weekday } from '../core/bars/day.ts'
import { median, sessionRanges } from '../core/bars/sessions.ts'

/** Bars of a year, and how it was told. */
export interface PeriodsPerYear {
  value: number
  reason: string
}

/**
 * Infers the number of rows of a year from their dates: the median rows of a date times 252 for intraday rows; for
 * one row a date 365 when over 10 % of dates are weekends, 52 for a median gap of 5 to 10 days, 12 for 25 to 35,
 * else 252.
 */
export function inferPeriodsPerYear(session: Int32Array): PeriodsPerYear {
  const { count, start } = sessionRanges(session)
  const dates = Array.from({ length: count }, (_, s) => session[start[s]])
  const perDate = median(dates.map((_, s) => start[s + 1] - start[s]))
  if (perDate > 1)
    return { value: 252 * perDate, reason: `${perDate} rows a date (median) and 252 dates a year` }
  const weekends = dates.filter((day) => weekday(day) >= 5).length
  const gap = median(dates.slice(1).map((day, i) => day - dates[i]))
  if (gap >= 5 && gap <= 10) return { value: 52, reason: `one row a week (median gap ${gap} days)` }
  if (gap >= 25 && gap <= 35) return { value: 12, reason: `one row a month (median gap ${gap} days)` }
  if (weekends > 0.1 * count) return { value: 365, reason: 'one row a date, weekends among them' }
  return { value: 252, reason: 'one row a trading date' }
}
