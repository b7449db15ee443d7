import { type ErrorCode, SigmaError } from '../core/errors.ts'
import type { JobContext } from '../jobs/queue.ts'
import type { RunError, WorkChanges } from '../store/work.ts'
import type { Parts } from './parts.ts'

/** A saved piece of work that is done as a job. */
interface Job {
  id: string
  /** Saves changes of its row. */
  save(changes: WorkChanges): Promise<unknown>
  /** Does the work and saves its results; the row is marked completed after it returns. */
  work(context: JobContext): Promise<void>
}

/**
 * Does saved work as a job of this process. Its row always tells the truth: running while it runs, then
 * completed, failed with the error, or canceled.
 */
export function startWork(parts: Parts, { id, save, work }: Job): void {
  const time = (): string => parts.now().toISOString()
  parts.queue.submit(id, async (context) => {
    try {
      context.signal.throwIfAborted()
      await save({ status: 'running', owner: parts.owner, startedAt: time() })
      await work(context)
      await save({ status: 'completed', finishedAt: time() })
    } catch (error) {
      // Why it was canceled says more than how the work noticed.
      const { aborted, reason } = context.signal
      if (!aborted && isBug(error)) parts.reportBug(error, `run ${id}`)
      await save({
        status: aborted ? 'canceled' : 'failed',
        error: runError(aborted ? reason : error),
        finishedAt: time(),
      })
      throw error
    }
  })
}

/** Whether an error is a fault of Sigma's own, rather than of a request, its data or the machine. */
function isBug(error: unknown): boolean {
  return !(error instanceof SigmaError) || error.code === 'INTERNAL'
}

/** What a failed run keeps of its error. A bug's inner text stays out of answers, its kind does not. */
export function runError(error: unknown): RunError {
  if (error instanceof SigmaError) {
    const { code, message, next } = error
    return { code, message, ...(next && { next }) }
  }
  const name: ErrorCode = 'INTERNAL'
  return {
    code: name,
    message: `an unexpected ${error instanceof Error ? error.name : 'error'}; the server's log has it`,
  }
}
