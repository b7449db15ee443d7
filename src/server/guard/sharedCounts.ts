import type { Parts } from '../../services/parts.ts'
import { countRequest, forgetRequests } from '../../store/rateLimits.ts'

interface Counted {
  current: number
  /** Milliseconds until the window ends. */
  ttl: number
}

type Told = (error: Error | null, counted?: Counted) => void

/** Windows that nobody asks for any more are removed about as often as this many requests. */
const forgetEvery = 1_000

/** Counts of requests by windows that several servers of one database share, as @fastify/rate-limit keeps them. */
export function sharedCounts({ db, wallTime }: Pick<Parts, 'db' | 'wallTime'>) {
  return class SharedCounts {
    #requests = 0

    incr(key: string, tell: Told, windowMs: number): void {
      const now = wallTime().getTime()
      const number = Math.floor(now / windowMs)
      const count = async (): Promise<Counted> => {
        if (++this.#requests % forgetEvery === 0) await forgetRequests(db, number)
        return { current: await countRequest(db, key, number), ttl: (number + 1) * windowMs - now }
      }
      count().then(
        (counted) => tell(null, counted),
        (error: unknown) => tell(error instanceof Error ? error : new Error(String(error))),
      )
    }

    /** No route has a limit of its own. */
    child(): SharedCounts {
      return this
    }
  }
}
