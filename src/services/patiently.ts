import { setTimeout as sleep } from 'node:timers/promises'
import { SigmaError } from '../core/errors.ts'
import type { Log } from './log.ts'

const longestPauseMs = 5_000

/**
 * Does something that needs the database, as often as it takes until that is there: a worker has nobody to tell, and something to
 * lose. Undefined when the signal has ended the wait. What fails for another reason is thrown.
 */
export async function patiently<Result>(
  log: Log,
  signal: AbortSignal | undefined,
  act: () => Promise<Result>,
): Promise<Result | undefined> {
  for (let attempt = 0; ; attempt++) {
    try {
      const result = await act()
      if (attempt > 0) log.info('the database is back', { attempts: attempt })
      return result
    } catch (error) {
      if (!(error instanceof SigmaError && error.code === 'UNAVAILABLE')) throw error
      if (signal?.aborted) return undefined
      log.warn('the database is away, and tried again', { error: error.message })
    }
    const pause = Math.min(longestPauseMs, 100 * 2 ** attempt) * (0.5 + Math.random() / 2)
    await sleep(pause, undefined, signal ? { signal } : {}).catch(() => undefined)
    if (signal?.aborted) return undefined
  }
}
