import { dayNumber } from '../../core/bars/day.ts'

/** Days since 1970-01-01, both included. */
export interface DayRange {
  from: number
  to: number
}

/**
 * Cuts days into calendar months or years, so that a break loses one piece and overlapping windows share the others.
 * Pieces end where the month or year ends, at most on `settled`; days after that are one piece of their own, which
 * is asked for each time. The first piece begins where the range does: a plan may not serve what is before.
 */
export function chunkDays({ from, to }: DayRange, unit: 'month' | 'year', settled: number): DayRange[] {
  const chunks: DayRange[] = []
  let next = from
  while (next <= Math.min(to, settled)) {
    const last = Math.min(lastDayOf(next, unit), settled)
    chunks.push({ from: next, to: last })
    next = last + 1
  }
  if (to > settled) chunks.push({ from: Math.max(from, settled + 1), to })
  return chunks
}

/** Last day of the month or year that a day lies in. */
function lastDayOf(day: number, unit: 'month' | 'year'): number {
  const date = new Date(day * 86_400_000)
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() + 1]
  const after = unit === 'month' && month < 12 ? dayNumber(year, month + 1, 1) : dayNumber(year + 1, 1, 1)
  // The first of a month exists.
  return (after ?? day + 1) - 1
}
