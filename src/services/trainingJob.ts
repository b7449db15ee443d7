import { leaveRun } from '../store/leftRuns.ts'
import { updateTraining } from '../store/trainings.ts'
import { fitTraining } from './fitTraining.ts'
import type { Parts } from './parts.ts'
import { withSavedProgress } from './savedProgress.ts'
import { keepTraining, type TrainingTask } from './trainingTask.ts'
import { startWork } from './work.ts'

/**
 * Works on a training as a job of this process. A server that stops leaves it to the next one.
 *
 * @param prepare gets what it takes, once it is its turn
 */
export function startTraining(
  parts: Parts,
  id: string,
  { threads, prepare }: { threads: number | undefined; prepare: () => TrainingTask | Promise<TrainingTask> },
): void {
  startWork(parts, {
    kind: 'training',
    id,
    quota: 'train',
    save: (changes) => updateTraining(parts.db, id, changes, parts.owner),
    leave: () => leaveRun(parts.db, 'training', id, parts.owner),
    async work(context) {
      const task = await prepare()
      context.signal.throwIfAborted()
      const before = performance.now()
      const save = (changes: { progress: number }) => updateTraining(parts.db, id, changes, parts.owner)
      const trained = await withSavedProgress(parts, `training ${id}`, context, save, (report) =>
        fitTraining(parts, task, { ...context, report, threads }),
      )
      const fitMs = performance.now() - before
      context.signal.throwIfAborted()
      await keepTraining(parts, task, trained, fitMs)
    },
  })
}
