import { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'

/** Answers requests by a server in this process, with no port: the same routes, checks and streams. */
export function inProcessTransport(app: FastifyInstance): (request: Request) => Promise<Response> {
  return async (request) => {
    const { pathname, search } = new URL(request.url)
    const payload = request.body === null ? undefined : Buffer.from(await request.arrayBuffer())
    const answer = await app.inject({
      method: request.method as 'GET',
      url: pathname + search,
      headers: Object.fromEntries(request.headers),
      payload,
      payloadAsStream: true,
      signal: request.signal,
    })
    const headers = new Headers()
    for (const [name, value] of Object.entries(answer.headers)) {
      for (const one of [value ?? []].flat()) headers.append(name, String(one))
    }
    const hasBody = answer.statusCode !== 204 && answer.statusCode !== 304
    return new Response(hasBody ? (Readable.toWeb(answer.stream()) as ReadableStream<Uint8Array>) : null, {
      status: answer.statusCode,
      headers,
    })
  }
}
