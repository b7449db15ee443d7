import type { Bars } from '../bars/bars.ts'
import { type SessionRanges, sessionRanges } from '../bars/sessions.ts'
import { closeMinute } from '../calendar/index.ts'
import { newYorkHours } from '../calendar/newYorkTime.ts'

const hourMs = 3_600_000
const minuteMs = 60_000

/** Intraday bars by session, with the New York minute of the day at which each ends. */
export interface SessionClock {
  bars: Bars
  ranges: SessionRanges
  endMinute: Float64Array
}

/** A price, and when it was known: milliseconds UTC. */
export interface ClockPrice {
  price: number
  knownAt: number
  /** Whether it is the price at the very minute; else that of the first bar that ended later. */
  exact: boolean
}

export function sessionClock(bars: Bars): SessionClock {
  const hours = newYorkHours(bars.ts)
  // New York is whole hours away from UTC, so the minute of the hour is the same.
  const endMinute = hours.map(
    (hour, row) =>
      60 * hour + Math.floor((bars.ts[row] - hourMs * Math.floor(bars.ts[row] / hourMs)) / minuteMs),
  )
  return { bars, ranges: sessionRanges(bars.session), endMinute }
}

/** Minutes since midnight of `HH:MM`. */
export function minuteOf(clock: string): number {
  const [hours, minutes] = clock.split(':').map(Number)
  return 60 * hours + minutes
}

/** `HH:MM`. */
export function clockText(minute: number): string {
  return [Math.floor(minute / 60), minute % 60].map((part) => String(part).padStart(2, '0')).join(':')
}

/** First row of a session that ends at or after a minute (with `beyond`: after it); the row after its last if none. */
export function firstEndingAt(
  { ranges, endMinute }: SessionClock,
  session: number,
  minute: number,
  beyond = false,
): number {
  const end = ranges.start[session + 1]
  let row = ranges.start[session]
  while (row < end && (beyond ? endMinute[row] <= minute : endMinute[row] < minute)) row++
  return row
}

/** The close of the first bar of the session that is complete at or after a minute; null without one. */
export function priceAt(clock: SessionClock, session: number, minute: number): ClockPrice | null {
  const row = firstEndingAt(clock, session, minute)
  if (row >= clock.ranges.start[session + 1]) return null
  const { close, ts } = clock.bars
  return { price: close[row], knownAt: ts[row], exact: clock.endMinute[row] === minute }
}

/**
 * The open of the bar that runs at a minute, or of the first one after it; null without one. At 09:30 that is the
 * open of the session's first regular bar: the opening price itself, where a close would be that of minutes later.
 */
export function openAt({ bars, ...clock }: SessionClock, session: number, minute: number): number | null {
  const row = firstEndingAt({ bars, ...clock }, session, minute, true)
  return row < clock.ranges.start[session + 1] ? bars.open[row] : null
}

/**
 * The row at whose end a session closes: the first one that ends at its closing time (13:00 on half days) or later, else
 * its last one when that ends at most half an hour early. -1 while the session is running, and for one whose last bars
 * are missing.
 */
export function closingRow(clock: SessionClock, session: number): number {
  const { bars, ranges, endMinute } = clock
  const close = closeMinute(bars.session[ranges.start[session]])
  const row = firstEndingAt(clock, session, close)
  const last = ranges.start[session + 1] - 1
  if (row <= last) return row
  const isRunning = session === ranges.count - 1
  return !isRunning && endMinute[last] >= close - 30 ? last : -1
}
