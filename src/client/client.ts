import createClient, { type Client } from 'openapi-fetch'
import type { paths } from '../contract/generated/schema.ts'
import { withAliases } from './aliases.ts'
import { earlierAnswers } from './earlierAnswers.ts'
import { retrying } from './retry.ts'
import type { Transport } from './transport.ts'

interface RawRequest {
  body?: string
  accept?: string
  /** The text that a refused request asked for. */
  confirmation?: string
}

export type SigmaClient = Client<paths> & {
  /** Any method and path, with the answer as it came: no alias is tried and no field is changed. */
  send(method: string, path: string, init?: RawRequest): Promise<Response>
}

export interface ClientOptions {
  baseUrl: string
  transport: Transport
  token?: string
  /** Gives up on a request after this long, in milliseconds. Of a stream only its beginning is bounded by it. */
  timeoutMs?: number
  /** Told each request with its id, status and time, for `--verbose`. */
  onRequest?: (line: RequestLine) => void
}

export interface RequestLine {
  method: string
  url: string
  status: number | 'failed'
  requestId: string | null
  ms: number
}

/** The typed client of every command. Paths, bodies and answers are those of the OpenAPI file. */
export function createSigmaClient(options: ClientOptions): SigmaClient {
  const { baseUrl, transport, token, timeoutMs, onRequest } = options
  const send = observed(retrying(timed(transport, timeoutMs)), onRequest)
  const headers: Record<string, string> = token === undefined ? {} : { Authorization: `Bearer ${token}` }
  const client = createClient<paths>({ baseUrl, fetch: withAliases(send), headers })
  client.use(earlierAnswers)
  return Object.assign(client, {
    send(method: string, path: string, { body, accept = 'application/json', confirmation }: RawRequest = {}) {
      const all = new Headers({ ...headers, Accept: accept })
      if (body !== undefined) all.set('Content-Type', 'application/json')
      if (confirmation !== undefined) all.set('X-Confirmation', confirmation)
      return send(new Request(baseUrl + path, { method, body, headers: all }))
    },
  })
}

function timed(transport: Transport, timeoutMs: number | undefined): Transport {
  if (timeoutMs === undefined) return transport
  return (request) => {
    const streams = request.headers.get('Accept') === 'text/event-stream'
    if (streams) return begun(transport, request, timeoutMs)
    const signal = AbortSignal.any([request.signal, AbortSignal.timeout(timeoutMs)])
    return transport(new Request(request, { signal }))
  }
}

/** A stream may go on for as long as it likes, once it has begun in time. */
async function begun(transport: Transport, request: Request, timeoutMs: number): Promise<Response> {
  const late = new AbortController()
  const timer = setTimeout(() => late.abort(new DOMException('no stream in time', 'TimeoutError')), timeoutMs)
  try {
    return await transport(new Request(request, { signal: AbortSignal.any([request.signal, late.signal]) }))
  } finally {
    clearTimeout(timer)
  }
}

function observed(transport: Transport, onRequest: ((line: RequestLine) => void) | undefined): Transport {
  if (!onRequest) return transport
  return async (request) => {
    const started = performance.now()
    const line = (status: RequestLine['status'], requestId: string | null): void =>
      onRequest({
        method: request.method,
        url: request.url,
        status,
        requestId,
        ms: performance.now() - started,
      })
    try {
      const response = await transport(request)
      line(response.status, response.headers.get('X-Request-ID'))
      return response
    } catch (error) {
      line('failed', null)
      throw error
    }
  }
}
