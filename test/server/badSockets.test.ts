import { connect, type Socket } from 'node:net'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { type Served, serve } from '../../src/host/serve.ts'
import { contract, operations, resolved } from '../contract/contract.ts'
import { temporaryWorkspace, testHost, testSettings } from './testHost.ts'

let server: Served

beforeAll(async () => {
  const workspace = temporaryWorkspace()
  const settings = await testSettings(workspace, { request_seconds: 1 })
  server = await serve({ workspace, settings, threads: 1, host: '127.0.0.1', port: 0 })
})
afterAll(() => server.stop())

function open({ url }: Pick<Served, 'url'> = server): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port: Number(new URL(url).port), host: '127.0.0.1', allowHalfOpen: true })
    socket.once('connect', () => resolve(socket))
    socket.once('error', reject)
  })
}

/** All that comes on a connection until it is closed. */
function received(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    let text = ''
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
    })
    socket.on('end', () => socket.end())
    socket.on('error', () => socket.destroy())
    socket.on('close', () => resolve(text))
  })
}

async function sent(bytes: string | Buffer): Promise<string> {
  const socket = await open()
  const text = received(socket)
  socket.write(bytes)
  return text
}

const get = (path: string, ...headers: string[]): string =>
  ['GET ', path, ' HTTP/1.1\r\nHost: 127.0.0.1\r\n', ...headers.map((one) => `${one}\r\n`), '\r\n'].join('')
const post = (body: string | Buffer, ...headers: string[]): Buffer =>
  Buffer.concat([
    Buffer.from(
      [
        'POST /backtests HTTP/1.1',
        'Host: 127.0.0.1',
        'Content-Type: application/json',
        `Content-Length: ${Buffer.byteLength(body)}`,
        'Connection: close',
        ...headers,
        '\r\n',
      ].join('\r\n'),
    ),
    Buffer.from(body),
  ])

