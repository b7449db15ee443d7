import type { Priority } from '../store/fitParts.ts'
import { updateHeldSweep } from '../store/sweeps.ts'
import { saveHeldSweep } from './endSweep.ts'
import type { Parts } from './parts.ts'
import { withSharedFits } from './sharedFits.ts'
import { type SweepTask, SweepWork } from './sweepWork.ts'
import { startWork } from './work.ts'

/** Works on a sweep as a job of this process. A server that stops leaves it to the next one. */
export function startSweep(
  parts: Parts,
  task: SweepTask,
  {
    threads,
    priority,
    loadMs,
  }: { threads: number | undefined; priority: Priority | undefined; loadMs: number },
): void {
  const { db } = parts
  const { id, attempt } = task.sweep
  const holder = { owner: parts.owner, attempt }
  startWork(parts, {
    kind: 'sweep',
    id,
    quota: 'sweeps',
    ...(priority && { priority }),
    save: (changes) => saveHeldSweep(parts, id, holder, changes),
    leave: () => updateHeldSweep(db, id, holder, { status: 'queued', owner: null }),
    work: (context) =>
      withSharedFits(parts, { runKind: 'sweep', runId: id, priority }, task.data, (shared) =>
        new SweepWork(parts, task, { ...context, threads, shared, scoresOnly: true }).run(loadMs),
      ),
  })
}
