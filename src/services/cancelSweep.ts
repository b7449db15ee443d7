import { SigmaError } from '../core/errors.ts'
import { requestCancel } from '../store/cancelRequests.ts'
import type { Sweep } from '../store/sweeps.ts'
import { tellChanged } from './changes.ts'
import { closeIfStale } from './closeStaleRuns.ts'
import { endSweepThatIsLeft } from './endSweep.ts'
import type { Parts } from './parts.ts'
import { requireSweep } from './runs.ts'

/**
 * Stops a sweep, wherever it runs: here at once, in another process when that looks for it next. One that was left by a
 * process that was killed is ended. Its finished variants stay.
 *
 * @throws CONFLICT for a sweep that has ended
 */
export async function cancelSweep(parts: Parts, id: string): Promise<Sweep> {
  const { db, now, queue } = parts
  if (queue.cancel(id)) return canceled(parts, id)
  const found = await requireSweep(parts, id)
  const sweep = (await closeIfStale(parts, found)) ? await requireSweep(parts, id) : found
  const { status, owner } = sweep
  if (status !== 'queued' && status !== 'running') {
    throw new SigmaError('CONFLICT', `the sweep ${id} has ended: it is ${status}`, {
      next: 'sigma sweep list shows the sweeps',
    })
  }
  const time = now().toISOString()
  // Whom it was taken by meanwhile is asked.
  const isEnded =
    owner === null && (await endSweepThatIsLeft(parts, id, { status: 'canceled', finishedAt: time }))
  if (!isEnded) await requestCancel(db, 'sweep', id, time)
  return canceled(parts, id)
}

function canceled(parts: Parts, id: string): Promise<Sweep> {
  tellChanged('cancel_requested', false, true)
  return requireSweep(parts, id)
}
