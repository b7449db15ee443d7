import http from 'node:http'
import https from 'node:https'
import type { Transport } from './transport.ts'

const connectMs = 5_000
const mostRedirects = 20
const moved = new Set([301, 302, 303, 307, 308])

/** What goes over the wire: a request whose body has been read, so that it can be sent again elsewhere. */
interface Outgoing {
  method: string
  url: URL
  headers: Record<string, string>
  body: Buffer | undefined
  signal: AbortSignal
}

/**
 * Sends requests over the network, keeping connections open between them. Faults are those of `fetch`, which takes three
 * times as long to load as Node's own HTTP. Waiting for an answer is bounded by the client's own time-out alone.
 */
export function networkTransport(): { send: Transport; close: () => Promise<void> } {
  const kept = { keepAlive: true, timeout: 10_000 }
  const agents = { 'http:': new http.Agent(kept), 'https:': new https.Agent(kept) }
  const ask = (outgoing: Outgoing): Promise<http.IncomingMessage> =>
    new Promise((resolve, reject) => {
      const { url, method, headers, body, signal } = outgoing
      const secure = url.protocol === 'https:'
      const options = { method, headers, signal, agent: agents[secure ? 'https:' : 'http:'] }
      const request = (secure ? https : http).request(url, options, resolve)
      request.on('error', (error: NodeJS.ErrnoException) => {
        // The server may have closed a kept connection at the moment at which it was used again.
        const wasClosed = request.reusedSocket && error.code === 'ECONNRESET' && method === 'GET'
        if (wasClosed && !signal.aborted) resolve(ask(outgoing))
        else reject(faultOf('fetch failed', error, signal))
      })
      boundConnecting(request)
      request.end(body)
    })

  return {
    async send(request) {
      let outgoing = await outgoingOf(request)
      for (let redirects = 0; ; redirects++) {
        const answer = await ask(outgoing)
        const next = redirected(outgoing, answer)
        if (next === undefined) return responseOf(answer, request)
        if (redirects === mostRedirects) {
          throw new TypeError('fetch failed', { cause: new Error('redirect count exceeded') })
        }
        answer.resume()
        outgoing = next
      }
    },
    async close() {
      for (const agent of Object.values(agents)) agent.destroy()
    },
  }
}

async function outgoingOf(request: Request): Promise<Outgoing> {
  const body = request.body === null ? undefined : Buffer.from(await request.arrayBuffer())
  return {
    method: request.method,
    url: new URL(request.url),
    headers: {
      accept: '*/*',
      'accept-encoding': 'identity',
      ...Object.fromEntries(request.headers),
      ...(body !== undefined && { 'content-length': String(body.length) }),
    },
    body,
    signal: request.signal,
  }
}

/** Gives up on a server that lets nobody in; one that works on an answer may take its time. */
function boundConnecting(request: http.ClientRequest): void {
  request.on('socket', (socket) => {
    if (!socket.connecting) return
    const timer = setTimeout(() => {
      request.destroy(new Error(`no connection within ${connectMs / 1000} s`))
    }, connectMs)
    const settle = (): void => clearTimeout(timer)
    socket.once('connect', settle).once('close', settle)
  })
}

/** Where an answer sends the request to; undefined for one that is an answer. A token goes to nobody else. */
function redirected(request: Outgoing, answer: http.IncomingMessage): Outgoing | undefined {
  const { statusCode: status = 0, headers } = answer
  if (!moved.has(status) || headers.location === undefined) return undefined
  const url = new URL(headers.location, request.url)
  const asGet = status === 303 || (status < 303 && request.method === 'POST')
  const leaves = url.origin !== request.url.origin
  const sent = Object.entries(request.headers).filter(
    ([name]) => !(leaves && /^(authorization|cookie)$/i.test(name)) && !(asGet && /^content-/i.test(name)),
  )
  return {
    ...request,
    url,
    headers: Object.fromEntries(sent),
    ...(asGet && { method: 'GET', body: undefined }),
  }
}

function responseOf(answer: http.IncomingMessage, { signal, method }: Request): Response {
  const { statusCode: status = 0, statusMessage: statusText, rawHeaders } = answer
  const headers = new Headers()
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) headers.append(rawHeaders[i], rawHeaders[i + 1])
  if (method === 'HEAD' || status === 204 || status === 304) {
    answer.resume()
    return new Response(null, { status, statusText, headers })
  }
  return new Response(bodyOf(answer, signal), { status, statusText, headers })
}

/** What arrives of a body; a connection that breaks is told in the word of `fetch`. */
function bodyOf(answer: http.IncomingMessage, signal: AbortSignal): ReadableStream<Uint8Array> {
  const pieces: AsyncIterator<Uint8Array> = answer[Symbol.asyncIterator]()
  return new ReadableStream({
    async pull(controller) {
      try {
        const { done, value } = await pieces.next()
        if (done) controller.close()
        else controller.enqueue(value)
      } catch (error) {
        throw faultOf('terminated', error, signal)
      }
    },
    cancel() {
      answer.destroy()
    },
  })
}

function faultOf(what: string, cause: unknown, signal: AbortSignal): unknown {
  return signal.aborted ? signal.reason : new TypeError(what, { cause })
}
