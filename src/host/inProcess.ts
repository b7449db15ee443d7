import { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import type { DirectAnswer, DirectServer } from '../server/direct.ts'

/** What answers requests in this process, with no port: plain ones directly, others by the whole server. */
export interface InProcessServer {
  direct: DirectServer
  /** The whole server, loaded when it is first asked for. */
  app(): Promise<FastifyInstance>
}

/** Answers requests by a server in this process: the same operations, checks and streams. */
export function inProcessTransport(server: InProcessServer): (request: Request) => Promise<Response> {
  return async (request) => {
    const { pathname, search } = new URL(request.url)
    const asked = {
      method: request.method,
      url: pathname + search,
      headers: Object.fromEntries(request.headers),
      body: request.body === null ? undefined : await request.text(),
    }
    const { signal } = request
    const answer = await unlessAborted(server.direct(asked), signal)
    return answer ? responseOf(answer, signal) : injected(await server.app(), asked, signal)
  }
}

/** The work, or the reason for which nobody waits for it any more. */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let stop: () => void = () => undefined
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason)
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop, { once: true })
  })
  try {
    return await Promise.race([work, aborted])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

function responseOf({ status, headers, body }: DirectAnswer, signal: AbortSignal): Response {
  if (!(body instanceof Readable)) {
    const isText = typeof body === 'string' || body instanceof Uint8Array
    return new Response(isText ? body : null, { status, headers })
  }
  signal.addEventListener('abort', () => body.destroy(signal.reason), { once: true })
  return new Response(Readable.toWeb(body) as ReadableStream<Uint8Array>, { status, headers })
}

type Asked = Parameters<DirectServer>[0]

async function injected(
  app: FastifyInstance,
  { method, url, headers, body }: Asked,
  signal: AbortSignal,
): Promise<Response> {
  const answer = await app.inject({
    method: method as 'GET',
    url,
    headers,
    payload: body,
    payloadAsStream: true,
    signal,
  })
  const answered = new Headers()
  for (const [name, value] of Object.entries(answer.headers)) {
    for (const one of [value ?? []].flat()) answered.append(name, String(one))
  }
  const hasBody = answer.statusCode !== 204 && answer.statusCode !== 304
  return new Response(hasBody ? (Readable.toWeb(answer.stream()) as ReadableStream<Uint8Array>) : null, {
    status: answer.statusCode,
    headers: answered,
  })
}
