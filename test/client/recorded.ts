import { readFileSync } from 'node:fs'
import { createSigmaClient, type SigmaClient } from '../../src/client/client.ts'
import type { WireRequest } from '../../src/client/transport.ts'

export interface Recorded {
  request: { method: string; path: string }
  response: { status: number; headers: Record<string, string>; body: unknown }
}

/** What goes over the wire, as `fetch` would see it. */
export function requestOf({ url, ...init }: WireRequest): Request {
  return new Request(url, init)
}

/** The same of a request as `fetch` takes it. */
export async function wireOf(request: Request): Promise<WireRequest> {
  const { method, url, headers, signal } = request
  const body = request.body === null ? undefined : await request.text()
  return { method, url, headers: Object.fromEntries(headers), body, signal }
}

/** An answer of the earlier backend, as it was recorded. */
export function recorded(name: string): Recorded {
  return JSON.parse(readFileSync(new URL(`../fixtures/legacy/${name}.json`, import.meta.url), 'utf8'))
}

export function responseOf({ response: { status, headers, body } }: Recorded): Response {
  return new Response(typeof body === 'string' ? body : JSON.stringify(body), { status, headers })
}

/** A client whose backend answers each request as `answer` says, with the requests that it was sent. */
export function clientOf(
  answer: (request: Request) => Response | Promise<Response>,
  baseUrl = 'http://backend.test',
): {
  client: SigmaClient
  sent: Request[]
} {
  const sent: Request[] = []
  const client = createSigmaClient({
    baseUrl,
    async transport(request) {
      sent.push(requestOf(request))
      return answer(requestOf(request))
    },
  })
  return { client, sent }
}

/** A client of the earlier backend that answers everything with one recording. */
export const clientAnswering = (name: string): SigmaClient =>
  clientOf(() => responseOf(recorded(name))).client

export const jsonResponse = (body: unknown, status = 200): Response =>
  new Response(JSON.stringify(body), {
    status,
    headers: { 'Content-Type': 'application/json', 'X-Request-ID': 'r-1' },
  })
