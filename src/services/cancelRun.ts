import { requestCancel } from '../store/cancelRequests.ts'
import { endLeftRun } from '../store/leftRuns.ts'
import type { Work } from '../store/work.ts'
import { tellChanged } from './changes.ts'
import { closeIfStale } from './closeStaleRuns.ts'
import type { Parts } from './parts.ts'
import { isLeft, type Repeatable } from './takeUp.ts'

/**
 * Stops a build, training or backtest, wherever it runs: here at once, in another process when that looks for it next. One that
 * was left is ended. The answer is the run that had ended before, with nothing done.
 */
export async function cancelRun<Run extends Work>(
  parts: Parts,
  repeatable: Repeatable<Run>,
  id: string,
): Promise<Run | undefined> {
  if (!parts.queue.cancel(id)) {
    const { kind } = repeatable
    const run = await openRun(parts, repeatable, id)
    if (run.status !== 'queued' && run.status !== 'running') return run
    const time = parts.now().toISOString()
    // Whom it was taken by meanwhile is asked.
    const isEnded =
      isLeft(run) && (await endLeftRun(parts.db, kind, id, { status: 'canceled', finishedAt: time }))
    if (!isEnded) await requestCancel(parts.db, kind, id, time)
  }
  tellChanged('cancel_requested', false, true)
  return undefined
}

/** A run as it stands, once what a killed process left is let go of. */
export async function openRun<Run extends Work>(
  parts: Parts,
  { require }: Repeatable<Run>,
  id: string,
): Promise<Run> {
  const found = await require(parts, id)
  return (await closeIfStale(parts, found)) ? require(parts, id) : found
}
