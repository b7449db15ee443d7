import { withAliases } from './aliases.ts'
import { upgraded } from './earlierAnswers.ts'
import { type Operations, operationsOver } from './operations.ts'
import { retrying } from './retry.ts'
import type { Transport, WireAnswer, WireRequest } from './transport.ts'

interface RawRequest {
  body?: string
  accept?: string
  /** The text that a refused request asked for. */
  confirmation?: string
}

export interface SigmaClient extends Operations {
  /** Any method and path, with the answer as it came: no alias is tried and no field is changed. */
  send(method: string, path: string, init?: RawRequest): Promise<WireAnswer>
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
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` }
  return {
    ...operationsOver({ baseUrl, headers, send: withAliases(send), upgrade: upgraded }),
    send(method, path, { body, accept = 'application/json', confirmation } = {}) {
      const all = {
        ...headers,
        accept,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(confirmation !== undefined && { 'x-confirmation': confirmation }),
      }
      return send({ method, url: baseUrl + path, body, headers: all })
    },
  }
}

function timed(transport: Transport, timeoutMs: number | undefined): Transport {
  if (timeoutMs === undefined) return transport
  return (request) => {
    if (request.headers.accept === 'text/event-stream') return begun(transport, request, timeoutMs)
    return transport(boundedBy(AbortSignal.timeout(timeoutMs), request))
  }
}

/** A stream may go on for as long as it likes, once it has begun in time. */
async function begun(transport: Transport, request: WireRequest, timeoutMs: number): Promise<WireAnswer> {
  const late = new AbortController()
  const timer = setTimeout(() => late.abort(new DOMException('no stream in time', 'TimeoutError')), timeoutMs)
  try {
    return await transport(boundedBy(late.signal, request))
  } finally {
    clearTimeout(timer)
  }
}

function boundedBy(bound: AbortSignal, request: WireRequest): WireRequest {
  return { ...request, signal: request.signal ? AbortSignal.any([request.signal, bound]) : bound }
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
