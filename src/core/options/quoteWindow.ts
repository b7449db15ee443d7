import type { QuoteWindow } from '../bars/marketData.ts'
import { sessionInstant } from '../calendar/newYorkTime.ts'

/** When the options of a whole session expire, and no window ends later: 16:00 in New York. */
export const expiryMinutes = 16 * 60

/** The window that text such as `10:00-11:00` stands for; undefined where it stands for none. */
export function parseQuoteWindow(text: string): QuoteWindow | undefined {
  const match = /^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)$/.exec(text)
  if (match === null) return undefined
  const [fromHour, fromMinute, toHour, toMinute] = match.slice(1).map(Number)
  const window = { from: 60 * fromHour + fromMinute, to: 60 * toHour + toMinute }
  return window.from < window.to && window.to <= expiryMinutes ? window : undefined
}

/** First and last time of the window in a session: milliseconds since 1970-01-01 UTC. */
export function windowTimes({ from, to }: QuoteWindow, session: number): { start: number; end: number } {
  return { start: sessionInstant(session, from), end: sessionInstant(session, to) }
}
