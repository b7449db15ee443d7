import { type ErrorCode, SigmaError } from '../core/errors.ts'
import { type JobContext, ProcessStopped, type Progress, type QueuedContext } from '../jobs/queue.ts'
import type { Priority } from '../store/fitParts.ts'
import { StoreAway } from '../store/storeAway.ts'
import type { UserWorkKind } from '../store/userWork.ts'
import type { RunError, WorkChanges } from '../store/work.ts'
import { waitForPlace } from './keepQuotas.ts'
import type { LogIds } from './log.ts'
import type { Parts } from './parts.ts'
import { trackWrite } from './pendingWrites.ts'
import { type RunKind, sendRun } from './sendRuns.ts'
import { leavesRuns, tell as tellShared, wordOfRun } from './shared.ts'
import { traced } from './tracing.ts'
import { watchForCancel } from './watchForCancel.ts'

/** A saved piece of work that is done as a job. */
interface Job {
  kind: RunKind
  id: string
  /** The quota of work at once that it counts against. */
  quota?: UserWorkKind
  /** Which of what waits for a worker goes first. */
  priority?: Priority
  /** Saves changes of its row. */
  save(changes: WorkChanges): Promise<unknown>
  /**
   * Leaves the work to another process, which goes on with it. False, with nothing changed, where it is to end instead.
   * Absent where it can't be gone on with.
   */
  leave?(): Promise<boolean>
  /** Does the work and saves its results; the row is marked completed after it returns. */
  work(context: JobContext): Promise<void>
}

/**
 * Does saved work as a job of this process, or leaves it to a worker. Its row always tells the truth: running while it runs, then
 * completed, failed with the error, or canceled. It is stopped when another process asks for that.
 */
export function startWork(parts: Parts, job: Job): void {
  const { kind, id } = job
  if (parts.shared && leavesRuns(parts)) {
    trackWrite(parts.db, sendRun(parts, parts.shared, job))
    return
  }
  const ids: LogIds = { job_id: id, ...(kind === 'sweep' ? { sweep_id: id } : { run_id: id }) }
  parts.queue.submit(id, (given) =>
    parts.log.within(ids, () =>
      traced(parts.tracing, kind, { 'sigma.job_id': id }, () => doWork(parts, job, given)),
    ),
  )
  watchForCancel(parts, kind, id)
}

async function doWork(
  parts: Parts,
  { kind, id, quota, save, leave, work }: Job,
  given: QueuedContext,
): Promise<void> {
  const time = (): string => parts.now().toISOString()
  const begun = performance.now()
  let latest: Progress | undefined
  const context: JobContext = {
    signal: given.signal,
    report(progress) {
      latest = progress
      given.report(progress)
    },
  }
  const tell = (status: string, more: { error?: RunError } = {}): void => {
    const { code, message } = more.error ?? {}
    const facts = { kind, ms: Math.round(performance.now() - begun), ...(code && { code, error: message }) }
    parts.log[status === 'failed' ? 'warn' : 'info'](`${kind} ${status}`, facts)
  }
  try {
    context.signal.throwIfAborted()
    if (quota) await waitForPlace(parts, quota, id, given)
    await save({ status: 'running', owner: parts.owner, startedAt: time() })
    parts.log.info(`${kind} started`, { kind })
    await work(context)
    await save({ status: 'completed', finishedAt: time() })
    await wakeFollowers(parts, id)
    tell('completed')
  } catch (error) {
    // Why it was canceled says more than how the work noticed.
    const { aborted, reason } = context.signal
    if (!aborted && isBug(error)) parts.reportBug(error, `run ${id}`)
    const status = aborted ? 'canceled' : 'failed'
    const kept = aborted ? canceledAt(runError(reason), latest) : runError(error)
    try {
      if (leave && isToBeLeft(parts, error, context.signal) && (await leave())) {
        tell('left to the next process')
      } else {
        await save({ status, error: kept, finishedAt: time() })
        await wakeFollowers(parts, id)
        tell(status, { error: kept })
      }
    } catch (unsaved) {
      if (parts.shared && unsaved instanceof StoreAway) {
        parts.log.warn(`${kind} left until the database is back`, { kind, error: unsaved.message })
        throw error
      }
      // Who follows the job is still told how it ended; the row is left as that of a job that nobody runs.
      const both = new AggregateError([error, unsaved], 'a run ended, and how it ended could not be saved')
      parts.reportBug(both, `run ${id}`)
    }
    throw error
  }
}

/** One that stops leaves its work to the next process, and one of several what it had when the database went away. */
function isToBeLeft({ shared }: Parts, error: unknown, { aborted, reason }: AbortSignal): boolean {
  if (aborted) return reason instanceof ProcessStopped && reason.leave
  return shared !== undefined && error instanceof StoreAway
}

/** Those in other processes look at its row at once. */
async function wakeFollowers({ db, shared }: Parts, id: string): Promise<void> {
  if (shared) await tellShared(shared, db, wordOfRun(id))
}

/** Why a run was canceled, and how far it was. */
function canceledAt(error: RunError, latest: Progress | undefined): RunError {
  if (latest === undefined) return error
  const { done, total, message, fit } = latest
  const parts = total > 1 ? ` (${done} of ${total} done)` : ''
  const round = fit && fit.round > 0 ? `, at round ${fit.round} of ${fit.rounds}` : ''
  return { ...error, message: `${error.message} while ${message}${parts}${round}` }
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
