import { setTimeout as sleep } from 'node:timers/promises'
import { isErrorCode, SigmaError } from '../core/errors.ts'
import type { FitProgress } from '../jobs/fitProgress.ts'
import type { RunError, Work } from '../store/work.ts'
import { closeIfStale } from './closeStaleRuns.ts'
import type { Parts } from './parts.ts'
import { wordOfRun } from './shared.ts'
import { runError } from './work.ts'

/** What a follower of a run is told. `progress` is a percentage. */
export interface RunEvent {
  status: Work['status']
  progress: number
  message?: string
  completed?: number
  total?: number
  /** The fit that is being done. */
  fit?: FitProgress
  secondsLeft?: number
  error?: RunError | null
}

type Followed = Work & {
  progress?: number
  sweepId?: string | null
  /** Of a training: where it is from. */
  promotedFrom?: string | null
  /** Of a sweep: its variants. */
  progressDone?: number
  progressTotal?: number
}
type Find<Run> = () => Promise<Run | undefined>

const pollMs = 500

/** Nobody reads faster, and each event of a follower takes longer than many a variant of a sweep. */
const pauseMs = 100

/**
 * Progress of a run until it ends. A run of this process tells it as it happens; one of another process is looked
 * up in the store now and then.
 */
export async function* runEvents(parts: Parts, id: string, find: Find<Followed>): AsyncGenerator<RunEvent> {
  const first = await find()
  if (!first) {
    throw new SigmaError('NOT_FOUND', `there is no run ${id}`, {
      next: 'sigma jobs list, sigma sweep list and sigma runs backtest show the ids',
    })
  }
  // What this process knows of a job says nothing of one that another process goes on with.
  const isOurs = first.owner === parts.owner
  const live = isOver(first) || !isOurs ? undefined : parts.queue.events(id, pauseMs)
  if (!live) {
    yield* poll(parts, first, find)
    return
  }
  yield { status: first.status, progress: progressOf(first) }
  for await (const event of live) {
    if (event.type === 'progress') {
      const { done, total, message, share = done / Math.max(1, total), fit, secondsLeft } = event.progress
      yield {
        status: 'running',
        progress: Math.round(100 * share),
        message,
        completed: done,
        total,
        ...(fit && { fit }),
        ...(secondsLeft !== undefined && { secondsLeft }),
      }
    } else {
      const left = event.type === 'canceled' ? await find() : undefined
      // What a process that stops leaves to the next one has not ended.
      if (left && !isOver(left)) {
        yield { status: left.status, progress: progressOf(left) }
        return
      }
      yield {
        status: event.type,
        progress: event.type === 'completed' ? 100 : 0,
        ...(event.type === 'failed' && { error: runError(event.error) }),
      }
    }
  }
}

async function* poll(parts: Parts, first: Followed, find: Find<Followed>): AsyncGenerator<RunEvent> {
  let run: Followed | undefined = first
  while (run) {
    if (await closeIfStale(parts, run)) run = (await find()) ?? run
    yield {
      status: run.status,
      progress: run.status === 'completed' ? 100 : progressOf(run),
      ...(run.progressTotal !== undefined && { completed: run.progressDone, total: run.progressTotal }),
      ...(run.error && { error: run.error }),
      ...(isInterrupted(parts, run) && { error: runError(interruption(run)) }),
    }
    // Work of another process may go on for hours after this one is to stop.
    if (isOver(run) || isInterrupted(parts, run) || parts.closing.aborted) return
    await newsOf(parts, first.id)
    run = await find()
  }
}

/** Until there may be something new of a run that another process does. */
async function newsOf({ shared, closing }: Parts, id: string): Promise<void> {
  if (!shared) await sleep(pollMs)
  // One that stops looks once more, and ends.
  else await shared.channel.heard(wordOfRun(id), pollMs, closing).catch(() => undefined)
}

function progressOf({ progress, progressDone = 0, progressTotal }: Followed): number {
  if (progressTotal === undefined) return progress ?? 0
  return Math.floor((100 * progressDone) / Math.max(1, progressTotal))
}

/** Work of a process that was killed, and that nobody has gone on with yet. Where there are workers, one will. */
const isInterrupted = ({ shared }: Parts, { status, owner }: Work): boolean =>
  shared === undefined && status === 'queued' && owner === null

function interruption({ id, progressTotal, promotedFrom }: Followed): SigmaError {
  const again = promotedFrom === undefined ? 'sigma admin jobs retry' : 'sigma jobs retry'
  return new SigmaError('CONFLICT', `the process that worked on ${id} ended before it was done`, {
    next: `go on with it: ${progressTotal === undefined ? again : 'sigma sweep resume'} ${id}`,
  })
}

/** What who waits is told by a process that stops: it leaves the work to the next one. */
function stopped(id: string): SigmaError {
  return new SigmaError('UNAVAILABLE', `the process was stopped; the next one goes on with the run ${id}`, {
    next: 'ask again',
  })
}

const isOver = ({ status }: Work): boolean =>
  status === 'completed' || status === 'failed' || status === 'canceled'

/** Waits for a run to end and returns it. A run that failed, or was canceled, is thrown as its failure. */
export async function waitForRun<Run extends Followed>(
  parts: Parts,
  id: string,
  find: Find<Run>,
): Promise<Run> {
  let last: RunEvent | undefined
  const letGo = parts.queue.hold(id)
  try {
    for await (const event of runEvents(parts, id, find)) last = event
  } finally {
    letGo()
  }
  const run = await find()
  if (run?.status === 'completed') return run
  // How it ended is in its row, unless it could not be saved.
  const { status, error } = run && isOver(run) ? run : (last ?? {})
  if (run && !isOver(run) && parts.closing.aborted) throw stopped(id)
  if (run && isInterrupted(parts, run)) throw parts.closing.aborted ? stopped(id) : interruption(run)
  if (status === 'canceled') {
    const isStopped = error?.code === 'UNAVAILABLE'
    throw isStopped
      ? new SigmaError('UNAVAILABLE', `the run ${id} was canceled: ${error.message}`, { next: 'ask again' })
      : new SigmaError('CONFLICT', `the run ${id} was canceled`)
  }
  const { code, message, next } = error ?? {
    code: 'INTERNAL',
    message: `the run ${id} is gone`,
    next: undefined,
  }
  throw new SigmaError(isErrorCode(code) ? code : 'INTERNAL', message, {
    ...(next !== undefined && { next }),
    details: { run_id: id },
  })
}
