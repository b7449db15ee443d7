import type { JobContext, Progress } from '../jobs/queue.ts'
import type { Parts } from './parts.ts'

/** The time between two that are saved. */
const progressMs = 1_000

/**
 * Does work that tells how far it is, which is saved now and then for those in other processes who look: 100 % is said by who
 * keeps its result. What is not saved does no harm to the work.
 *
 * @param what as it is called where a save fails, such as `training 4711`
 */
export async function withSavedProgress<Result>(
  { reportBug }: Pick<Parts, 'reportBug'>,
  what: string,
  { report }: Pick<JobContext, 'report'>,
  save: (changes: { progress: number }) => Promise<unknown>,
  work: (report: JobContext['report']) => Promise<Result>,
): Promise<Result> {
  let saving: Promise<unknown> = Promise.resolve()
  let last = performance.now()
  const reportAndSave = (latest: Progress): void => {
    report(latest)
    const now = performance.now()
    if (now - last < progressMs) return
    last = now
    const { done, total, share = done / Math.max(1, total) } = latest
    const progress = Math.min(99, Math.floor(100 * share))
    saving = saving
      .then(() => save({ progress }))
      .catch((error: unknown) => reportBug(error, `saving how far the ${what} is`))
  }
  try {
    return await work(reportAndSave)
  } finally {
    // Else it might come after what is said next of the work.
    await saving
  }
}
