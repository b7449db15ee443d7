import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type ErrorKind, errorCatalogue } from '../../src/contract/errors.ts'
import { type ErrorCode, isErrorCode, SigmaError } from '../../src/core/errors.ts'
import { createToken } from '../../src/host/apiTokens.ts'
import { type Served, serve } from '../../src/host/serve.ts'
import {
  modelId,
  quick,
  type TestHost,
  temporaryWorkspace,
  testHost,
  testSettings,
  writeFeatureCsv,
} from '../server/testHost.ts'
import { root } from './documents.ts'

// `npm run docs:errors` writes the page anew, from the catalogue and from what servers really answer.

interface Asked {
  method: string
  path: string
  body?: unknown
}

interface Answered extends Asked {
  code: ErrorCode
  status: number
  error: Record<string, unknown>
}

/** Each is made to happen, and asked for over a socket. */
const answered: Answered[] = []

const week = { model_id: modelId, start: '2015-01-05', end: '2015-01-09' }
const secret = 'the password of the database'

let host: TestHost
let url: string
let guarded: Served
let token: string

beforeAll(async () => {
  host = await testHost({
    // What the page says is answered with the built-in model.
    workspace: temporaryWorkspace(),
    flags: { quotas_enforce: true, quotas_sweeps_per_day: 0 },
    change: ({ packs, artifacts, polygon }) => ({
      packs: {
        ...packs,
        async templates(packId) {
          if (packId === undefined) throw new Error(secret)
          return packs.templates(packId)
        },
      },
      artifacts: {
        ...artifacts,
        async put(bytes, options) {
          if (options.extension === 'parquet' && full)
            throw Object.assign(new Error('ENOSPC: no space left on device'), { syscall: 'write' })
          return artifacts.put(bytes, options)
        },
      },
      hasPolygonKey: true,
      polygon: {
        ...polygon,
        async load() {
          throw new SigmaError('TIMEOUT', 'polygon did not answer in 30 s', { next: 'ask again later' })
        },
      },
      reportBug: () => undefined,
    }),
  })
  writeFeatureCsv(host.workspace)
  url = await (await host.app()).listen({ host: '127.0.0.1', port: 0 })
  const workspace = temporaryWorkspace()
  const flags = { auth: true, rate_limit: true, rate_limit_per_minute: 4 }
  token = (await createToken(workspace, await testSettings(workspace), { name: 'desk', scopes: ['read'] }))
    .token
  guarded = await serve({
    workspace,
    settings: await testSettings(workspace, flags),
    threads: 1,
    host: '127.0.0.1',
    port: 0,
  })
}, 60_000)

afterAll(async () => {
  await guarded?.stop()
  await host?.close()
})

let full = false

