import { SigmaError } from '../core/errors.ts'
import type { Listed, Page } from '../store/page.ts'
import { reopenTraining, type Training } from '../store/trainings.ts'
import * as store from '../store/trainJobs.ts'
import { inTransaction } from '../store/transaction.ts'
import type { WorkFilter } from '../store/work.ts'
import { tellChanged } from './changes.ts'
import { closeIfStale } from './closeStaleRuns.ts'
import type { Parts } from './parts.ts'
import { judgedNow, refuseFailed } from './promotionGate.ts'
import { findBacktest, requireTraining } from './runs.ts'
import { restoreTraining } from './storedTraining.ts'
import { startTraining } from './trainingJob.ts'
import { promotedFrom } from './trainingTask.ts'

export type { TrainJob } from '../store/trainJobs.ts'

export const listTrainJobs = (
  { db }: Parts,
  filter: WorkFilter,
  page: Page,
): Promise<Listed<store.TrainJob>> => store.listTrainJobs(db, filter, page)

export async function requireTrainJob({ db }: Parts, id: string): Promise<store.TrainJob> {
  const job = await store.findTrainJob(db, id)
  if (job) return job
  throw new SigmaError('NOT_FOUND', `there is no training job ${id}`, { next: 'sigma jobs list shows them' })
}

/**
 * Stops a training, wherever it runs: here at once, in another process when that looks for it next.
 *
 * @throws CONFLICT for one that has ended
 */
export async function cancelTraining(parts: Parts, id: string): Promise<store.TrainJob> {
  if (!parts.queue.cancel(id)) {
    const { status } = await openTraining(parts, id)
    if (status !== 'queued' && status !== 'running') {
      throw new SigmaError('CONFLICT', `the training ${id} has ended: it is ${status}`, {
        next: `see it with: sigma jobs show ${id}`,
      })
    }
    await store.requestTrainingCancel(parts.db, id, parts.now().toISOString())
  }
  tellChanged('cancel_requested', false, true)
  return requireTrainJob(parts, id)
}

/**
 * Does a training again that failed or was canceled, with the settings and on the data that it was asked for with. A
 * promotion has to pass its gate as it is now, unless that was overridden when it was asked for.
 *
 * @throws CONFLICT for one that is done or on its way, or when what it is made of has changed since; GATE_FAILED
 */
export async function retryTraining(parts: Parts, id: string): Promise<Training> {
  const { status } = await openTraining(parts, id)
  if (status !== 'failed' && status !== 'canceled') throw notToRetry(id, status)
  const run = await requireTraining(parts, id)
  await refuseIfFailedNow(parts, run)
  const restored = await restoreTraining(parts, run)
  const { model_sha: _, ...lineage } = run.lineage ?? {}
  const change = { owner: parts.owner, lineage: { ...lineage, engine_version: parts.engineVersion } }
  // Until it is submitted, nobody takes it for one that is left alone.
  parts.queue.expect(id)
  let isSubmitted = false
  try {
    const isOurs = await inTransaction(parts.db, {}, (trx) => reopenTraining(trx, id, change))
    const reopened = await requireTraining(parts, id)
    if (!isOurs) throw notToRetry(id, reopened.status)
    tellChanged('status', status, reopened.status)
    startTraining(parts, id, { threads: undefined, prepare: () => ({ ...restored, run: reopened }) })
    isSubmitted = true
    return reopened
  } finally {
    // Whatever kept it from being submitted, another may take it.
    if (!isSubmitted) parts.queue.forget(id)
  }
}

function notToRetry(id: string, status: string): SigmaError {
  return new SigmaError('CONFLICT', `the training ${id} is ${status}`, {
    next:
      status === 'completed'
        ? `see it with: sigma jobs show ${id}`
        : `follow it with: sigma jobs watch ${id}`,
  })
}

async function refuseIfFailedNow(parts: Parts, run: Training): Promise<void> {
  const id = promotedFrom(run)
  if (id === null || run.gateState === 'overridden') return
  const backtest = await findBacktest(parts, id)
  if (!backtest)
    throw new SigmaError('NOT_FOUND', `the backtest ${id} is gone, and with it the verdict of its gate`)
  await refuseFailed(parts, [await judgedNow(parts, backtest)])
}

/** A training as it stands, once what a killed process left is closed. */
async function openTraining(parts: Parts, id: string): Promise<Training> {
  await requireTrainJob(parts, id)
  const found = await requireTraining(parts, id)
  return (await closeIfStale(parts, found)) ? requireTraining(parts, id) : found
}
