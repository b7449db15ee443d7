import { SigmaError } from '../core/errors.ts'
import { isSweepCancelRequested, requestSweepCancel, type Sweep, updateSweep } from '../store/sweeps.ts'
import { closeIfStale } from './closeStaleRuns.ts'
import type { Parts } from './parts.ts'
import { requireSweep } from './runs.ts'

const pollMs = 500

/**
 * Stops a sweep, wherever it runs: here at once, in another process when that looks for it next. One that was left by a
 * process that was killed is ended. Its finished variants stay.
 *
 * @throws CONFLICT for a sweep that has ended
 */
export async function cancelSweep(parts: Parts, id: string): Promise<Sweep> {
  const { db, now, queue } = parts
  if (queue.cancel(id)) return requireSweep(parts, id)
  const found = await requireSweep(parts, id)
  const sweep = (await closeIfStale(parts, found)) ? await requireSweep(parts, id) : found
  const { status, owner } = sweep
  if (status !== 'queued' && status !== 'running') {
    throw new SigmaError('CONFLICT', `the sweep ${id} has ended: it is ${status}`, {
      next: 'sigma sweep list shows the sweeps',
    })
  }
  const time = now().toISOString()
  if (owner === null) await updateSweep(db, id, { status: 'canceled', finishedAt: time })
  else await requestSweepCancel(db, id, time)
  return requireSweep(parts, id)
}

/** Looks now and then whether another process has asked that a sweep of this one be stopped. Call the answer to end it. */
export function watchForCancel({ db, queue, reportBug }: Parts, id: string): () => void {
  const timer = setInterval(async () => {
    try {
      if (await isSweepCancelRequested(db, id)) queue.cancel(id)
    } catch (error) {
      reportBug(error, `looking whether the sweep ${id} is to be stopped`)
    }
  }, pollMs)
  return () => clearInterval(timer)
}
