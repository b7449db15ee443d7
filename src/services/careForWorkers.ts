import { SigmaError } from '../core/errors.ts'
import { mostTries } from '../jobs/jobQueue.ts'
import {
  endFitPart,
  forgetOldFitParts,
  listLostFitParts,
  listOwnFitParts,
  listRunsThatStillWant,
  releaseFitParts,
  unwantFitParts,
} from '../store/fitParts.ts'
import { listLeftRuns } from '../store/leftRuns.ts'
import { listUnfinishedOf } from '../store/staleRuns.ts'
import { listInterruptedSweeps } from '../store/sweeps.ts'
import { inTransaction } from '../store/transaction.ts'
import { forgetWorker, listSilentWorkers, listWorkers } from '../store/workers.ts'
import { closeIfStale, closeStaleRuns } from './closeStaleRuns.ts'
import type { Parts } from './parts.ts'
import { type RunKind, sendRuns } from './sendRuns.ts'
import { executeIn, fitJob, type Shared, tell, wordOfQueue, wordOfRun } from './shared.ts'
import { runError } from './work.ts'

/** Results that no run wants are kept for who goes on with theirs. */
const keptHours = 24

/** A part that is in the queue by its own word, and not by that of the queue, is put there again after so long. */
const lostSeconds = 60

const leftKinds = ['build', 'training', 'backtest'] as const

/**
 * What any worker does for all of them, now and then: what a worker had that is gone is given to others, what waits is in the
 * queue, and what nobody wants is forgotten. Several may do so at once.
 *
 * @param thoroughly also looks for what should never happen: a part that has fallen out of the queue
 */
export async function careForWorkers(
  parts: Parts,
  shared: Shared,
  { thoroughly }: { thoroughly: boolean },
): Promise<void> {
  const gone = await goneWorkers(parts)
  for (const owner of gone) await passOnParts(parts, shared, owner)
  await closeStaleRuns({ ...parts, isAlive: (owner) => !gone.has(owner) && parts.isAlive(owner) })
  for (const owner of gone) await forgetWorker(parts.db, owner)
  await letGoOfOwnRuns(parts)
  await queueLeftRuns(parts, shared)
  if (!thoroughly) return
  await queueLostParts(parts, shared)
  await unwantPartsOfEnded(parts, shared)
  await forgetOldFitParts(parts.db, keptHours)
}

/** Those of which nothing is heard, and those of this machine whose process has ended. */
async function goneWorkers({ db, isAlive }: Parts): Promise<Set<string>> {
  const silent = await listSilentWorkers(db)
  const heard = await listWorkers(db)
  return new Set([...silent, ...heard.map(({ owner }) => owner).filter((owner) => !isAlive(owner))])
}

async function passOnParts(parts: Parts, shared: Shared, owner: string): Promise<void> {
  await inTransaction(parts.db, { locks: [`worker ${owner}`] }, async (trx) => {
    const within = executeIn(trx)
    const had = await listOwnFitParts(trx, owner)
    const isPoison = ({ attempts }: { attempts: number }): boolean => attempts >= mostTries
    for (const { key, runId, jobId } of had.filter(isPoison)) {
      await endFitPart(trx, key, { error: runError(lost()) })
      await shared.jobs.remove('fits', [jobId], within)
      await tell(shared, trx, wordOfRun(runId))
    }
    const others = had.filter((part) => !isPoison(part)).map(({ key }) => key)
    const jobs = (await releaseFitParts(trx, owner, others)).map(({ jobId }) => jobId)
    await shared.jobs.giveBack('fits', jobs, `the worker ${owner} is gone`, within)
    if (jobs.length > 0) await tell(shared, trx, wordOfQueue('fits'))
  })
}

function lost(): SigmaError {
  return new SigmaError('UNAVAILABLE', `${mostTries} workers ended while they fitted the same part`, {
    next: 'see in their logs what they ended by: too little memory is the usual reason',
  })
}

/** Those of this process that none of its jobs does: how they ended could not be saved while the database was away. */
async function letGoOfOwnRuns(parts: Parts): Promise<void> {
  const { db, owner } = parts
  for (const id of await listUnfinishedOf(db, owner))
    await closeIfStale(parts, { id, owner, status: 'running' })
}

async function unwantPartsOfEnded({ db }: Parts, { jobs }: Shared): Promise<void> {
  for (const runId of await listRunsThatStillWant(db)) {
    await inTransaction(db, {}, async (trx) => {
      const waiting = await unwantFitParts(trx, runId, { withResults: false })
      await jobs.remove('fits', waiting, executeIn(trx))
    })
  }
}

async function queueLeftRuns(parts: Parts, shared: Shared): Promise<void> {
  const { db } = parts
  const waiting: { kind: RunKind; id: string }[] = []
  for (const kind of leftKinds) for (const id of await listLeftRuns(db, kind)) waiting.push({ kind, id })
  for (const id of await listInterruptedSweeps(db)) waiting.push({ kind: 'sweep', id })
  await sendRuns(parts, shared, waiting)
}

async function queueLostParts({ db }: Parts, { jobs }: Shared): Promise<void> {
  const idle = await listLostFitParts(db, lostSeconds)
  const missing = await jobs.missing(
    'fits',
    idle.map(({ jobId }) => jobId),
  )
  await jobs.remove('fits', [...missing])
  const lost = idle.filter(({ jobId }) => missing.has(jobId))
  await jobs.put('fits', lost.map(fitJob))
}
