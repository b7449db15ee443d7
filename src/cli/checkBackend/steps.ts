import { SigmaError } from '../../core/errors.ts'
import {
  backtestSchema,
  buildSchema,
  healthSchema,
  leaderboardSchema,
  promised,
  sweepSchema,
  trainSchema,
} from './answers.ts'
import { acceptedId, type Backend } from './backend.ts'

/** What is checked, and what one step found for the next. */
export interface Check {
  model: string
  pack?: string
  ticker?: string
  start?: string
  end?: string
  /** Marks the runs of this check. */
  tag: string
  matrixSha?: string
  /** The backtest that the leaderboard must show, with its trades. */
  backtest?: { id: string; trades: number }
}

export interface Step {
  name: string
  /** Steps without which this one can't be done. */
  needs: readonly string[]
  run(backend: Backend, check: Check): Promise<void>
}

/** Threshold sets and shares of the sweep: enough for a ranking, few enough to be quick. */
const thresholdSets = [
  [0.5, 0.52, 0.54],
  [0.55, 0.6, 0.65],
]
const topPcts = [0.15]

/** The smoke run, in its order. */
export const steps: readonly Step[] = [
  { name: 'health', needs: [], run: checkHealth },
  { name: 'build', needs: ['health'], run: checkBuild },
  { name: 'train', needs: ['health', 'build'], run: checkTrain },
  { name: 'backtest', needs: ['health', 'build'], run: checkBacktest },
  { name: 'sweep', needs: ['health', 'build'], run: checkSweep },
  { name: 'leaderboard', needs: ['health', 'backtest'], run: checkLeaderboard },
]

async function checkHealth(backend: Backend, { model, pack }: Check): Promise<void> {
  const query = { model_id: model, pack_id: pack }
  const answer = await backend.ask((client, signal) => client.GET('/healthz', { params: { query }, signal }))
  const { healthy, errors = {} } = promised(healthSchema, answer, 'GET /healthz')
  if (healthy) return
  const faults = Object.entries(errors).map(([name, message]) => `${name}: ${message}`)
  throw new SigmaError('UNPROCESSABLE', `not healthy: ${faults.join('; ') || 'no check says why'}`)
}

async function checkBuild(backend: Backend, check: Check): Promise<void> {
  const body = { ...subject(check), ticker: check.ticker, start: check.start, end: check.end }
  const accepted = await backend.ask((client, signal) => client.POST('/matrix/build', { body, signal }))
  const id = acceptedId(accepted, 'POST /matrix/build', 'matrix_sha')
  const read: Parameters<Backend['ask']>[0] = (client, signal) =>
    client.GET('/build_runs/{build_run_id}', { params: { path: { build_run_id: id ?? '' } }, signal })
  if (id !== undefined) await backend.waitFor('GET /build_runs/{id}', read)
  const answer = id === undefined ? accepted : await backend.ask(read)
  check.matrixSha = promised(buildSchema, answer, 'the build').matrix_sha
}

async function checkTrain(backend: Backend, check: Check): Promise<void> {
  const body = { ...subject(check), matrix_sha: check.matrixSha }
  const params = { header: { Prefer: 'respond-async' } }
  const accepted = await backend.ask((client, signal) => client.POST('/train', { body, params, signal }))
  const id = acceptedId(accepted, 'POST /train', 'model_out')
  if (id === undefined) {
    promised(trainSchema, accepted, 'POST /train')
    return
  }
  await backend.waitFor('GET /train/jobs/{id}', (client, signal) =>
    client.GET('/train/jobs/{job_id}', { params: { path: { job_id: id } }, signal }),
  )
  const run = await backend.ask((client, signal) =>
    client.GET('/training_runs/{training_run_id}', { params: { path: { training_run_id: id } }, signal }),
  )
  promised(trainSchema, run, 'the training')
}

async function checkBacktest(backend: Backend, check: Check): Promise<void> {
  const body = { ...subject(check), matrix_sha: check.matrixSha }
  const accepted = await backend.ask((client, signal) => client.POST('/backtests', { body, signal }))
  const id = acceptedId(accepted, 'POST /backtests', 'result')
  const read: Parameters<Backend['ask']>[0] = (client, signal) =>
    client.GET('/backtests/{backtest_id}', { params: { path: { backtest_id: id ?? '' } }, signal })
  if (id !== undefined) await backend.waitFor('GET /backtests/{id}', read)
  const answer = id === undefined ? accepted : await backend.ask(read)
  const { run_id, metrics } = promised(backtestSchema, answer, 'the backtest')
  check.backtest = { id: run_id, trades: metrics.trades }
}

async function checkSweep(backend: Backend, check: Check): Promise<void> {
  const sweep = { thresholds_variants: thresholdSets, top_pct_variants: topPcts }
  const body = { ...subject(check), matrix_sha: check.matrixSha, sweep }
  const accepted = await backend.ask((client, signal) => client.POST('/sweeps/run', { body, signal }))
  const id = acceptedId(accepted, 'POST /sweeps/run', 'rows')
  const path = { sweep_id: id ?? '' }
  if (id !== undefined) {
    await backend.waitFor('GET /sweeps/{id}/status', (client, signal) =>
      client.GET('/sweeps/{sweep_id}/status', { params: { path }, signal }),
    )
  }
  const answer =
    id === undefined
      ? accepted
      : await backend.ask((client, signal) =>
          client.GET('/sweeps/{sweep_id}/results', { params: { path }, signal }),
        )
  const { rows, total } = promised(sweepSchema, answer, 'the sweep')
  const expected = thresholdSets.length + topPcts.length
  if (rows.length === expected && total === expected) return
  throw new SigmaError(
    'UNPROCESSABLE',
    `the sweep of ${expected} variants has ${rows.length} rows and says that it has ${total}`,
  )
}

async function checkLeaderboard(backend: Backend, { model, pack, tag, backtest }: Check): Promise<void> {
  const query = { model_id: model, pack_id: pack, limit: 200, ...(backtest && { tag }) }
  const answer = await backend.ask((client, signal) =>
    client.GET('/leaderboard', { params: { query }, signal }),
  )
  const { rows } = promised(leaderboardSchema, answer, 'GET /leaderboard')
  if (!backtest) return
  const row = rows.find(({ id }) => id === backtest.id)
  if (!row) {
    throw new SigmaError(
      'UNPROCESSABLE',
      `the leaderboard does not hold the backtest just made, ${backtest.id}, among its ${rows.length} rows`,
    )
  }
  if (row.metrics.trades === backtest.trades) return
  throw new SigmaError(
    'UNPROCESSABLE',
    `the leaderboard says ${row.metrics.trades} trades of the backtest that made ${backtest.trades}`,
  )
}

/** Forced, because an answer from the store would show that the store works, and nothing else. */
function subject({ model, pack, tag }: Check) {
  return { model_id: model, pack_id: pack, tag, force: true }
}
