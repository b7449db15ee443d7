import { sessionShare, shareBefore } from './dayShape.ts'
import { dailyDrift, type History, move, pointsOfDay, streamOf } from './history.ts'
import type { NumberStream } from './numberStream.ts'

/**
 * The planted edge. Prices do not depend on it: flow and volume are made knowing the returns that follow.
 *
 * - Session: q = edge x D' + sqrt(1 - edge²) x noise, D' the standardised close-to-close return of the next session.
 *   The volume of the session rises with q.
 * - Hour: h = edge x Z' + sqrt(1 - edge²) x n, Z' the standardised return of the next clock hour of the session; n is
 *   normal noise, independent of Z', whose sum over the session's hours is q times the root of their number. In the
 *   last hour h = n. The share of calls in the flow of an hour rises with h.
 *
 * So the correlation with the next return is `edge` for the flow imbalance of an hour and the next hourly bar, `edge`
 * for q, and about edge x sqrt(1 - edge²) for the flow imbalance of a whole session and the next session. On finer
 * bars it is smaller, since the flow tells of a whole hour. With edge 0 neither flow nor volume knows of any return.
 */
export interface EdgeStreams {
  session: NumberStream
  hour: NumberStream
}

export function edgeStreams(history: History): EdgeStreams {
  return {
    session: streamOf(history, 'session signal'),
    hour: streamOf(history, 'hour signal'),
  }
}

/** q of a session: standard normal. The session after it must be part of the history. */
export function sessionSignal(history: History, streams: EdgeStreams, s: number): number {
  const { edge } = history.options
  const next = move(history, s + 1) / Math.sqrt(sessionShare(history.slots[s + 1]))
  return mixed(edge, next, streams.session.normal(history.days[s]))
}

/** h of each clock hour of a session (09:30 to 10:00 is the first): standard normal. */
export function hourSignals(history: History, streams: EdgeStreams, s: number): Float64Array {
  const ends = hourEnds(history.slots[s])
  const noise = Float64Array.from(ends, (_, hour) => streams.hour.normal(history.days[s] * 8 + hour))
  const sum = noise.reduce((a, b) => a + b, 0)
  const root = Math.sqrt(ends.length)
  const shift = (sessionSignal(history, streams, s) - sum / root) / root
  return noise.map((own, hour) => {
    if (hour === ends.length - 1) return own + shift
    return mixed(history.options.edge, hourMove(history, s, ends[hour], ends[hour + 1]), own + shift)
  })
}

/** Five-minute bars of a session up to the end of each clock hour. */
export function hourEnds(slots: number): number[] {
  const ends: number[] = []
  for (let end = 6; end <= slots; end += 12) ends.push(end)
  return ends
}

/** Return between two five-minute points of a session, less drift, in its standard deviations. */
function hourMove(history: History, s: number, from: number, to: number): number {
  const at = s * pointsOfDay
  const change = history.points[at + to] / history.points[at + from] - 1
  const share = shareBefore[to] - shareBefore[from]
  return (change - dailyDrift(history) * share) / (history.deviation[s] * Math.sqrt(share))
}

function mixed(correlation: number, signal: number, noise: number): number {
  return correlation * signal + Math.sqrt(1 - correlation * correlation) * noise
}
