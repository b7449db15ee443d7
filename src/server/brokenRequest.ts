import {
  type IncomingMessage,
  maxHeaderSize,
  type Server,
  type ServerResponse,
  STATUS_CODES,
} from 'node:http'
import type { Duplex } from 'node:stream'
import { v7 as uuid } from 'uuid'
import { SigmaError } from '../core/errors.ts'
import { errorAnswer } from './errors.ts'

/** How long a client that was refused may take to read it. Who keeps the connection open would keep the server from ending. */
const lingerMs = 500

interface Broken {
  status: number
  message: string
  next?: string
}

/** What is told of what never became a request, by the codes of Node's parser. */
const known: Readonly<Record<string, Broken>> = {
  HPE_HEADER_OVERFLOW: {
    status: 431,
    message: `the address and the headers take more than ${maxHeaderSize} bytes`,
    next: 'send what is long in the body',
  },
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, message: 'the request did not come whole in time' },
}
const unexpected: Broken = { status: 417, message: 'of Expect the server knows 100-continue alone' }
const malformed: Broken = { status: 400, message: 'what was sent is no request of HTTP/1.1' }

/**
 * Answers what never became a request in the form of all failures, after what was asked before it on the connection. It
 * is closed then: where a next request would begin is not known.
 */
export function refuseBrokenRequests(server: Server, legacyErrors: boolean): void {
  const latest = new WeakMap<Duplex, { request: IncomingMessage; reply: ServerResponse }>()
  server.on('request', (request, reply) => latest.set(request.socket, { request, reply }))
  // Of what a client may expect there is 100-continue alone, which Node answers.
  server.on('checkExpectation', (_, reply) => {
    const { status, headers, body } = answerTo(unexpected, legacyErrors)
    reply.writeHead(status, headers).end(body)
  })
  server.removeAllListeners('clientError')
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    // Who has gone reads no answer.
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy()
      return
    }
    const end = (): void => {
      const text = asText(answerTo(known[error.code ?? ''] ?? malformed, legacyErrors))
      socket.end(text, () => setTimeout(() => socket.destroy(), lingerMs).unref())
    }
    const asked = latest.get(socket)
    if (asked === undefined || asked.reply.writableFinished) end()
    else if (asked.request.complete) asked.reply.once('finish', end)
    // It is this one whose body is broken. Of an answer that has begun the client must see that it ends early.
    else if (asked.reply.headersSent) socket.destroy()
    else end()
  })
}

interface PlainAnswer {
  status: number
  headers: Record<string, string>
  body: string
}

function answerTo({ status, message, next }: Broken, legacyErrors: boolean): PlainAnswer {
  const id = uuid()
  const failure = new SigmaError('INVALID_PARAM', message, next === undefined ? {} : { next })
  const body = JSON.stringify(errorAnswer(failure, id, legacyErrors).body)
  const headers = {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': String(Buffer.byteLength(body)),
    'X-Content-Type-Options': 'nosniff',
    'X-Request-ID': id,
    Connection: 'close',
  }
  return { status, headers, body }
}

function asText({ status, headers, body }: PlainAnswer): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${body}`
}
