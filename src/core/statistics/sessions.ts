import { areEqual } from '../equalArrays.ts'
import { runSteps, type Steps } from '../steps.ts'

/** One return per session. `sessions` are days since 1970-01-01, strictly increasing. */
export interface SessionReturns {
  sessions: Int32Array
  returns: Float64Array
}

/**
 * Bar returns compounded per session. Bars are in time order, so those of one session stand together;
 * a session without a position is a session that earned 0, and stays in the series.
 */
export function sessionReturns(session: Int32Array, returns: Float64Array): SessionReturns {
  const sessions: number[] = []
  const compounded: number[] = []
  let bar = 0
  while (bar < session.length) {
    const day = session[bar]
    let earned = returns[bar++]
    for (; bar < session.length && session[bar] === day; bar++) {
      // (1 + earned)(1 + return) - 1, without the digits that a small return loses beside 1.
      earned = earned * (1 + returns[bar]) + returns[bar]
    }
    sessions.push(day)
    compounded.push(earned)
  }
  return { sessions: Int32Array.from(sessions), returns: Float64Array.from(compounded) }
}

/**
 * Brings several series to the same rows: the sessions from the latest first one to the earliest last one
 * (the intersection of their spans) that any of them has; a series earned 0 in one that it lacks.
 * Without a common span there are no rows. Columns stand in the order of `series`.
 */
export function alignSessions(series: readonly SessionReturns[]): AlignedSessions {
  return runSteps(alignSessionsSteps(series))
}

/** Series of the same rows. */
export interface AlignedSessions {
  sessions: Int32Array
  columns: Float64Array[]
}

/** The same in steps of a series. */
export function* alignSessionsSteps(series: readonly SessionReturns[]): Steps<AlignedSessions> {
  const [one] = series
  if (one && (yield* areOfSameSessions(series, one)))
    return { sessions: one.sessions, columns: series.map(({ returns }) => returns) }
  const first = Math.max(...series.map(({ sessions }) => sessions.at(0) ?? Number.POSITIVE_INFINITY))
  const last = Math.min(...series.map(({ sessions }) => sessions.at(-1) ?? Number.NEGATIVE_INFINITY))
  const seen = new Set<number>()
  for (const { sessions } of series) {
    for (const session of sessions) if (session >= first && session <= last) seen.add(session)
    yield
  }
  const sessions = Int32Array.from(seen).sort()
  const columns: Float64Array[] = []
  for (const one of series) {
    columns.push(pick(one, sessions))
    yield
  }
  return { sessions, columns }
}

function* areOfSameSessions(series: readonly SessionReturns[], { sessions }: SessionReturns): Steps<boolean> {
  for (const one of series) {
    if (!areEqual(one.sessions, sessions)) return false
    yield
  }
  return true
}

/** The returns of the given sessions (increasing), 0 where the series has none. */
function pick(series: SessionReturns, sessions: Int32Array): Float64Array {
  const picked = new Float64Array(sessions.length)
  let from = 0
  for (let row = 0; row < sessions.length; row++) {
    while (from < series.sessions.length && series.sessions[from] < sessions[row]) from++
    if (series.sessions[from] === sessions[row]) picked[row] = series.returns[from]
  }
  return picked
}
