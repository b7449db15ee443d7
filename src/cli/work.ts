import { BackendUnreachable } from '../client/failure.ts'
import type {
  BacktestDetail,
  BacktestRequest,
  BuildRunDetail,
  Importance,
  MatrixRequest,
  Reliability,
  SweepRequest,
  SweepResults,
  Timings,
  TrainRequest,
} from '../contract/types.ts'
import { SigmaError } from '../core/errors.ts'
import type { CliContext } from './context.ts'
import { shownOnly } from './dryRun.ts'
import { follow, listCommand, nouns, type WorkKind, watchCommand } from './follow.ts'
import { readPages, shownRows } from './pages.ts'

/** Work that the backend has taken on. `result` is there already when it answered at once. */
interface Accepted<Result> {
  id: string
  deduplicated: boolean
  warnings?: string[]
  result?: Result
}

/** What came of work, with what there is to say of it. */
interface Told {
  warnings?: string[]
}

/** Long work: how to start it and how to fetch what came of it. */
export interface Work<Request, Result extends Told> {
  kind: WorkKind
  path: string
  start(context: CliContext, request: Request): Promise<Accepted<Result>>
  fetch(context: CliContext, id: string, deduplicated: boolean): Promise<Result>
}

export type BuildResult = BuildRunDetail & { rows?: number; deduplicated: boolean }

/** What a training answers, whether the backend waited for it or not. */
export interface TrainResult {
  ok: true
  run_id: string
  model_id: string
  pack_id: string
  /** Path of the model file inside the workspace. */
  model_out?: string
  rows?: number | null
  features?: string[] | null
  classes?: string[]
  calibration?: string
  metrics?: Record<string, number | null> | null
  metrics_basis?: 'out_of_fold' | 'training'
  importance?: Importance
  reliability?: Reliability
  gate_state?: string
  promoted_from?: string | null
  override?: { confirmation: string; tag: string; reasons: string[] } | null
  deduplicated?: boolean
  timings?: Timings
  warnings?: string[]
}

/**
 * Work taken on, by `202`; or done already, by a backend that only has the routes that wait: `isDone` tells from
 * what such an answer holds.
 */
function acceptedRun<Result extends object>(
  answer: { run_id: string; deduplicated?: boolean; warnings?: string[] },
  isDone: (answer: object) => answer is Result,
): Accepted<Result> {
  const { run_id: id, deduplicated = false, warnings } = answer
  return { id, deduplicated, warnings, ...(isDone(answer) && { result: answer }) }
}

export const buildWork: Work<MatrixRequest, BuildResult> = {
  kind: 'build',
  path: '/matrix/build',
  async start({ ask }, body) {
    const answer = await ask((client) => client.POST('/matrix/build', { body }))
    return acceptedRun(answer, (one): one is BuildResult => 'matrix_sha' in one || 'out_csv' in one)
  },
  async fetch({ ask }, id, deduplicated) {
    const path = { build_run_id: id }
    const run = await ask((client) => client.GET('/build_runs/{build_run_id}', { params: { path } }))
    const matrix_cached = deduplicated || run.matrix_cached === true
    return { ...run, matrix_cached, rows: run.profile?.rows, deduplicated }
  },
}

export const trainWork: Work<TrainRequest, TrainResult> = {
  kind: 'train',
  path: '/train',
  async start({ ask }, body) {
    const params = { header: { Prefer: 'respond-async' } }
    const answer = await ask((client) => client.POST('/train', { body, params }))
    const { deduplicated = false, warnings } = answer
    if ('job_id' in answer) return { id: answer.job_id, deduplicated, warnings }
    return { id: answer.run_id, deduplicated, warnings, result: answer }
  },
  async fetch({ ask }, id, deduplicated) {
    const path = { training_run_id: id }
    const run = await ask((client) => client.GET('/training_runs/{training_run_id}', { params: { path } }))
    return { ...run, model_out: run.model_out_uri?.replace(/^file:/, ''), deduplicated }
  },
}

export const backtestWork: Work<BacktestRequest, BacktestDetail & Told> = {
  kind: 'backtest',
  path: '/backtests',
  async start({ ask }, body) {
    const answer = await ask((client) => client.POST('/backtests', { body }))
    return acceptedRun(answer, (one): one is BacktestDetail => 'result' in one)
  },
  async fetch({ ask }, id, deduplicated) {
    const path = { backtest_id: id }
    const detail = await ask((client) => client.GET('/backtests/{backtest_id}', { params: { path } }))
    return { ...detail, deduplicated }
  },
}

