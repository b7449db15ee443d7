import { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { Answer } from '../client/answer.ts'
import type { Transport, WireRequest } from '../client/transport.ts'
import type { DirectServer } from '../server/direct.ts'
import type { HeldAnswer } from '../server/heldReply.ts'

/** What answers requests in this process, with no port: plain ones directly, others by the whole server. */
export interface InProcessServer {
  direct: DirectServer
  /** The whole server, loaded when it is first asked for. */
  app(): Promise<FastifyInstance>
}

/** Answers requests by a server in this process: the same operations, checks and streams. */
export function inProcessTransport(server: InProcessServer): Transport {
  return async ({ method, url: address, headers, body, signal }) => {
    const { pathname, search } = new URL(address)
    const asked = { method, url: pathname + search, headers, body }
    const answer = await unlessAborted(server.direct(asked), signal)
    return answer ? answerOf(answer, signal) : injected(await server.app(), { ...asked, signal })
  }
}

/** The work, or the reason for which nobody waits for it any more. */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work
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

function answerOf({ status, headers, body }: HeldAnswer, signal: AbortSignal | undefined): Answer {
  if (!(body instanceof Readable))
    return new Answer({ status, headers, pieces: body === undefined ? null : [body] })
  signal?.addEventListener('abort', () => body.destroy(signal.reason), { once: true })
  return new Answer({ status, headers, pieces: body, cancel: () => body.destroy() })
}

async function injected(
  app: FastifyInstance,
  { method, url, headers, body, signal }: WireRequest,
): Promise<Answer> {
  const answer = await app.inject({
    method: method as 'GET',
    url,
    headers,
    payload: body,
    payloadAsStream: true,
    ...(signal && { signal }),
  })
  const hasBody = answer.statusCode !== 204 && answer.statusCode !== 304
  const stream = answer.stream()
  return new Answer({
    status: answer.statusCode,
    headers: Object.fromEntries(
      Object.entries(answer.headers).map(([name, value]) => [name, [value ?? []].flat().join(', ')]),
    ),
    pieces: hasBody ? stream : null,
    cancel: () => stream.destroy(),
  })
}
