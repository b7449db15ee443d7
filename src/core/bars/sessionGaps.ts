import { closeMinute, openMinute } from '../calendar/index.ts'
import { newYorkHours } from '../calendar/newYorkTime.ts'
import type { Bars, Cadence } from './bars.ts'
import { median, sessionRanges } from './sessions.ts'

/** A session with bars missing. */
export interface SessionGap {
  /** Days since 1970-01-01. */
  session: number
  missing: number
}

/** How long a bar lasts, in minutes. */
export const cadenceMinutes: Readonly<Record<Exclude<Cadence, 'daily'>, number>> = {
  '5m': 5,
  '15m': 15,
  hourly: 60,
}

/** Of a full session, from 9:30 to 16:00. */
const minutesOfDay = 390

/** Minutes of trading in a bar. */
export function minutesOf({ cadence }: Pick<Bars, 'cadence'>): number {
  return cadence === 'daily' ? minutesOfDay : cadenceMinutes[cadence]
}

/**
 * Sessions of intraday bars with bars missing between the open and the close of the New York Stock Exchange. Before the
 * first bar and behind the last, only what is missing beyond the median session counts, so that bars of some hours of
 * the day are not taken for broken. Empty for daily bars.
 */
export function sessionGaps({ cadence, session, ts }: Bars): SessionGap[] {
  if (cadence === 'daily') return []
  const step = cadenceMinutes[cadence]
  const ends = newYorkMinutes(ts)
  const { count, start } = sessionRanges(session)
  const gaps = Array.from({ length: count }, (_, s) =>
    missingIn(ends.subarray(start[s], start[s + 1]), session[start[s]], step),
  )
  const usual = {
    before: median(gaps.map(({ before }) => before)),
    behind: median(gaps.map(({ behind }) => behind)),
  }
  return gaps.flatMap(({ day, inside, before, behind }) => {
    const missing = inside + Math.max(0, before - usual.before) + Math.max(0, behind - usual.behind)
    return missing > 0 ? [{ session: day, missing }] : []
  })
}

/** Bars missing in one session, by the minutes of the day at which its bars end. */
function missingIn(ends: Float64Array, day: number, step: number) {
  const open = openMinute(day)
  const close = closeMinute(day)
  /** Bars that fit between two minutes; one cut short by the close counts. */
  const barsBetween = (from: number, to: number) =>
    Math.max(0, Math.ceil((Math.min(to, close) - Math.max(from, open)) / step))
  let inside = 0
  for (let i = 1; i < ends.length; i++) inside += barsBetween(ends[i - 1], ends[i] - step)
  return {
    day,
    inside,
    before: barsBetween(open, ends[0] - step),
    behind: barsBetween(ends[ends.length - 1], close),
  }
}

/** Minutes of the day in New York; those of the hour are the same everywhere that matters, as its offset is whole hours. */
function newYorkMinutes(ts: Float64Array): Float64Array {
  const hours = newYorkHours(ts)
  return hours.map((hour, row) => {
    const minute = Math.floor(ts[row] / 60_000) % 60
    return hour * 60 + (minute < 0 ? minute + 60 : minute)
  })
}
