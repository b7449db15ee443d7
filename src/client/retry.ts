import { setTimeout as sleep } from 'node:timers/promises'
import type { Transport, WireAnswer } from './transport.ts'

const attempts = 3
const firstDelayMs = 200
const passing = new Set([429, 502, 503, 504])

/**
 * Repeats a read that failed in passing, with doubling delays or after the server's `Retry-After`.
 * Writes are never repeated: a lost answer does not mean that nothing was done.
 */
export function retrying(transport: Transport): Transport {
  return async (request) => {
    if (request.method !== 'GET') return transport(request)
    for (let attempt = 1; ; attempt++) {
      const response = await transport(request)
      if (attempt === attempts || !passing.has(response.status)) return response
      await sleep(delayOf(response, attempt), undefined, request.signal && { signal: request.signal })
    }
  }
}

function delayOf(response: WireAnswer, attempt: number): number {
  const seconds = Number(response.headers.get('Retry-After') ?? Number.NaN)
  return Number.isFinite(seconds) ? Math.min(seconds * 1000, 5_000) : firstDelayMs * 2 ** (attempt - 1)
}
