import type { Progress } from '../jobs/queue.ts'
import { leaveRun } from '../store/leftRuns.ts'
import { updateTraining } from '../store/trainings.ts'
import { isTrainingCancelRequested } from '../store/trainJobs.ts'
import { fitTraining } from './fitTraining.ts'
import type { Parts } from './parts.ts'
import { savedProgress } from './savedProgress.ts'
import { keepTraining, type TrainingTask } from './trainingTask.ts'
import { startWork } from './work.ts'

const pollMs = 500

/**
 * Works on a training as a job of this process. It is stopped when another process asks for that, also while it waits for
 * a place. A server that stops leaves it to the next one.
 *
 * @param prepare gets what it takes, once it is its turn
 */
export function startTraining(
  parts: Parts,
  id: string,
  { threads, prepare }: { threads: number | undefined; prepare: () => TrainingTask | Promise<TrainingTask> },
): void {
  const isHere = startWork(parts, {
    kind: 'training',
    id,
    quota: 'train',
    save: (changes) => updateTraining(parts.db, id, changes, parts.owner),
    leave: () => leaveRun(parts.db, 'training', id, parts.owner),
    async work(context) {
      const task = await prepare()
      context.signal.throwIfAborted()
      const progress = savedProgress(parts, id)
      const report = (latest: Progress): void => {
        context.report(latest)
        progress.save(latest)
      }
      const before = performance.now()
      const trained = await fitTraining(parts, task, { ...context, report, threads }).finally(progress.end)
      const fitMs = performance.now() - before
      context.signal.throwIfAborted()
      await keepTraining(parts, task, trained, fitMs)
    },
  })
  if (!isHere) return
  const stop = watchForCancel(parts, id)
  parts.queue.finished(id).then(stop, stop)
}

/** Looks now and then whether another process has asked that it be stopped. Call the answer to end it. */
function watchForCancel({ db, queue, reportBug }: Parts, id: string): () => void {
  const timer = setInterval(async () => {
    try {
      if (await isTrainingCancelRequested(db, id)) queue.cancel(id)
    } catch (error) {
      reportBug(error, `looking whether the training ${id} is to be stopped`)
    }
  }, pollMs)
  return () => clearInterval(timer)
}
