import http from 'node:http'
import { lazily } from '../core/lazily.ts'
import { Answer } from './answer.ts'
import type { Transport, WireRequest } from './transport.ts'

const connectMs = 5_000
const mostRedirects = 20
const moved = new Set([301, 302, 303, 307, 308])

type Outgoing = Omit<WireRequest, 'url'> & { url: URL }

/**
 * Sends requests over the network, keeping connections open between them. Faults are those of `fetch`, which takes three
 * times as long to load as Node's own HTTP. Waiting for an answer is bounded by the client's own time-out alone.
 */
export function networkTransport(): { send: Transport; close: () => Promise<void> } {
  const kept = { keepAlive: true, timeout: 10_000 }
  const agents: http.Agent[] = []
  const using = ({ request, Agent }: Pick<typeof http, 'request' | 'Agent'>) => {
    const agent = new Agent(kept)
    agents.push(agent)
    return { request, agent }
  }
  const plain = lazily(() => using(http))
  // Loaded when it is needed: encryption alone takes longer to load than all else of a request.
  const secure = lazily(() => using(process.getBuiltinModule('node:https')))
  const ask = (outgoing: Outgoing): Promise<http.IncomingMessage> =>
    new Promise((resolve, reject) => {
      const { url, method, headers, body, signal } = outgoing
      const { request: begin, agent } = url.protocol === 'https:' ? secure() : plain()
      const request = begin(url, { method, headers, signal, agent }, resolve)
      request.on('error', (error: NodeJS.ErrnoException) => {
        // The server may have closed a kept connection at the moment at which it was used again.
        const wasClosed = request.reusedSocket && error.code === 'ECONNRESET' && method === 'GET'
        if (wasClosed && !signal?.aborted) resolve(ask(outgoing))
        else reject(faultOf('fetch failed', error, signal))
      })
      boundConnecting(request)
      request.end(body)
    })

  return {
    async send(request) {
      let outgoing = outgoingOf(request)
      for (let redirects = 0; ; redirects++) {
        const answer = await ask(outgoing)
        const next = redirected(outgoing, answer)
        if (next === undefined) return answerOf(answer, request)
        if (redirects === mostRedirects) {
          throw new TypeError('fetch failed', { cause: new Error('redirect count exceeded') })
        }
        answer.resume()
        outgoing = next
      }
    },
    async close() {
      for (const agent of agents) agent.destroy()
    },
  }
}

function outgoingOf({ url, headers, body, ...request }: WireRequest): Outgoing {
  const length: Record<string, string> =
    body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }
  const all = { accept: '*/*', 'accept-encoding': 'identity', ...headers, ...length }
  return { ...request, url: new URL(url), headers: all, body }
}

/** Gives up on a server that lets nobody in; one that works on an answer may take its time. */
function boundConnecting(request: http.ClientRequest): void {
  request.on('socket', (socket) => {
    if (!socket.connecting) return
    const timer = setTimeout(() => {
      request.destroy(new Error(`no connection within ${connectMs / 1000} s`))
    }, connectMs)
    const settle = (): void => clearTimeout(timer)
    // With encryption nobody is let in before it is agreed on.
    socket.once('encrypted' in socket ? 'secureConnect' : 'connect', settle).once('close', settle)
  })
}

/** Where an answer sends the request to; undefined for one that is an answer. A token goes to nobody else. */
function redirected(request: Outgoing, answer: http.IncomingMessage): Outgoing | undefined {
  const { statusCode: status = 0, headers } = answer
  if (!moved.has(status) || headers.location === undefined) return undefined
  const url = URL.canParse(headers.location, request.url.href) ? new URL(headers.location, request.url) : null
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new TypeError('fetch failed', {
      cause: new Error(`it sends elsewhere, to what is no address: ${headers.location.slice(0, 200)}`),
    })
  }
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

function answerOf(answer: http.IncomingMessage, { signal, method }: WireRequest): Answer {
  const { statusCode: status = 0, statusMessage: statusText = '', headers } = answer
  const isEmpty = method === 'HEAD' || status === 204 || status === 304
  if (isEmpty) answer.resume()
  return new Answer({
    status,
    statusText,
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, [value ?? []].flat().join(', ')]),
    ),
    pieces: isEmpty ? null : piecesOf(answer, signal),
    cancel: () => answer.destroy(),
  })
}

/** What arrives of a body; a connection that breaks is told in the word of `fetch`. */
async function* piecesOf(answer: http.IncomingMessage, signal?: AbortSignal): AsyncGenerator<unknown> {
  try {
    yield* answer
  } catch (error) {
    throw faultOf('terminated', error, signal)
  }
}

function faultOf(what: string, cause: unknown, signal?: AbortSignal): unknown {
  return signal?.aborted ? signal.reason : new TypeError(what, { cause })
}
