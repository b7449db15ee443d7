import { setTimeout as sleep } from 'node:timers/promises'
import type { SigmaClient } from '../client/client.ts'
import { readEvents } from '../client/events.ts'
import { BackendUnreachable } from '../client/failure.ts'
import type { WireAnswer } from '../client/transport.ts'
import type { ErrorBody, JobEvent, RunStatus } from '../contract/types.ts'
import { SigmaError } from '../core/errors.ts'
import type { CliContext } from './context.ts'
import { Interrupted } from './interrupted.ts'
import type { ProgressLine, ShownProgress } from './output/progress.ts'

/** Milliseconds. A server of Sigma says at least every fifteen seconds that it is there; of others the state is asked. */
export const silence = 60_000

export type WorkKind = 'build' | 'train' | 'backtest' | 'sweep'

/** What each kind is called in a sentence. */
export const nouns: Record<WorkKind, string> = {
  build: 'build',
  train: 'training',
  backtest: 'backtest',
  sweep: 'sweep',
}

/** What is known of work that may have ended. */
interface State {
  status: RunStatus
  error?: ErrorBody | null
}

/** The command that shows the work again, whether it runs or has ended. */
export function watchCommand(kind: WorkKind, id: string): string {
  return kind === 'sweep' ? `sigma sweep watch ${id}` : `sigma runs ${kind} show ${id}`
}

/** The command that lists the work of a kind that runs. */
export function listCommand(kind: WorkKind): string {
  const list = kind === 'sweep' ? 'sweep list' : kind === 'train' ? 'jobs list' : `runs ${kind}`
  return `sigma ${list} --status running`
}

/**
 * Follows work to its end, with its progress on a terminal. Failed work is thrown with the error it failed with.
 * Ctrl-C ends work that runs inside this process, and only looks away from work of a server.
 */
export async function follow(context: CliContext, kind: WorkKind, id: string): Promise<void> {
  const progress = await context.output.progress()
  const interrupted = interruption(context.signal)
  try {
    for (;;) {
      const last = await Promise.race([readStream(context, kind, id, progress), interrupted])
      if (last === 'interrupted') throw await interruptedWork(context, kind, id)
      // A stream may break before the end, as proxies do; the work itself says how it stands.
      const state = last ?? (await stateOf(context, kind, id))
      if (hasEnded(state)) return settle(kind, id, state)
      await sleep(500)
    }
  } finally {
    progress.stop()
  }
}

/** How the work stands. A backend that is gone is told with what it may still be doing. */
async function stateOf({ ask }: CliContext, kind: WorkKind, id: string): Promise<State> {
  try {
    const state = await ask((client) => states[kind](client, id))
    if (typeof state.status === 'string') return state
    throw new SigmaError('UNPROCESSABLE', `the backend does not say how the ${nouns[kind]} ${id} stands`, {
      next: 'see that --base-url names a Sigma backend',
    })
  } catch (error) {
    if (!(error instanceof BackendUnreachable)) throw error
    throw new BackendUnreachable(
      error.code,
      `${error.message}; the ${nouns[kind]} ${id} was running there, and may go on`,
      { next: `watch it with: ${watchCommand(kind, id)}`, cause: error },
    )
  }
}

/** Reads events until a final one, which it answers; undefined when the stream ends before. */
async function readStream(
  { ask }: CliContext,
  kind: WorkKind,
  id: string,
  progress: ProgressLine,
): Promise<State | undefined> {
  const stream = await ask((client) => streams[kind](client, id))
  if (!stream) return undefined
  const rateOf = stepRate(() => performance.now())
  try {
    for await (const { data } of readEvents(stream, silence)) {
      if (!isJobEvent(data)) continue
      if (hasEnded(data)) return data
      progress.update({ ...progressOf(kind, data), id, rate: rateOf(data.completed) })
    }
  } catch (error) {
    // What `fetch` throws for a connection that broke.
    if (error instanceof TypeError) return undefined
    throw error
  }
  return undefined
}

/** Steps a second since the first state that was seen; undefined until one more is done. `now` is in milliseconds. */
export function stepRate(now: () => number): (completed: number | undefined) => number | undefined {
  let first: { completed: number; at: number } | undefined
  return (completed) => {
    if (completed === undefined) return undefined
    const at = now()
    // Counting starts again with each part of the work.
    if (!first || completed < first.completed) first = { completed, at }
    const seconds = (at - first.at) / 1_000
    return completed > first.completed && seconds > 0 ? (completed - first.completed) / seconds : undefined
  }
}

