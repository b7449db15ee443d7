import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { serve } from '../../src/host/serve.ts'
import { asksForSpans, openTracing } from '../../src/host/tracing.ts'
import { type LogFacts, noLog } from '../../src/services/log.ts'
import { noTracing } from '../../src/services/tracing.ts'
import { temporaryWorkspace, testSettings, writeFeatureCsv } from '../server/testHost.ts'

interface WireSpan {
  traceId: string
  spanId: string
  parentSpanId?: string
  name: string
  kind: number
  attributes: { key: string; value: Record<string, unknown> }[]
  status: { code?: number; message?: string }
}

interface Exported {
  resourceSpans: {
    resource: { attributes: WireSpan['attributes'] }
    scopeSpans: { scope: { name: string }; spans: WireSpan[] }[]
  }[]
}

/** Takes spans as a collector does, over HTTP and as JSON. */
async function collector() {
  const bodies: Exported[] = []
  const paths: string[] = []
  const server: Server = createServer(async (request, response) => {
    let text = ''
    for await (const chunk of request) text += chunk
    paths.push(request.url ?? '')
    bodies.push(JSON.parse(text))
    response.setHeader('content-type', 'application/json').end('{}')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  return {
    url: `http://127.0.0.1:${port}`,
    paths,
    resources: () => bodies.flatMap(({ resourceSpans }) => resourceSpans.map(({ resource }) => resource)),
    spans: () =>
      bodies.flatMap(({ resourceSpans }) =>
        resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans)),
      ),
    close: () => server.close(),
  }
}

const attribute = ({ attributes }: Pick<WireSpan, 'attributes'>, name: string): unknown =>
  Object.values(attributes.find(({ key }) => key === name)?.value ?? {})[0]

const trace = '0af7651916cd43dd8448eb211c80319c'
const caller = 'b7ad6b7169203331'

let taken: Awaited<ReturnType<typeof collector>>
beforeEach(async () => {
  taken = await collector()
})
afterEach(() => {
  taken.close()
  vi.unstubAllEnvs()
})

/** Serves, asks, and stops, which sends what was gathered. */
async function served(ask: (url: string) => Promise<void>): Promise<{ lines: Record<string, unknown>[] }> {
  const workspace = temporaryWorkspace()
  writeFeatureCsv(workspace)
  const settings = await testSettings(workspace, { log_level: 'info', log_file: 'log.jsonl' })
  const server = await serve({ workspace, settings, threads: 1, host: '127.0.0.1', port: 0 })
  await ask(server.url).finally(server.stop)
  const lines = readFileSync(join(workspace, 'log.jsonl'), 'utf8').trim().split('\n')
  return { lines: lines.map((line) => JSON.parse(line)) }
}

const sweep = {
  csv: 'features.csv',
  columns: { return: 'ret_fwd' },
  hyperparams: { rounds: 5, depth: 2 },
  splits: 2,
  inner_folds: 2,
  thresholds_variants: ['0.5'],
}

async function post(url: string, body: object, headers: Record<string, string> = {}): Promise<void> {
  const sent = { 'content-type': 'application/json', ...headers }
  await (await fetch(url, { method: 'POST', headers: sent, body: JSON.stringify(body) })).text()
}