const statuses = (text: string): number[] =>
  [...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map((one) => Number(one[1]))

/** The last failure in what came, in the form of all failures. */
function failure(text: string): {
  code: string
  message: string
  details?: { field_errors: { field: string }[] }
} {
  const at = text.lastIndexOf('{"ok":false')
  const body = JSON.parse(text.slice(at))
  expect(text).toContain(body.request_id)
  return body.error
}

const expectAlive = async () => expect((await fetch(`${server.url}/health`)).status).toBe(200)

describe('what is no request', () => {
  it.each([
    ['junk', 'hello\r\n\r\n', 400, 'HTTP/1.1'],
    ['bytes of TLS', Buffer.from([0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3]), 400, 'HTTP/1.1'],
    ['a huge header', get('/livez', `X-Long: ${'x'.repeat(50_000)}`), 431, '16384 bytes'],
    [
      'very many headers',
      get('/livez', ...Array.from({ length: 5_000 }, (_, i) => `X-${i}: 1`)),
      431,
      '16384',
    ],
    ['a long address', get(`/models?search=${'x'.repeat(50_000)}`), 431, '16384 bytes'],
    ['a header without a colon', get('/livez', 'Nonsense'), 400, 'HTTP/1.1'],
    ['two lengths', post('{}', 'Content-Length: 3'), 400, 'HTTP/1.1'],
    ['a length beside chunks', post('{}', 'Transfer-Encoding: chunked'), 400, 'HTTP/1.1'],
    ['an unknown coding', get('/livez', 'Transfer-Encoding: xchunked', 'Connection: close'), 400, 'HTTP/1.1'],
    ['a length below zero', get('/livez', 'Content-Length: -1'), 400, 'HTTP/1.1'],
    ['another expectation', get('/livez', 'Expect: miracles'), 417, '100-continue'],
  ])('such as %s is told so in the form of all failures', async (_, bytes, status, says) => {
    const text = await sent(bytes)
    expect(statuses(text)).toEqual([status])
    expect(failure(text)).toMatchObject({ code: 'INVALID_PARAM', message: expect.stringContaining(says) })
    await expectAlive()
  })

  it('is answered after the request before it, and ends the connection', async () => {
    const text = await sent(`${get('/models')}${get('/livez')}junk\r\n\r\n${get('/livez')}`)
    expect(statuses(text)).toEqual([200, 200, 400])
  })

  it('ends the connection though the client keeps its side open', async () => {
    const host = await testHost()
    onTestFinished(host.close)
    const app = await host.app()
    const socket = await open({ url: await app.listen({ host: '127.0.0.1', port: 0 }) })
    socket.write(`${get('/livez')}GARBAGE\r\n\r\n`)
    await new Promise((resolve) => socket.on('end', resolve).resume())
    const connections = () => promisify(app.server.getConnections).call(app.server)
    await expect.poll(connections, { timeout: 10_000, interval: 100 }).toBe(0)
    socket.destroy()
  })

  it('does not become one behind another: what a length leaves over is not asked', async () => {
    const hidden = get('/no_such_route')
    const text = await sent(
      `POST /backtests HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${hidden}`,
    )
    expect(statuses(text)).toEqual([400])
  })
})

describe('a request that comes by drops', () => {
  it.each([
    ['headers', 'GET /livez HTTP/1.1\r\nHost: 127.0.0.1\r\n', 'X: 1\r\n'],
    [
      'body',
      'POST /backtests HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 999\r\n\r\n',
      ' ',
    ],
  ])('is ended when its %s take too long', async (_, head, drop) => {
    const socket = await open()
    const text = received(socket)
    socket.write(head)
    const drops = setInterval(() => socket.writable && socket.write(drop), 100)
    await expectAlive()
    const answer = await text
    clearInterval(drops)
    expect(statuses(answer)).toEqual([408])
    expect(failure(answer).message).toContain('in time')
  })
})

describe('a connection', () => {
  it('that is half closed is answered', async () => {
    const socket = await open()
    const text = received(socket)
    socket.end(get('/models?limit=1'))
    expect(statuses(await text)).toEqual([200])
  })

  it('that waits keeps nobody from being answered, and neither do five hundred', async () => {
    const idle = await Promise.all(Array.from({ length: 500 }, open))
    await expectAlive()
    for (const socket of idle) socket.destroy()
    await expectAlive()
  })

  it('that is cut in the middle of its request harms nobody', async () => {
    for (const bytes of [get('/models').slice(0, 20), post('{"a":1}').subarray(0, 150)]) {
      const socket = await open()
      socket.write(bytes)
      socket.resetAndDestroy()
    }
    await expectAlive()
  })
})

describe('an unusual request', () => {
  it('is told to go on where it asks before it sends', async () => {
    const text = await sent(post('{}', 'Expect: 100-continue'))
    expect(statuses(text)).toEqual([100, 400])
  })

  it('may name the whole address, and the server that it names must be this one', async () => {
    const close = 'Connection: close'
    expect(statuses(await sent(get('http://127.0.0.1/livez', close)))).toEqual([200])
    const foreign = `GET http://127.0.0.1/livez HTTP/1.1\r\nHost: evil.example\r\n${close}\r\n\r\n`
    expect(statuses(await sent(foreign))).toEqual([403])
    expect(statuses(await sent('GET /livez HTTP/1.1\r\nConnection: close\r\n\r\n'))).toEqual([400])
  })
})

describe('a bad body', () => {
  it.each([
    ['a key that stands twice', '{"model_id":"a","model_id":"b"}', 'model_id'],
    ['a key that stands twice within', '{"hyperparams":{"rounds":1,"\\u0072ounds":2}}', 'rounds'],
    ['a prototype', '{"__proto__":{"admin":true}}', 'JSON'],
    ['a constructor', '{"constructor":{"prototype":{"admin":true}}}', 'JSON'],
    ['the character U+0000', '{"tag":"a\\u0000b"}', 'U+0000'],
    ['a byte of zero', '{"tag":"a\0b"}', 'JSON'],
    ['bytes that are no UTF-8', Buffer.from([0x7b, 0x22, 0xc0, 0xaf, 0x22, 0x3a, 0x31, 0x7d]), 'UTF-8'],
    ['half of a character', Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]), 'UTF-8'],
    ['a number without bounds', '{"embargo":1e309}', 'larger'],
    ['a number without bounds alone', '1e309', 'larger'],
    ['nesting', `{"tag":${'['.repeat(400_000)}${']'.repeat(400_000)}}`, 'nested'],
    ['a million bytes and one', `"${'x'.repeat(1_000_000)}"`, 'too large'],
    ['half of it', '{"tag":', 'JSON'],
  ])('with %s is refused, and says why', async (_, body, says) => {
    const text = await sent(post(body, 'Idempotency-Key: once'))
    expect(statuses(text)).toEqual([400])
    const { code, message } = failure(text)
    expect(code).toBe('INVALID_PARAM')
    expect(message).toContain(says)
  })

  it.each(['text/plain', 'application/xml', 'multipart/form-data; boundary=x', 'nonsense', ''])(
    'of the type "%s" is refused',
    async (type) => {
      const text = await sent(
        `POST /backtests HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: ${type}\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}`,
      )
      expect(statuses(text)).toEqual([400])
      expect(failure(text).code).toBe('INVALID_PARAM')
    },
  )
})

