import { SigmaError } from '../core/errors.ts'
import { isCancelRequested } from '../store/cancelRequests.ts'
import type { Parts } from './parts.ts'
import type { RunKind } from './sendRuns.ts'

const pollMs = 500

/**
 * Looks now and then whether another process has asked that a run of this one be stopped, and stops it, until it has ended; also
 * while it waits for a place.
 */
export function watchForCancel({ db, queue, reportBug }: Parts, kind: RunKind, id: string): void {
  let isLooking = false
  const look = async (): Promise<void> => {
    if (isLooking) return
    isLooking = true
    try {
      if (await isCancelRequested(db, kind, id)) queue.cancel(id)
    } catch (error) {
      // A database that is away is asked again.
      const isAway = error instanceof SigmaError && error.code === 'UNAVAILABLE'
      if (!isAway) reportBug(error, `looking whether the ${kind} ${id} is to be stopped`)
    } finally {
      isLooking = false
    }
  }
  const timer = setInterval(look, pollMs)
  const stop = (): void => clearInterval(timer)
  queue.finished(id).then(stop, stop)
}
