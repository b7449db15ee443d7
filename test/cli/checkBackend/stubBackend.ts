import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

/** How the stub misbehaves on one route; every other route answers as the contract promises. */
export interface Fault {
  /** Method and path of the canonical route, with ids as `1`. */
  route: string
  status?: number
  /** The body instead of the good one. */
  body?: unknown
  /** The good body with these changes; an `undefined` field is left out. */
  change?: object
  hang?: boolean
}

const metrics = { trades: 12, sharpe: 0.5, cum_return: 0.1, max_dd: 0.05 }
const gate = { pass: false, reasons: ['dsr_below_min'] }
const sweepRow = { id: 'r', kind: 'thr', config: { kind: 'thr', value: '0.50' }, metrics, gate }

/** What a good backend answers. */
const answers: Record<string, { status?: number; body: object }> = {
  'GET /healthz': { body: { ok: true, healthy: true, checks: {}, errors: {} } },
  'POST /matrix/build': {
    status: 202,
    body: { ok: true, run_id: '1', status: 'queued', deduplicated: false },
  },
  'GET /build_runs/1': {
    body: {
      ok: true,
      run_id: '1',
      status: 'completed',
      matrix_sha: 'abcdef12',
      profile: { rows: 5, features: 2 },
    },
  },
  'POST /train': { status: 202, body: { ok: true, job_id: '1', status: 'queued' } },
  'GET /train/jobs/1': { body: { ok: true, status: 'completed' } },
  'GET /training_runs/1': {
    body: { ok: true, run_id: '1', rows: 5, features: ['a'], model_out_uri: 'file:m.json' },
  },
  'POST /backtests': { status: 202, body: { ok: true, run_id: '1', status: 'queued', deduplicated: false } },
  'GET /backtests/1': {
    body: {
      ok: true,
      run_id: '1',
      status: 'completed',
      metrics,
      gate,
      folds: [{ fold: 0, test_start: '2020-01-01', test_end: '2020-02-01', rows_test: 5 }],
      result: { threshold_results: [] },
      lineage: { matrix_sha: 'abcdef12' },
    },
  },
  'POST /sweeps/run': {
    status: 202,
    body: { ok: true, sweep_id: '1', status: 'queued', deduplicated: false },
  },
  'GET /sweeps/1/status': { body: { ok: true, status: 'completed' } },
  'GET /sweeps/1/results': {
    body: { ok: true, sweep_id: '1', total: 3, rows: [sweepRow, sweepRow, sweepRow] },
  },
  'GET /leaderboard': { body: { ok: true, total: 1, rows: [{ id: '1', model_id: 'm', metrics, gate }] } },
}

/** A backend on a free port of the loopback address, with at most one fault. */
export async function stubBackend(fault?: Fault): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => answer(request, response, fault))
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

function answer(request: IncomingMessage, response: ServerResponse, fault: Fault | undefined): void {
  const route = `${request.method} ${new URL(request.url ?? '', 'http://stub').pathname}`
  const good = answers[route] ?? {
    status: 404,
    body: { ok: false, error: { code: 'NOT_FOUND', message: route } },
  }
  const faulty = fault?.route === route ? fault : undefined
  if (faulty?.hang) return
  const body = faulty?.body ?? { ...good.body, ...faulty?.change }
  response.writeHead(faulty?.status ?? good.status ?? 200, { 'Content-Type': 'application/json' })
  response.end(JSON.stringify(body))
}
