import { readFileSync } from 'node:fs'
import { createSigmaClient, type SigmaClient } from '../../src/client/client.ts'

export interface Recorded {
  request: { method: string; path: string }
  response: { status: number; headers: Record<string, string>; body: unknown }
}

/** An answer of the earlier backend, as it was recorded. */
export function recorded(name: string): Recorded {
  return JSON.parse(readFileSync(new URL(`../fixtures/legacy/${name}.json`, import.meta.url), 'utf8'))
}

export function responseOf({ response: { status, headers, body } }: Recorded): Response {
  return new Response(typeof body === 'string' ? body : JSON.stringify(body), { status, headers })
}

/** A client whose backend answers each request as `answer` says, with the requests that it was sent. */
export function clientOf(answer: (request: Request) => Response | Promise<Response>): {
  client: SigmaClient
  sent: Request[]
} {
  const sent: Request[] = []
  const client = createSigmaClient({
    baseUrl: 'http://backend.test',
    async transport(request) {
      sent.push(request.clone())
      return answer(request)
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
