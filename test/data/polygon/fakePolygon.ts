import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { answerTo } from './fakeMarket.ts'

/** What goes wrong with one answer. */
export type Fault =
  | { status: number; headers?: Record<string, string>; body?: string }
  /** The text of an answer with HTTP 200. */
  | { text: string }
  | 'hang'
  | 'reset'
  /** The connection ends in the middle of the announced length. */
  | 'truncated'
  /** The announced length is less than what is sent. */
  | 'shortLength'

export interface FakePolygon {
  url: string
  /** Path and query of each request, in the order in which they came. */
  requests: string[]
  authorizations: Set<string | undefined>
  /** Asked before each answer, with the number of requests so far, this one included. */
  fault: (target: string, count: number) => Fault | undefined
  /** Rows of a page; answers that are longer have a next_url. */
  pageSize: number
  close(): Promise<void>
}

/** A server on this machine that answers in the shapes of the vendor's REST interface, from a market made up here. */
export async function startFakePolygon(): Promise<FakePolygon> {
  const sockets = new Set<Socket>()
  const server = createServer((request, response) => respond(fake, request, response))
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  const fake: FakePolygon = {
    url: '',
    requests: [],
    authorizations: new Set(),
    fault: () => undefined,
    pageSize: 50_000,
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  fake.url = `http://127.0.0.1:${portOf(server.address())}`
  return fake
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('expected a port')
  return address.port
}

function respond(fake: FakePolygon, request: IncomingMessage, response: ServerResponse): void {
  const target = request.url ?? ''
  fake.requests.push(target)
  fake.authorizations.add(request.headers.authorization)
  const fault = fake.fault(target, fake.requests.length)
  if (typeof fault === 'object' && 'text' in fault) {
    response.writeHead(200).end(fault.text)
    return
  }
  const answer = JSON.stringify(page(fake, new URL(target, fake.url)))
  if (fault === undefined) {
    response.writeHead(200, { 'content-type': 'application/json' }).end(answer)
  } else if (fault === 'hang') {
    // Nothing is ever sent.
  } else if (fault === 'reset') {
    request.socket.resetAndDestroy()
  } else if (fault === 'truncated') {
    response.writeHead(200, { 'content-length': String(answer.length) })
    response.write(answer.slice(0, answer.length >> 1), () => request.socket.destroy())
  } else if (fault === 'shortLength') {
    request.socket.end(`HTTP/1.1 200 OK\r\ncontent-length: ${answer.length - 5}\r\n\r\n${answer}`)
  } else {
    response.writeHead(fault.status, fault.headers).end(fault.body ?? '')
  }
}

/** The page of an answer that the cursor points at. */
function page(fake: FakePolygon, url: URL): unknown {
  const cursor = url.searchParams.get('cursor')
  const { query, offset } = cursor
    ? JSON.parse(Buffer.from(cursor, 'base64url').toString())
    : { query: url.search, offset: 0 }
  const { rows, ...rest } = answerTo(url.pathname, new URLSearchParams(query))
  const size = Math.min(fake.pageSize, Number(new URLSearchParams(query).get('limit') ?? 10))
  const more = offset + size < rows.length
  const next = Buffer.from(JSON.stringify({ query, offset: offset + size })).toString('base64url')
  return {
    ...rest,
    status: 'OK',
    request_id: '6a7e466379af0a71039d60cc78e72282',
    // The vendor leaves the results of an empty aggregate out.
    ...(rows.length === 0 && url.pathname.startsWith('/v2/')
      ? {}
      : { results: rows.slice(offset, offset + size) }),
    ...(more ? { next_url: `${fake.url}${url.pathname}?cursor=${next}` } : {}),
  }
}
