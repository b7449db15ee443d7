import type { Priority } from '../store/fitParts.ts'
import { isSweepCancelRequested, updateHeldSweep } from '../store/sweeps.ts'
import { saveHeldSweep } from './endSweep.ts'
import type { Parts } from './parts.ts'
import { withSharedFits } from './sharedFits.ts'
import { type SweepTask, SweepWork } from './sweepWork.ts'
import { startWork } from './work.ts'

const pollMs = 500

/**
 * Works on a sweep as a job of this process. It is stopped when another process asks for that, also while it waits for a
 * place. A server that stops leaves it to the next one.
 */
export function startSweep(
  parts: Parts,
  task: SweepTask,
  {
    threads,
    priority,
    loadMs,
  }: { threads: number | undefined; priority: Priority | undefined; loadMs: number },
): void {
  const { db, queue } = parts
  const { id, attempt } = task.sweep
  const holder = { owner: parts.owner, attempt }
  const isHere = startWork(parts, {
    kind: 'sweep',
    id,
    quota: 'sweeps',
    ...(priority && { priority }),
    save: (changes) => saveHeldSweep(parts, id, holder, changes),
    leave: () => updateHeldSweep(db, id, holder, { status: 'queued', owner: null }),
    work: (context) =>
      withSharedFits(parts, { runKind: 'sweep', runId: id, priority }, task.data, (shared) =>
        new SweepWork(parts, task, { ...context, threads, shared }).run(loadMs),
      ),
  })
  if (!isHere) return
  const stop = watchForCancel(parts, id)
  queue.finished(id).then(stop, stop)
}

/** Looks now and then whether another process has asked that a sweep of this one be stopped. Call the answer to end it. */
function watchForCancel({ db, queue, reportBug }: Parts, id: string): () => void {
  const timer = setInterval(async () => {
    try {
      if (await isSweepCancelRequested(db, id)) queue.cancel(id)
    } catch (error) {
      reportBug(error, `looking whether the sweep ${id} is to be stopped`)
    }
  }, pollMs)
  return () => clearInterval(timer)
}
