import type { Counted } from '../../services/rateLimits.ts'

type Told = (error: Error | null, counted?: { current: number; ttl: number }) => void

/** Counts that several servers share, as @fastify/rate-limit asks for them. */
export function sharedCounts(count: (key: string, windowMs: number) => Promise<Counted>) {
  return class SharedCounts {
    incr(key: string, tell: Told, windowMs: number): void {
      count(key, windowMs).then(
        ({ requests, endsInMs }) => tell(null, { current: requests, ttl: endsInMs }),
        (error: unknown) => tell(error instanceof Error ? error : new Error(String(error))),
      )
    }

    /** No route has a limit of its own. */
    child(): SharedCounts {
      return this
    }
  }
}
