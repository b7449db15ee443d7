import { Agent, fetch } from 'undici'
import type { Transport } from './transport.ts'

/**
 * Sends requests over the network, keeping connections open between them.
 * Waiting for an answer is bounded by the client's own time-out alone.
 */
export function networkTransport(): { send: Transport; close: () => Promise<void> } {
  const dispatcher = new Agent({
    keepAliveTimeout: 10_000,
    connectTimeout: 5_000,
    headersTimeout: 0,
    bodyTimeout: 0,
  })
  return {
    async send(request) {
      const body = request.body === null ? undefined : new Uint8Array(await request.arrayBuffer())
      const answer = await fetch(request.url, {
        method: request.method,
        headers: Object.fromEntries(request.headers),
        body,
        signal: request.signal,
        dispatcher,
      })
      return new Response(answer.body as ReadableStream<Uint8Array> | null, {
        status: answer.status,
        statusText: answer.statusText,
        headers: Object.fromEntries(answer.headers),
      })
    },
    close: () => dispatcher.destroy(),
  }
}