/** Also work that waits for somebody to go on with it: it tells so as an error. */
const hasEnded = ({ status, error }: State): boolean =>
  isFinal(status) || (status === 'queued' && error != null)

export const asStream = { parseAs: 'stream', headers: { Accept: 'text/event-stream' } } as const

const streams = {
  build: (client: SigmaClient, id: string) =>
    client.GET('/build_runs/{build_run_id}/events', { params: { path: { build_run_id: id } }, ...asStream }),
  train: (client: SigmaClient, id: string) =>
    client.GET('/train/jobs/{job_id}/events', { params: { path: { job_id: id } }, ...asStream }),
  backtest: (client: SigmaClient, id: string) =>
    client.GET('/backtests/{backtest_id}/events', { params: { path: { backtest_id: id } }, ...asStream }),
  sweep: (client: SigmaClient, id: string) =>
    client.GET('/sweeps/{sweep_id}/events', { params: { path: { sweep_id: id } }, ...asStream }),
}

type AskState = (
  client: SigmaClient,
  id: string,
) => Promise<{ data?: State; error?: unknown; response: WireAnswer }>

const states: Record<WorkKind, AskState> = {
  build: (client, id) => client.GET('/build_runs/{build_run_id}', { params: { path: { build_run_id: id } } }),
  train: (client, id) => client.GET('/train/jobs/{job_id}', { params: { path: { job_id: id } } }),
  backtest: (client, id) => client.GET('/backtests/{backtest_id}', { params: { path: { backtest_id: id } } }),
  sweep: (client, id) => client.GET('/sweeps/{sweep_id}/status', { params: { path: { sweep_id: id } } }),
}

function progressOf(kind: WorkKind, event: JobEvent): ShownProgress {
  const { progress, step, message = step ?? kind, completed, total, seconds_left } = event
  const { round, rounds, loss = null, held_out_loss = null } = event
  return {
    ...(completed === undefined || total === undefined
      ? { done: Math.round(progress), total: progress > 0 ? 100 : 1, message }
      : { done: completed, total, message }),
    ...(round !== undefined &&
      rounds !== undefined && { fit: { round, rounds, loss, heldOutLoss: held_out_loss } }),
    ...(seconds_left !== undefined && { secondsLeft: seconds_left }),
  }
}

function settle(kind: WorkKind, id: string, { status, error }: State): void {
  if (status === 'completed') return
  if (status === 'canceled') {
    throw new SigmaError('CONFLICT', `the ${nouns[kind]} was canceled`, {
      next: `see it with: ${watchCommand(kind, id)}`,
    })
  }
  const {
    code = 'INTERNAL',
    message = `the ${nouns[kind]} failed and left no reason`,
    details,
    next,
  } = error ?? {}
  throw new SigmaError(code, message, { details, next: next ?? `see it with: ${watchCommand(kind, id)}` })
}

function interruption(signal: AbortSignal): Promise<'interrupted'> {
  if (signal.aborted) return Promise.resolve('interrupted')
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve('interrupted'), { once: true })
  })
}

async function interruptedWork(context: CliContext, kind: WorkKind, id: string): Promise<Interrupted> {
  const connection = await context.connection()
  if (connection.kind === 'network') {
    return new Interrupted(
      `no longer following the ${nouns[kind]} ${id}, which goes on at ${connection.baseUrl}`,
      `watch it with: ${watchCommand(kind, id)}`,
    )
  }
  // The server inside this process ends its jobs when the connection closes.
  return new Interrupted(
    `the ${nouns[kind]} was canceled; what it had finished is kept`,
    kind === 'sweep'
      ? `go on with it: sigma sweep resume ${id}`
      : `run the same command to start it again, or see it with: ${watchCommand(kind, id)}`,
    kind === 'sweep' ? { sweep_id: id } : {},
  )
}

function isFinal(status: RunStatus): boolean {
  return status === 'completed' || status === 'failed' || status === 'canceled'
}

function isJobEvent(data: unknown): data is JobEvent {
  return typeof data === 'object' && data !== null && 'status' in data && typeof data.status === 'string'
}
