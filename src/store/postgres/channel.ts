import pg from 'pg'
import type { PostgresTarget } from '../target.ts'

/**
 * Words that processes tell each other through the database. They wake who waits for something that the tables say; who misses
 * one looks there a little later.
 */
export interface Channel {
  name: string
  /** Resolves when a word is told, or after so long; rejects when the signal aborts. */
  heard(word: string, waitMs: number, signal: AbortSignal): Promise<void>
  /** As if the word had been told, in this process alone. */
  wake(word: string): void
  close(): Promise<void>
}

/** How long nothing is heard after a connection was lost, before it is made anew. */
const againMs = 1_000

/**
 * Listens to what is told by `pg_notify` of the channel's name. A connection that is lost is made anew, as often as it takes.
 *
 * @param name one for each workspace of a database
 */
export function openChannel({ url }: PostgresTarget, name: string): Channel {
  const waiting = new Map<string, Set<() => void>>()
  let client: pg.Client | undefined
  let again: NodeJS.Timeout | undefined
  let isOpened = false
  let isClosed = false

  function wake(word: string): void {
    for (const end of waiting.get(word) ?? []) end()
  }

  async function connect(): Promise<void> {
    const own = new pg.Client({ connectionString: url, application_name: 'sigma listens' })
    client = own
    own.on('notification', ({ payload }) => {
      wake(payload ?? '')
    })
    // It ends with an error, or without one.
    own.on('error', () => lost(own))
    own.on('end', () => lost(own))
    try {
      await own.connect()
      await own.query(`listen ${pg.escapeIdentifier(name)}`)
    } catch {
      // A server that is away is told of by who reads the tables.
      lost(own)
    }
  }

  function lost(own: pg.Client): void {
    if (isClosed || client !== own) return
    client = undefined
    own.end().catch(() => undefined)
    again = setTimeout(() => void connect(), againMs)
  }

  return {
    name,
    heard(word, waitMs, signal) {
      // Most commands never wait.
      if (!isOpened) void connect()
      isOpened = true
      return new Promise((resolve, reject) => {
        const end = (settle: () => void): void => {
          clearTimeout(timer)
          signal.removeEventListener('abort', abort)
          const others = waiting.get(word)
          others?.delete(hear)
          if (others?.size === 0) waiting.delete(word)
          settle()
        }
        const hear = (): void => end(resolve)
        const abort = (): void => end(() => reject(signal.reason))
        const timer = setTimeout(hear, waitMs)
        if (signal.aborted) {
          abort()
          return
        }
        signal.addEventListener('abort', abort)
        waiting.set(word, (waiting.get(word) ?? new Set()).add(hear))
      })
    },
    wake,
    async close() {
      isClosed = true
      clearTimeout(again)
      await client?.end()
    },
  }
}
