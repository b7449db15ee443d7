import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { readEvents, type StreamEvent } from '../../src/client/events.ts'
import type { Transport, WireAnswer } from '../../src/client/transport.ts'
import { type HostOptions, openHost, openServer } from '../../src/host/host.ts'
import { inProcessTransport } from '../../src/host/inProcess.ts'
import { openParts } from '../../src/host/openParts.ts'
import { readSettings } from '../../src/host/settings.ts'
import type { Parts } from '../../src/services/parts.ts'
import { wireOf } from '../client/recorded.ts'
import { putQuickModel } from '../e2e/workspace.ts'
import { schemaOf } from '../postgres/schemas.ts'
import { giveDatabase } from '../store/migratedFile.ts'
import { temporaryFolder } from '../temporaryFolder.ts'

export { temporaryFolder as temporaryWorkspace }

/** The model that runs on the bundled bars, and a fit that takes a moment. */
export const modelId = 'spx_eq_swing_daily'
export const quick = { model_id: modelId, hyperparams: { rounds: 20, depth: 2 } }

export interface Answer {
  status: number
  headers: WireAnswer['headers']
  body: AnswerBody
  text: string
}

/** What the tests read of answers. Each answer has some of it; the contract's own tests check that all is there. */
export interface AnswerBody extends RunBody {
  name: string
  error: { code: string; message: string; next: string; details: { field_errors: FieldFault[] } }
  error_info: { code: string }
  request_id: string
  rows: RunBody[]
  total: number
  limit: number
  offset: number
  next_offset: number | null
  deduplicated: boolean
  warnings: string[]
  variants: number
  job_id: string
  version: number
  gate_state: string
  matrix: { rows: number }
  valid: boolean
  errors: string[]
  scores: (string | number | null)[][]
}

interface FieldFault {
  field: string
  issue: string
  line?: number
}

interface RunBody {
  kind: string
  rung: number | null
  value: string | null
  ok: boolean
  id: string
  run_id: string
  sweep_id: string
  backtest_run_id: string
  pack_id: string
  model_id: string
  model_sha: string
  model_out: string
  status: string
  matrix_sha: string
  matrix_cached: boolean
  out_csv: string | null
  sha256: string
  uri: string
  rank: number
  score: number | null
  config: { kind: string; value: string; tag: string | null }
  metrics: Record<string, number | null>
  gate: { pass: boolean; reasons: string[]; not_applied: { limit: string; why: string }[] }
  lineage: Record<string, string | null>
  statistics: Record<string, number | null>
  report: string | null
  plots_uri: string | null
  training_run_id: string | null
  made: { id: string }[]
  plots: Record<string, string>
  artifacts: { sha256: string; kind: string; uri: string; backtest_run_id: string }[]
  folds: Record<string, number | null>[]
  paths?: { path: number; headline: boolean; metrics: Record<string, unknown> }[]
  breakdown?: Record<'by_year' | 'by_side', { group: string; trades: number }[]> & { by_hour: null }
  audit?: { decisions: number; folds: number; checked: string; not_checked: string }
  equity: { ts: string; equity: number }[]
  progress: { completed: number; total: number }
}

export interface TestHost {
  workspace: string
  app: Awaited<ReturnType<typeof openHost>>['app']
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
  get(path: string): Promise<Answer>
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
  /** Every event of a stream, to its end. */
  events(path: string): Promise<StreamEvent[]>
  send(request: Request): Promise<WireAnswer>
  close(): Promise<void>
}

export interface TestHostOptions {
  workspace?: string
  threads?: number
  flags?: Record<string, unknown>
  /** Replaces some of the parts, to count or to fail. */
  change?(parts: Parts): Partial<Parts>
}

/** The body of a good answer. */
export async function done(answer: Promise<Answer>): Promise<AnswerBody> {
  const { status, body, text } = await answer
  expect(status, text.slice(0, 500)).toBe(200)
  return body
}