export const sweepWork: Work<SweepRequest, SweepResults & Told> = {
  kind: 'sweep',
  path: '/sweeps/run',
  async start({ ask }, body) {
    const answer = await ask((client) => client.POST('/sweeps/run', { body }))
    return acceptedRun({ ...answer, run_id: answer.sweep_id }, (one): one is SweepResults => 'rows' in one)
  },
  async fetch(context, id, deduplicated) {
    const { json, jsonl } = context.globals
    const result = await (json || jsonl ? allSweepRows(context, id) : bestSweepRows(context, id))
    return { ...result, deduplicated }
  },
}

/** Every row of a sweep, in its order. */
export const allSweepRows = (context: CliContext, id: string): Promise<SweepResults> =>
  readPages({ all: true }, (page) => sweepRows(context, id, page))

/** The rows that people are shown. Of a backend that does not tell how many pass, all: they are counted. */
async function bestSweepRows(context: CliContext, id: string): Promise<SweepResults> {
  const best = await readPages({ limit: shownRows }, (page) => sweepRows(context, id, page))
  return best.passed === undefined ? allSweepRows(context, id) : best
}

function sweepRows(
  { ask }: CliContext,
  id: string,
  page: { limit?: number; offset?: number },
): Promise<SweepResults> {
  const params = { path: { sweep_id: id }, query: page }
  return ask((client) => client.GET('/sweeps/{sweep_id}/results', { params }))
}

/** Starts work, follows it and answers what came of it. Warnings of the request go to standard error, and into the answer. */
export async function doWork<Request, Result extends Told>(
  context: CliContext,
  work: Work<Request, Result>,
  request: Request,
): Promise<Result> {
  // A large file that is read first takes a while.
  const accepted = await context.output.during(
    `preparing the ${nouns[work.kind]}`,
    started(context, work, request),
  )
  const { id, deduplicated, warnings, result } = accepted
  showWarnings(context, warnings)
  if (result !== undefined) return result
  await follow(context, work.kind, id)
  const fetched = await work.fetch(context, id, deduplicated)
  return warnings
    ? { ...fetched, warnings: [...new Set([...(fetched.warnings ?? []), ...warnings])] }
    : fetched
}

/** Starts work. A backend that does not answer in time may have taken it on all the same. */
async function started<Request, Result extends Told>(
  context: CliContext,
  work: Work<Request, Result>,
  request: Request,
): Promise<Accepted<Result>> {
  try {
    const accepted = await work.start(context, request)
    if (typeof accepted.id === 'string') return accepted
    throw new SigmaError('UNPROCESSABLE', `the backend answered without the id of the ${nouns[work.kind]}`, {
      next: 'see that --base-url names a Sigma backend',
    })
  } catch (error) {
    if (!(error instanceof BackendUnreachable) || error.code !== 'TIMEOUT') throw error
    throw new BackendUnreachable(
      'TIMEOUT',
      `${error.message}; the ${nouns[work.kind]} may have been started, and go on there`,
      { next: `see what runs with: ${listCommand(work.kind)}; or raise --timeout`, cause: error },
    )
  }
}

function showWarnings({ output }: CliContext, warnings: readonly string[] = []): void {
  for (const warning of warnings) output.note(`note: ${warning}`)
}

/** The same for a command: undefined when the request was only shown (`--dry-run`) or left running (`--detach`). */
export async function runWork<Request, Result extends Told>(
  context: CliContext,
  work: Work<Request, Result>,
  request: Request,
  { detach = false }: { detach?: boolean },
): Promise<Result | undefined> {
  if (shownOnly(context, { method: 'POST', path: work.path, body: request })) return undefined
  if (!detach) return doWork(context, work, request)
  await refuseToDetachEmbedded(context)
  const { id, deduplicated, warnings } = await started(context, work, request)
  showWarnings(context, warnings)
  const watch = watchCommand(work.kind, id)
  const idField = work.kind === 'sweep' ? 'sweep_id' : 'run_id'
  context.output.answer({ ok: true, [idField]: id, detached: true, deduplicated, watch, warnings }, () =>
    [`${work.kind} ${id} was started`, `watch it with: ${watch}`].join('\n'),
  )
  return undefined
}

/** @throws INVALID_PARAM where the work would end with the command */
export async function refuseToDetachEmbedded(context: CliContext): Promise<void> {
  const { kind } = await context.connection()
  if (kind === 'network') return
  throw new SigmaError(
    'INVALID_PARAM',
    '--detach needs a server: without one the work would end with this command',
    {
      next: 'start one with: sigma serve; then run this again, or leave out --detach',
    },
  )
}
