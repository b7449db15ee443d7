import { failRunOf, failStaleRuns, listUnfinishedSweeps, type StaleRun } from '../store/staleRuns.ts'
import { inAnyTransaction } from '../store/transaction.ts'
import type { Work } from '../store/work.ts'
import type { Parts } from './parts.ts'

/**
 * Marks as failed what a process left unfinished when it was killed, so that nothing looks running for ever; what can
 * be done again or gone on with waits for who does so. What it has tried counts: the runs on the same data are judged by it.
 */
export async function closeStaleRuns(parts: Parts): Promise<StaleRun[]> {
  const { db, now, isAlive } = parts
  return failStaleRuns(db, isAlive, now().toISOString(), async (gone, fail) => {
    // While they are still found: who is killed meanwhile leaves it to the next one.
    for (const id of await listUnfinishedSweeps(db, gone)) await catchUpAfter(parts, id)
    return endAndTell(parts, fail)
  })
}

/**
 * Ends runs of a process that is gone, and keeps with it what is to be told of those that are sweeps: one that was to be
 * stopped, or that nobody can go on with, has ended.
 *
 * @param end the ids of what it has changed
 */
async function endAndTell(parts: Parts, end: (db: Parts['db']) => Promise<string[]>): Promise<string[]> {
  const { db, notifier } = parts
  if (!notifier.wants('sweep.canceled') && !notifier.wants('sweep.failed')) return end(db)
  const { findSweep } = await import('../store/sweeps.ts')
  const { tellSweepEnded } = await import('./notifications.ts')
  const ids = await inAnyTransaction(db, async (trx) => {
    const ended = await end(trx)
    for (const id of ended) {
      const sweep = await findSweep(trx, id)
      if (sweep) await tellSweepEnded(parts, trx, sweep)
    }
    return ended
  })
  notifier.wake()
  return ids
}

/** What it takes is loaded here: every start asks for stale runs, and next to none finds a sweep among them. */
async function catchUpAfter(parts: Parts, sweepId: string): Promise<void> {
  const { ledgerOfSweep } = await import('../store/backtests.ts')
  const { catchUp } = await import('./ledger.ts')
  try {
    const ledgerKey = await ledgerOfSweep(parts.db, sweepId)
    if (ledgerKey !== null) await catchUp(parts, ledgerKey)
  } catch (error) {
    // Else no process could start any more for one run that can't be read.
    parts.reportBug(error, `judging the runs beside the sweep ${sweepId}`)
  }
}

/**
 * Marks a run as failed, or lets go of what can be done again, when nobody works on it any more: its process is gone, or it is ours and
 * no job of this process does it, because how that one ended could not be saved. Tells whether it was so.
 */
export async function closeIfStale(
  parts: Parts,
  run: Pick<Work, 'id' | 'owner' | 'status'> & { sweepId?: string | null },
): Promise<boolean> {
  const { now, isAlive, owner, queue } = parts
  if (run.owner === null || (run.status !== 'queued' && run.status !== 'running')) return false
  // The variants of a sweep are done by its job.
  const isWorkedOn = run.owner === owner ? queue.has(run.sweepId ?? run.id) : isAlive(run.owner)
  if (isWorkedOn) return false
  const { id, owner: gone } = run
  await endAndTell(parts, async (within) =>
    (await failRunOf(within, gone, id, now().toISOString())) ? [id] : [],
  )
  return true
}
