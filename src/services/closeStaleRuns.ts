import { failRunOf, failStaleRuns, type StaleRun } from '../store/staleRuns.ts'
import type { Work } from '../store/work.ts'
import type { Parts } from './parts.ts'

/**
 * Marks as failed what a process left unfinished when it was killed, so that nothing looks running for ever; a sweep that
 * can be gone on with waits for who does so. What it has tried counts: the runs on the same data are judged by it.
 */
export async function closeStaleRuns(parts: Parts): Promise<StaleRun[]> {
  const { db, now, isAlive } = parts
  const stale = await failStaleRuns(db, isAlive, now().toISOString())
  for (const { kind, id } of stale) {
    if (kind !== 'sweep') continue
    await catchUpAfter(db, id)
    await tellIfEnded(parts, id)
  }
  return stale
}

/** One that was to be stopped, or that nobody can go on with, has ended with its process. */
async function tellIfEnded(parts: Parts, sweepId: string): Promise<void> {
  const { db, notifier } = parts
  if (!notifier.wants('sweep.canceled') && !notifier.wants('sweep.failed')) return
  const { findSweep } = await import('../store/sweeps.ts')
  const { tellSweepEnded } = await import('./notifications.ts')
  const sweep = await findSweep(db, sweepId)
  if (sweep) await tellSweepEnded(parts, db, sweep)
  notifier.wake()
}

/** What it takes is loaded here: every start asks for stale runs, and next to none finds a sweep among them. */
async function catchUpAfter(db: Parts['db'], sweepId: string): Promise<void> {
  const { ledgerOfSweep } = await import('../store/backtests.ts')
  const { catchUp } = await import('./ledger.ts')
  const ledgerKey = await ledgerOfSweep(db, sweepId)
  if (ledgerKey !== null) await catchUp({ db }, ledgerKey)
}

/**
 * Marks a run as failed, or lets go of a sweep, when nobody works on it any more: its process is gone, or it is ours and
 * no job of this process does it, because how that one ended could not be saved. Tells whether it was so.
 */
export async function closeIfStale(
  parts: Parts,
  run: Pick<Work, 'id' | 'owner' | 'status'> & { sweepId?: string | null },
): Promise<boolean> {
  const { db, now, isAlive, owner, queue } = parts
  if (run.owner === null || (run.status !== 'queued' && run.status !== 'running')) return false
  // The variants of a sweep are done by its job.
  const isWorkedOn = run.owner === owner ? queue.has(run.sweepId ?? run.id) : isAlive(run.owner)
  if (isWorkedOn) return false
  const isOurs = await failRunOf(db, run.owner, run.id, now().toISOString())
  if (isOurs) await tellIfEnded(parts, run.id)
  return true
}
