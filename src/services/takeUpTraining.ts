import { SigmaError } from '../core/errors.ts'
import { endLeftTraining, listLeftTrainings } from '../store/leftTrainings.ts'
import { reopenTraining, type Training } from '../store/trainings.ts'
import { inTransaction } from '../store/transaction.ts'
import { userOfWork } from '../store/userWork.ts'
import { tellChanged } from './changes.ts'
import type { Parts } from './parts.ts'
import { requireTraining } from './runs.ts'
import { restoreTraining } from './storedTraining.ts'
import { startTraining } from './trainingJob.ts'
import type { TrainingTask } from './trainingTask.ts'
import { asUser } from './user.ts'
import { runError } from './work.ts'

/** Whether a training waits for a process that takes it up, because the one that had it was stopped or killed. */
export const isLeft = ({ status, owner }: Pick<Training, 'status' | 'owner'>): boolean =>
  status === 'queued' && owner === null

/**
 * Does a training that failed, was canceled or was left once more, as a job of this process, with the settings and on the
 * data that it was asked for with. Undefined, with nothing done, when somebody else has taken it meanwhile.
 *
 * @param prepare gets what it takes, once it is its turn; all of it is read again when absent
 */
export async function takeUpTraining(
  parts: Parts,
  { id, status, lineage }: Training,
  prepare: (run: Training) => TrainingTask | Promise<TrainingTask> = (run) => restoreTraining(parts, run),
): Promise<Training | undefined> {
  const { model_sha: _, ...madeOf } = lineage ?? {}
  const change = { owner: parts.owner, lineage: { ...madeOf, engine_version: parts.engineVersion } }
  // Until it is submitted, nobody takes it for one that is left alone.
  parts.queue.expect(id)
  let isSubmitted = false
  try {
    if (!(await inTransaction(parts.db, {}, (trx) => reopenTraining(trx, id, change)))) return undefined
    const run = await requireTraining(parts, id)
    tellChanged('status', status, run.status)
    startTraining(parts, id, { threads: undefined, prepare: () => prepare(run) })
    isSubmitted = true
    return run
  } finally {
    // Whatever kept it from being submitted, another may take it.
    if (!isSubmitted) parts.queue.forget(id)
  }
}

/** A training that is answered with: one that was left is taken up first, unless somebody else has just done so. */
export async function takenUp(parts: Parts, run: Training): Promise<Training> {
  if (!isLeft(run)) return run
  return (await takeUpTraining(parts, run)) ?? requireTraining(parts, run.id)
}

/** Queues each training that a process left. What keeps one from being done is told, and stays with it. */
export async function takeUpLeftTrainings(parts: Parts): Promise<void> {
  for (const id of await listLeftTrainings(parts.db)) {
    if (parts.closing.aborted) return
    try {
      const left = await requireTraining(parts, id)
      await asUser(await userOfWork(parts.db, 'train', id), () => takeUpTraining(parts, left))
    } catch (error) {
      if (!(error instanceof SigmaError)) parts.reportBug(error, `taking up the training ${id}`)
      const finishedAt = parts.now().toISOString()
      await endLeftTraining(parts.db, id, { status: 'failed', error: runError(error), finishedAt })
    }
  }
}
