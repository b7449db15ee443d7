import type { Cadence } from '../bars/bars.ts'
import { cadenceMinutes } from '../bars/sessionGaps.ts'
import { closeMinute, isSession, openMinute, previousSession } from '../calendar/index.ts'
import { sessionInstant } from '../calendar/newYorkTime.ts'

const dayMs = 86_400_000
const minuteMs = 60_000

/** 16:00, when a daily bar may be acted on, also that of a half day. */
const decisionMinute = 16 * 60

/**
 * The newest session of which a bar is complete, by the calendar of the New York Stock Exchange: of daily bars the last
 * that closed, of others the last that has been open for the length of a bar.
 *
 * @param now milliseconds UTC
 * @returns days since 1970-01-01
 */
export function newestSession(now: number, cadence: Cadence): number {
  const utcDay = Math.floor(now / dayMs)
  // New York is behind UTC: its day is that of UTC or the one before, neither of which need be a session.
  let day = isSession(utcDay) ? utcDay : previousSession(utcDay)
  while (firstBarEnd(day, cadence) > now) day = previousSession(day)
  return day
}

function firstBarEnd(day: number, cadence: Cadence): number {
  const minute = cadence === 'daily' ? decisionMinute : openMinute(day) + cadenceMinutes[cadence]
  return sessionInstant(day, minute)
}

/** The newest bar of an instrument. */
export interface NewestBar {
  /** When it was complete, milliseconds UTC. */
  ts: number
  /** Days since 1970-01-01. */
  session: number
}

/**
 * Whether bars end before the newest that there must be by now. While a session runs, intraday bars may be two of their
 * lengths old: the one that is not complete yet, and what a vendor takes to serve the last.
 *
 * @param now milliseconds UTC
 */
export function isStale({ ts, session }: NewestBar, now: number, cadence: Cadence): boolean {
  const newest = newestSession(now, cadence)
  if (session !== newest) return session < newest
  if (cadence === 'daily') return false
  const open = Math.min(now, sessionInstant(session, closeMinute(session)))
  return open - ts > 2 * cadenceMinutes[cadence] * minuteMs
}
