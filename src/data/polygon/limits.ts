/** Keeps the pace of requests. */
export interface RateLimit {
  /** Waits until one more request may be sent. */
  turn(): Promise<void>
  /** Sends nothing for so many milliseconds from now, because the vendor said so. */
  pause(milliseconds: number): void
}

/**
 * A token bucket: `perMinute` requests a minute, of which one second's worth (at least one) may come at once. Tokens
 * are promised in advance, so that any number of callers can wait at the same time. No limit when `perMinute` is absent.
 */
export function rateLimit({
  perMinute,
  now,
  sleep,
}: {
  perMinute: number | undefined
  now: () => number
  sleep: (milliseconds: number) => Promise<void>
}): RateLimit {
  const interval = perMinute === undefined ? 0 : 60_000 / perMinute
  const burst = perMinute === undefined ? 1 : Math.max(1, Math.floor(perMinute / 60))
  /** When the bucket is full again, if nothing else is taken from it. */
  let fullAt = Number.NEGATIVE_INFINITY
  let pausedUntil = Number.NEGATIVE_INFINITY
  return {
    async turn() {
      const time = now()
      fullAt = Math.max(fullAt, time, pausedUntil) + interval
      const wait = Math.max(fullAt - burst * interval, pausedUntil) - time
      if (wait > 0) await sleep(wait)
    },
    pause(milliseconds) {
      pausedUntil = Math.max(pausedUntil, now() + milliseconds)
    },
  }
}

/** Lets `width` pieces of work run at a time; the others wait in the order in which they came. */
export function slots(width: number): <T>(work: () => Promise<T>) => Promise<T> {
  let free = width
  const waiting: (() => void)[] = []
  return async (work) => {
    if (free > 0) free--
    else await new Promise<void>((resolve) => waiting.push(resolve))
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next === undefined) free++
      else next()
    }
  }
}

/**
 * The results of `work` in the order of the items, `width` at a time. After a failure nothing new is begun, and it is
 * thrown when all that was under way has ended, so that nothing goes on behind the caller's back.
 */
export async function inParallel<T, R>(
  items: readonly T[],
  work: (item: T) => Promise<R>,
  width = 8,
): Promise<R[]> {
  const results = new Map<number, R>()
  const failures: unknown[] = []
  let next = 0
  async function worker() {
    while (next < items.length && failures.length === 0) {
      const place = next++
      try {
        results.set(place, await work(items[place]))
      } catch (error) {
        failures.push(error)
      }
    }
  }
  await Promise.all(Array.from({ length: width }, worker))
  if (failures.length > 0) throw failures[0]
  return [...results].sort(([a], [b]) => a - b).map(([, result]) => result)
}