/** Where the tests run on PostgreSQL, a workspace has a schema of its own. */
function databaseFlags(workspace: string): Record<string, unknown> {
  const schema = schemaOf(workspace)
  return schema ? { database_url: schema.url, db_schema: schema.schema } : {}
}

export async function testSettings(workspace: string, flags: Record<string, unknown> = {}) {
  // Of requests nothing is told among the results of the tests.
  const all = { ...databaseFlags(workspace), log_level: 'error', ...flags }
  const { settings } = await readSettings({ workspace, env: { XDG_CONFIG_HOME: workspace }, flags: all })
  return settings
}

/** The same for a workspace that is opened next: on SQLite it is given its database, which opening would make. */
export async function openingSettings(workspace: string, flags: Record<string, unknown> = {}) {
  if (schemaOf(workspace) === undefined) await giveDatabase(workspace)
  return testSettings(workspace, flags)
}

/** A workspace with the quick model and an empty database. */
export async function quickWorkspace(): Promise<string> {
  const workspace = temporaryFolder()
  putQuickModel(workspace)
  await giveDatabase(workspace)
  return workspace
}

/** The real host on a workspace of its own, called through the transport of in-process commands. */
export async function testHost(options: TestHostOptions = {}): Promise<TestHost> {
  const workspace = options.workspace ?? (await quickWorkspace())
  const settings = await openingSettings(workspace, options.flags)
  const opening = { workspace, settings, threads: options.threads ?? 1 }
  const host = options.change ? await openChanged(opening, options.change) : await openHost(opening)
  const { app, close } = host
  return { workspace, app, close, ...calls(inProcessTransport(host), 'http://sigma.local') }
}

async function openChanged(opening: HostOptions, change: (parts: Parts) => Partial<Parts>) {
  const { parts, close } = await openParts(opening)
  const server = openServer({ parts: { ...parts, ...change(parts) } })
  return {
    ...server,
    async close() {
      await server.close()
      await close()
    },
  }
}

/** Calls of a server, over whatever transport. */
export function calls(transport: Transport, baseUrl: string) {
  const send = async (request: Request): Promise<WireAnswer> => transport(await wireOf(request))

  async function call(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const text = body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body)
    const type: Record<string, string> = text === undefined ? {} : { 'content-type': 'application/json' }
    const response = await send(
      new Request(baseUrl + path, { method, body: text, headers: { ...type, ...headers } }),
    )
    const answer = await response.text()
    const isJson = response.headers.get('content-type')?.startsWith('application/json')
    return {
      status: response.status,
      headers: response.headers,
      body: isJson ? JSON.parse(answer) : undefined,
      text: answer,
    }
  }
  return {
    call,
    send,
    get: (path: string) => call('GET', path),
    post: (path: string, body?: unknown, headers?: Record<string, string>) =>
      call('POST', path, body, headers),
    async events(path: string) {
      const response = await send(new Request(baseUrl + path, { headers: { accept: 'text/event-stream' } }))
      if (!response.ok || !response.body) throw new Error(`${path} answered ${response.status}`)
      const events: StreamEvent[] = []
      for await (const event of readEvents(response.body)) events.push(event)
      return events
    },
  }
}

/** Rows of a foreign file: daily, with a feature that says a little about the return, and its noise. */
export function writeFeatureCsv(workspace: string, name = 'features.csv', rows = 400, seed = 1): string {
  let state = seed
  const random = (): number => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647 - 0.5
  }
  const lines = ['date,signal,noise,ret_fwd']
  for (let row = 0; row < rows; row++) {
    const day = new Date(Date.UTC(2015, 0, 1 + row)).toISOString().slice(0, 10)
    const signal = random()
    lines.push(
      [day, signal.toFixed(6), random().toFixed(6), (0.01 * (signal + random())).toFixed(6)].join(','),
    )
  }
  writeFileSync(join(workspace, name), `${lines.join('\n')}\n`)
  return name
}

/** Worker threads and other processes need `npm run build`. `npm test` does it, and then nothing is left out. */
export const isUnbuilt = !process.env.CI && !(existsSync('dist/fitWorker.mjs') && existsSync('dist/cli.mjs'))
