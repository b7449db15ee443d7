import { setTimeout as sleep } from 'node:timers/promises'
import { SigmaError } from '../core/errors.ts'
import type { QueueName } from '../jobs/jobQueue.ts'
import { inTransaction } from '../store/transaction.ts'
import { forgetWorker, listWorkers, seeWorker, type Worker } from '../store/workers.ts'
import { careForWorkers } from './careForWorkers.ts'
import type { Parts } from './parts.ts'
import { patiently } from './patiently.ts'
import type { Shared } from './shared.ts'
import { FitLanes, type PartWork } from './workFits.ts'
import { RunLanes } from './workRuns.ts'

/** How often a worker tells that it is there. */
const seenMs = 4_000

/** How often a worker looks after what others have left. */
const careMs = 5_000

/** Of so many looks one is thorough. */
const thoroughlyEvery = 12

export interface WorkerOptions {
  queues: readonly QueueName[]
  /** Parts that are fitted at a time, and runs that are done at a time. */
  concurrency: number
  host: string
  /** How parts are done; fitted when absent. */
  partWork?: PartWork
}

/**
 * Takes work from the queue until the signal, and tells the others that it is there. Resolves once they know of it; `ended` settles
 * when all that it had in hand has ended or was given back.
 *
 * @throws CONFLICT beside workers of another version
 */
export async function workAsOneOfMany(
  parts: Parts,
  shared: Shared,
  { queues, concurrency, host, partWork }: WorkerOptions,
  signal: AbortSignal,
): Promise<{ ended: Promise<void> }> {
  const self: Worker = {
    ...{ owner: parts.owner, version: parts.engineVersion, host },
    ...{ queues: [...queues], concurrency },
  }
  await join(parts, self)
  return { ended: takeWork(parts, shared, self, partWork, signal) }
}

async function takeWork(
  parts: Parts,
  shared: Shared,
  self: Worker,
  partWork: PartWork | undefined,
  signal: AbortSignal,
): Promise<void> {
  const { queues, concurrency, owner } = self
  const fits = queues.includes('fits') ? new FitLanes(parts, shared, partWork) : undefined
  const runs = queues.includes('runs') ? new RunLanes(parts, shared) : undefined
  try {
    await Promise.all([
      fits?.run(concurrency, signal),
      runs?.run(concurrency, signal),
      beSeen(parts, self, signal, () => {
        fits?.giveUp()
        return parts.queue.close({ leave: true })
      }),
      care(parts, shared, signal),
    ])
  } finally {
    await patiently(parts.log, AbortSignal.timeout(seenMs), () => forgetWorker(parts.db, owner))
  }
}

/** One at a time: of two versions that come at once the second is refused. */
async function join({ db }: Parts, self: Worker): Promise<void> {
  await inTransaction(db, { locks: ['workers'] }, async (trx) => {
    refuseOtherVersions(await listWorkers(trx), self)
    await seeWorker(trx, self)
  })
}

function refuseOtherVersions(workers: readonly Worker[], self: Worker): void {
  const others = workers.filter(({ version }) => version !== self.version)
  if (others.length === 0) return
  const [{ host, version }] = others
  const message = `${others.length} ${others.length === 1 ? 'worker is' : 'workers are'} of another version: ${version} on ${host}, and this is ${self.version}`
  throw new SigmaError('CONFLICT', message, {
    next: 'results of two versions are not mixed: stop those first, or install the same version here',
  })
}

/** @param writtenOff ends what others have been given meanwhile */
async function beSeen(
  parts: Parts,
  self: Worker,
  signal: AbortSignal,
  writtenOff: () => Promise<void>,
): Promise<void> {
  while (!(await pause(seenMs, signal))) {
    const wasForgotten = await patiently(parts.log, signal, () => seeWorker(parts.db, self))
    if (!wasForgotten) continue
    parts.log.warn('others took this worker for gone, and have what it had in hand')
    await writtenOff()
  }
}

async function care(parts: Parts, shared: Shared, signal: AbortSignal): Promise<void> {
  let round = 0
  do {
    const thoroughly = round++ % thoroughlyEvery === 0
    try {
      await patiently(parts.log, signal, () => careForWorkers(parts, shared, { thoroughly }))
    } catch (error) {
      parts.reportBug(error, 'looking after what workers have left')
    }
    // Not all at the same time.
  } while (!(await pause(careMs * (0.8 + 0.4 * Math.random()), signal)))
}

/** Whether the signal ended it. */
async function pause(ms: number, signal: AbortSignal): Promise<boolean> {
  try {
    await sleep(ms, undefined, { signal })
    return false
  } catch {
    return true
  }
}
