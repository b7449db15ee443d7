import { newYorkHours } from '../indicators/newYorkTime.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

/** Minutes since midnight in New York at which a regular session opens and closes. */
export const openingMinute = 9 * 60 + 30
export const closingMinute = 16 * 60

/**
 * The instant, in milliseconds UTC, of a time of the day in New York: minutes since midnight of a session, given in days
 * since 1970-01-01. Clocks change on Sundays before dawn, so that noon tells the offset of a whole session.
 */
export function sessionInstant(session: number, minute: number): number {
  const noonOrSo = session * dayMs + 17 * hourMs
  const [hour] = newYorkHours(Float64Array.of(noonOrSo))
  return session * dayMs + (17 - hour) * hourMs + minute * minuteMs
}

/**
 * Close of the session before, for each bar: the last close among the bars of that session. NaN in the first session,
 * which has none before it.
 */
export function previousCloses({
  session,
  close,
}: {
  session: Int32Array
  close: Float64Array
}): Float64Array {
  const previous = new Float64Array(session.length)
  let known = Number.NaN
  for (let row = 0; row < session.length; row++) {
    if (row > 0 && session[row] !== session[row - 1]) known = close[row - 1]
    previous[row] = known
  }
  return previous
}
