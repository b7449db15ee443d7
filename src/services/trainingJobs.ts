import { SigmaError } from '../core/errors.ts'
import type { Listed, Page } from '../store/page.ts'
import type { Training } from '../store/trainings.ts'
import * as store from '../store/trainJobs.ts'
import type { WorkFilter } from '../store/work.ts'
import { cancelRun, openRun } from './cancelRun.ts'
import type { Parts } from './parts.ts'
import { judgedNow, refuseFailed } from './promotionGate.ts'
import { findBacktest, requireTraining } from './runs.ts'
import { restoreTraining, storedTraining } from './storedTraining.ts'
import { isLeft, takeUp } from './takeUp.ts'
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
 * Stops a training, wherever it runs: here at once, in another process when that looks for it next. One that was left is
 * ended.
 *
 * @throws CONFLICT for one that has ended
 */
export async function cancelTraining(parts: Parts, id: string): Promise<store.TrainJob> {
  await requireTrainJob(parts, id)
  const ended = await cancelRun(parts, storedTraining, id)
  if (ended) {
    throw new SigmaError('CONFLICT', `the training ${id} has ended: it is ${ended.status}`, {
      next: `see it with: sigma jobs show ${id}`,
    })
  }
  return requireTrainJob(parts, id)
}

/**
 * Does a training again that failed, was canceled or was left, with the settings and on the data that it was asked for with.
 * A promotion has to pass its gate as it is now, unless that was overridden when it was asked for.
 *
 * @throws CONFLICT for one that is done or on its way, or when what it is made of has changed since; GATE_FAILED
 */
export async function retryTraining(parts: Parts, id: string): Promise<Training> {
  await requireTrainJob(parts, id)
  const run = await openRun(parts, storedTraining, id)
  const { status } = run
  if (status !== 'failed' && status !== 'canceled' && !isLeft(run)) throw notToRetry(id, status)
  await refuseIfFailedNow(parts, run)
  const restored = await restoreTraining(parts, run)
  const again = await takeUp(
    parts,
    {
      ...storedTraining,
      start: (_, reopened) =>
        startTraining(parts, id, { threads: undefined, prepare: () => ({ ...restored, run: reopened }) }),
    },
    run,
  )
  if (again) return again
  throw notToRetry(id, (await requireTraining(parts, id)).status)
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