describe('a server that is traced', () => {
  it('goes on with the trace of a request, down to the fits and transactions of its job', async () => {
    vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', taken.url)
    vi.stubEnv('OTEL_EXPORTER_OTLP_PROTOCOL', 'http/json')
    const { lines } = await served(async (url) => {
      await fetch(`${url}/backtests/none?token=in-the-query`)
      const headers = { 'x-request-id': 'traced-1', traceparent: `00-${trace}-${caller}-01` }
      await post(`${url}/backtest_sweep`, sweep, headers)
    })
    expect(new Set(taken.paths)).toEqual(new Set(['/v1/traces']))
    expect(attribute(taken.resources()[0], 'service.name')).toBe('sigma')
    const spans = taken.spans().filter(({ traceId }) => traceId === trace)
    const named = (name: string): WireSpan[] => spans.filter((span) => span.name === name)
    const [request] = named('POST /backtest_sweep')
    expect(request).toMatchObject({ parentSpanId: caller, kind: 2 })
    expect(attribute(request, 'http.route')).toBe('/backtest_sweep')
    expect(Number(attribute(request, 'http.response.status_code'))).toBe(200)
    expect(attribute(request, 'sigma.request_id')).toBe('traced-1')
    const [job] = named('sweep')
    expect(job.parentSpanId).toBe(request.spanId)
    const [fits] = named('fits')
    expect(fits.parentSpanId).toBe(job.spanId)
    expect(Number(attribute(fits, 'sigma.fits'))).toBe(6)
    expect(named('transaction').some(({ parentSpanId }) => parentSpanId === job.spanId)).toBe(true)
    expect(JSON.stringify(taken.spans())).not.toContain('in-the-query')
    const told = (msg: string) => lines.findLast((line) => line.msg === msg)
    expect(told('request')).toMatchObject({ trace_id: trace, span_id: request.spanId })
    expect(told('sweep completed')).toMatchObject({ trace_id: trace, span_id: job.spanId })
  })

  it('tells of what failed, under the name that the variables give it', async () => {
    vi.stubEnv('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', `${taken.url}/here`)
    vi.stubEnv('OTEL_EXPORTER_OTLP_PROTOCOL', 'http/json')
    vi.stubEnv('OTEL_SERVICE_NAME', 'research')
    const long = { ...sweep, hyperparams: { rounds: 50_000, depth: 6 } }
    await served((url) => post(`${url}/sweeps/run`, long))
    expect(taken.paths[0]).toBe('/here')
    expect(attribute(taken.resources()[0], 'service.name')).toBe('research')
    const [job] = taken.spans().filter(({ name }) => name === 'sweep')
    expect(job.status).toMatchObject({ code: 2, message: 'its process was stopped' })
  })

  it('serves on where nobody takes its spans', async () => {
    taken.close()
    vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', taken.url)
    vi.stubEnv('OTEL_EXPORTER_OTLP_PROTOCOL', 'http/json')
    vi.stubEnv('OTEL_EXPORTER_OTLP_TIMEOUT', '200')
    const { lines } = await served(async (url) => {
      expect((await fetch(`${url}/packs`)).status).toBe(200)
    })
    expect(lines.map(({ msg }) => msg)).toContain('request')
  })
})

describe('a server whose variables ask for nothing', () => {
  it('is not traced', async () => {
    vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', taken.url)
    vi.stubEnv('OTEL_SDK_DISABLED', 'true')
    const { lines } = await served((url) => post(`${url}/backtest_sweep`, sweep))
    expect(taken.paths).toEqual([])
    expect(lines.some((line) => 'trace_id' in line)).toBe(false)
  })

  it.each([
    [{}, false],
    [{ OTEL_SERVICE_NAME: 'x' }, false],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: '' }, false],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://x' }, true],
    [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://x' }, true],
    [{ OTEL_TRACES_EXPORTER: 'console' }, true],
    [{ OTEL_TRACES_EXPORTER: 'none', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://x' }, false],
    [{ OTEL_SDK_DISABLED: 'TRUE', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://x' }, false],
  ])('%j: %s', (env, expected) => {
    expect(asksForSpans(env)).toBe(expected)
  })
})

it('says once what to install where the packages are missing, and traces nothing', async () => {
  const told: [string, LogFacts | undefined][] = []
  const log = { ...noLog, warn: (message: string, facts?: LogFacts) => told.push([message, facts]) }
  const { tracing, close } = await openTracing({}, log, async () => ({ missing: "Cannot find package 'x'" }))
  expect(tracing).toBe(noTracing)
  await close()
  expect(told).toEqual([
    [
      expect.stringContaining("can't be loaded"),
      {
        install: 'npm install @opentelemetry/api @opentelemetry/sdk-node',
        error: "Cannot find package 'x'",
      },
    ],
  ])
})
