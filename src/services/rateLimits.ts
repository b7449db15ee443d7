import { dialectOf } from '../store/database.ts'
import { countRequest, forgetRequests } from '../store/rateLimits.ts'
import type { Parts } from './parts.ts'

/** Requests of a caller in the window that now is in. */
export interface Counted {
  requests: number
  /** Milliseconds until the window ends. */
  endsInMs: number
}

/** Windows that nobody asks for any more are removed about as often as this many requests. */
const forgetEvery = 1_000

/**
 * Counts requests by windows, together with the other servers of the database. Null on SQLite, whose one server counts in its
 * own memory.
 */
export function sharedCounter({
  db,
  wallTime,
}: Pick<Parts, 'db' | 'wallTime'>): ((key: string, windowMs: number) => Promise<Counted>) | null {
  if (dialectOf(db) !== 'postgres') return null
  let asked = 0
  return async (key, windowMs) => {
    const now = wallTime().getTime()
    const number = Math.floor(now / windowMs)
    if (++asked % forgetEvery === 0) await forgetRequests(db, number)
    return { requests: await countRequest(db, key, number), endsInMs: (number + 1) * windowMs - now }
  }
}