describe('a page', () => {
  const close = 'Connection: close'
  it.each([
    ['a step of a path for an id', get('/ui/packs/..', close), 404],
    ['one that is encoded', get('/ui/sweeps/%2e%2e', close), 404],
    ['a number without bounds', get('/ui/sweeps?offset=Infinity', close), 400],
    ['one of too many digits', get('/ui/runs?offset=1e309', close), 400],
    [
      'a body that is no JSON',
      `POST /ui/runs/x HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n${close}\r\nContent-Length: 1\r\n\r\n{`,
      400,
    ],
  ])('that is asked for %s says so as a page', async (_, bytes, status) => {
    const text = await sent(bytes)
    expect(statuses(text)).toEqual([status])
    expect(text).toContain('<!doctype html>')
  })

  it('is refused as its operation refuses: numbers are finite', async () => {
    for (const offset of ['Infinity', '1e309', '99999999999999999999']) {
      const text = await sent(get(`/sweeps?offset=${offset}`, close))
      expect(statuses(text)).toEqual([400])
      const fields = failure(text).details?.field_errors?.map(({ field }) => field)
      expect(new Set(fields)).toEqual(new Set(['offset']))
    }
  })
})

it('may be given an hour to come whole', async () => {
  const host = await testHost({ flags: { request_seconds: 3_600 } })
  onTestFinished(host.close)
  const app = await host.app()
  expect([app.server.requestTimeout, app.server.headersTimeout]).toEqual([3_600_000, 3_600_000])
})

describe('a text that is no name of anything', () => {
  const texts = [
    "' OR '1'='1",
    "'; DROP TABLE backtest_runs; --",
    '../../etc/passwd',
    '..',
    '%2e%2e%2f',
    '\ud83d',
    '__proto__',
  ]
  const read = operations.filter(({ route }) => route.startsWith('GET '))

  it('is refused or finds nothing, in each parameter of each operation that reads', async () => {
    for (const { route, parameters = [] } of read) {
      const template = route.split(' ')[1]
      for (const one of parameters.map((parameter) => resolved(parameter, contract.components.parameters))) {
        for (const text of texts) {
          const value = encodeURIComponent(Buffer.from(text).toString())
          const path = template.replaceAll(/\{\w+\}/g, one.in === 'path' ? value : 'x')
          const url = server.url + path + (one.in === 'query' ? `?${one.name}=${value}` : '')
          const { status } = await fetch(url)
          expect([200, 400, 404, 422, 501], `${status} of ${url}`).toContain(status)
        }
      }
    }
    await expectAlive()
  })
})