async function ask({ method, path, body }: Asked, to = url, headers: Record<string, string> = {}) {
  const answer = await fetch(to + path, {
    method,
    headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  return { status: answer.status, body: answerSchema.parse(await answer.json()) }
}

const answerSchema = z.looseObject({
  run_id: z.string().optional(),
  error: z.record(z.string(), z.unknown()).nullish(),
})

async function fails(code: ErrorCode, asked: Asked, to?: string, headers?: Record<string, string>) {
  const { status, body } = await ask(asked, to, headers)
  expect(body, JSON.stringify(body)).toMatchObject({
    ok: false,
    error: { code },
    request_id: expect.any(String),
  })
  expect(status).toBe(errorCatalogue[code].status)
  answered.push({ ...asked, code, status, error: body.error ?? {} })
}

const get = (path: string): Asked => ({ method: 'GET', path })
const post = (path: string, body: unknown): Asked => ({ method: 'POST', path, body })

describe('each code of the catalogue is answered', () => {
  it('INVALID_PARAM', () => fails('INVALID_PARAM', post('/backtests', { model_id: modelId, treshold: 0.6 })))

  it('GATE_FAILED', async () => {
    const run = await ask(post('/backtest', { csv: 'features.csv', ...quick, model_id: undefined }))
    expect(run.status, JSON.stringify(run.body)).toBe(200)
    await fails('GATE_FAILED', post('/train/batch', { jobs: [{ from: { backtest_id: run.body.run_id } }] }))
  })

  it('UNAUTHORIZED', () => fails('UNAUTHORIZED', get('/leaderboard'), guarded.url))

  it('FORBIDDEN', () =>
    fails('FORBIDDEN', post('/train', { model_id: modelId }), guarded.url, {
      authorization: `Bearer ${token}`,
    }))

  it('QUOTA_EXCEEDED', async () => {
    await ask(post('/build_matrix', { model_id: modelId, start: '2015-01-05' }))
    const sweep = { thresholds_variants: ['0.5'] }
    await fails('QUOTA_EXCEEDED', post('/sweeps/run', { ...quick, sweep }))
  })

  it('NOT_FOUND', () => fails('NOT_FOUND', get('/backtests/none')))

  it('CONFLICT', () =>
    fails('CONFLICT', {
      method: 'PATCH',
      path: '/admin/quotas',
      body: { user_id: 'ann', limits: { sweeps_per_day: 50 } },
    }))

  it('UNPROCESSABLE', () => fails('UNPROCESSABLE', post('/build_matrix', week)))

  it('RATE_LIMITED', async () => {
    for (let sent = 0; sent < 4; sent++) await ask(get('/leaderboard'), guarded.url)
    await fails('RATE_LIMITED', get('/leaderboard'), guarded.url)
  })

  it('INTERNAL, without what broke inside', async () => {
    await fails('INTERNAL', get('/model_templates'))
    expect(JSON.stringify(answered.at(-1))).not.toContain(secret)
  })

  it('NOT_IMPLEMENTED', () =>
    fails(
      'NOT_IMPLEMENTED',
      post('/build_matrix', { model_id: modelId, start: '2012-01-03', dump_raw: true }),
    ))

  it('UNAVAILABLE', async () => {
    full = true
    await fails('UNAVAILABLE', post('/build_matrix', { model_id: modelId, start: '2012-01-03' }))
    full = false
  })

  it('TIMEOUT', async () => {
    await fails('TIMEOUT', post('/build_matrix', { ...week, source: 'polygon' }))
  })

  it('and no other', () => {
    expect(answered.map(({ code }) => code)).toEqual(Object.keys(errorCatalogue))
  })

  it('as the page says that is made of them', async () => {
    await expect(page()).toMatchFileSnapshot(join(root, 'docs', 'api', 'errors.md'))
  })
})

function page(): string {
  const codes = Object.entries(errorCatalogue).filter((entry): entry is [ErrorCode, ErrorKind] =>
    isErrorCode(entry[0]),
  )
  const rows = codes.map(
    ([code, { status, meaning, remedy }]) =>
      `| [\`${code}\`](#${code.toLowerCase()}) | ${status} | ${meaning} | ${remedy} |`,
  )
  return `# Errors

Every failure answers \`{ok: false, error: {code, message, next?, details?}, request_id}\` with the status of its code. \`message\` says
what failed and why, \`next\` what to do. What is a fault of Sigma itself is INTERNAL: the server's log has it under the request's id,
the answer has nothing of it. With \`legacy.errors\` set, \`error\` is the message as text, and \`error_info\` what it is here.

The catalogue is [src/contract/errors.ts](../../src/contract/errors.ts). \`npm run docs:errors\` makes this page of it, with what
servers really answer; ids are shortened.

| code | status | meaning | what to do |
|---|---|---|---|
${rows.join('\n')}
${codes.map(([code]) => example(code)).join('')}`
}

function example(code: ErrorCode): string {
  const { method, path, body, error } = answered.find((one) => one.code === code) ?? unanswered(code)
  const sent = [`${method} ${path}`, ...(body === undefined ? [] : [JSON.stringify(body)])]
  return `
## ${code}

\`\`\`text
${withoutIds([...sent, '', JSON.stringify(error, null, 2)].join('\n'))}
\`\`\`
`
}

function unanswered(code: ErrorCode): never {
  throw new Error(`${code} was not answered`)
}

function withoutIds(text: string): string {
  return text
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f-]{21}/g, '018f…')
    .replaceAll(/wait \d+ seconds/g, 'wait 24 seconds')
}
