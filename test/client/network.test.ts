import { createServer, type RequestListener, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { networkTransport } from '../../src/client/network.ts'
import { wireOf } from './recorded.ts'

const open: Server[] = []
const { send: sendWire, close } = networkTransport()
const send = async (request: Request) => sendWire(await wireOf(request))

/** A server that answers as told, and its address. */
async function serving(answer: RequestListener): Promise<string> {
  const server = createServer(answer)
  open.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

afterEach(async () => {
  await close()
  for (const server of open.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

describe('networkTransport', () => {
  it('sends method, headers and body, and gives back status, headers and body', async () => {
    const url = await serving(async (request, response) => {
      let body = ''
      for await (const piece of request) body += piece
      const { authorization, 'content-length': length } = request.headers
      response.writeHead(201, 'Made', { 'X-Request-ID': 'r-1' })
      response.end(JSON.stringify([request.method, request.url, authorization, length, body]))
    })
    const answer = await send(
      new Request(`${url}/things?a=1`, {
        method: 'POST',
        body: 'text',
        headers: { Authorization: 'Bearer t' },
      }),
    )
    expect([answer.status, answer.statusText, answer.headers.get('x-request-id')]).toEqual([
      201,
      'Made',
      'r-1',
    ])
    expect(JSON.parse(await answer.text())).toEqual(['POST', '/things?a=1', 'Bearer t', '4', 'text'])
  })

  it('uses a connection again, and makes another one when the server closed it', async () => {
    const sockets = new Set<unknown>()
    const url = await serving((request, response) => {
      sockets.add(request.socket)
      if (request.url === '/last') response.once('finish', () => setImmediate(() => request.socket.destroy()))
      response.end('{}')
    })
    for (const path of ['/first', '/second', '/last']) await (await send(new Request(url + path))).text()
    expect(sockets.size).toBe(1)
    await (await send(new Request(`${url}/again`))).text()
    expect(sockets.size).toBe(2)
  })

  it('asks once more when a kept connection is reset before a read was answered, but never writes twice', async () => {
    const asked: string[] = []
    const url = await serving((request, response) => {
      asked.push(`${request.method} ${request.url}`)
      const isSecond = asked.filter((one) => one.endsWith('/reset')).length === 1
      if (request.url === '/reset' && isSecond) request.socket.resetAndDestroy()
      else response.end('{}')
    })
    await (await send(new Request(`${url}/first`))).text()
    await (await send(new Request(`${url}/reset`))).text()
    expect(asked).toEqual(['GET /first', 'GET /reset', 'GET /reset'])
    asked.length = 0
    const write = send(new Request(`${url}/reset`, { method: 'POST', body: '{}' }))
    await expect(write).rejects.toThrow('fetch failed')
    expect(asked).toEqual(['POST /reset'])
  })

  it('tells that nobody answers, with the cause', async () => {
    const url = await serving(() => undefined)
    open.splice(0)[0].close()
    const failure = await send(new Request(url)).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(TypeError)
    expect(failure).toMatchObject({ message: 'fetch failed', cause: { code: 'ECONNREFUSED' } })
  })

  it('tells that an answer broke off', async () => {
    const url = await serving((request, response) => {
      response.writeHead(200, { 'Content-Length': '100' })
      response.write('{', () => request.socket.destroy())
    })
    const answer = await send(new Request(url))
    const failure = await answer.text().catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(TypeError)
    expect(failure).toMatchObject({ message: 'terminated' })
  })

  it('gives up for the reason that the request was aborted with, before and after the answer began', async () => {
    const url = await serving((request, response) => {
      if (request.url === '/stream') response.write('data')
    })
    const late = new Request(url, { signal: AbortSignal.timeout(50) })
    await expect(send(late)).rejects.toMatchObject({ name: 'TimeoutError' })
    const leaving = new AbortController()
    const answer = await send(new Request(`${url}/stream`, { signal: leaving.signal }))
    const reading = answer.text()
    leaving.abort(new Error('no longer wanted'))
    await expect(reading).rejects.toThrow('no longer wanted')
  })

  it('gives what arrives of a stream as it arrives', async () => {
    let finish: () => void = () => undefined
    const url = await serving((_, response) => {
      response.write('first')
      finish = () => response.end('last')
    })
    const reader = (await send(new Request(url))).body?.pipeThrough(new TextDecoderStream()).getReader()
    expect(await reader?.read()).toEqual({ done: false, value: 'first' })
    finish()
    expect(await reader?.read()).toEqual({ done: false, value: 'last' })
    expect(await reader?.read()).toEqual({ done: true, value: undefined })
  })

  it('lets go of a stream that is no longer read', async () => {
    let gone = false
    const url = await serving((request, response) => {
      request.socket.once('close', () => {
        gone = true
      })
      response.write('first')
    })
    const answer = await send(new Request(url))
    await answer.body?.cancel()
    await expect.poll(() => gone).toBe(true)
  })

  it.each(['file:///etc/passwd', 'http://[bad', 'ftp://127.0.0.1/x'])(
    'takes a redirect to what is no address of a server for a fault of the network: %s',
    async (location) => {
      const url = await serving((_, response) => response.writeHead(302, { location }).end())
      await expect(send(new Request(url))).rejects.toThrow(new TypeError('fetch failed'))
    },
  )

  it('follows redirects, with the method and the body that the status leaves, and without a token for others', async () => {
    const elsewhere = await serving((request, response) => {
      response.end(`other ${request.headers.authorization}`)
    })
    const url = await serving(async (request, response) => {
      let body = ''
      for await (const piece of request) body += piece
      const moved: Record<string, [number, string]> = {
        '/kept': [307, '/end'],
        '/seen': [303, '/end'],
        '/away': [302, elsewhere],
        '/round': [301, '/round'],
      }
      const [status, location] = moved[request.url ?? ''] ?? []
      if (status !== undefined) response.writeHead(status, { location }).end()
      else response.end(`${request.method} ${body} ${request.headers.authorization}`)
    })
    const post = async (path: string) => {
      const headers = { Authorization: 'mine' }
      return (await send(new Request(url + path, { method: 'POST', body: 'b', headers }))).text()
    }
    expect(await post('/kept')).toBe('POST b mine')
    expect(await post('/seen')).toBe('GET  mine')
    expect(await post('/away')).toBe('other undefined')
    await expect(send(new Request(`${url}/round`))).rejects.toThrow('fetch failed')
  })

  it('has no body where there can be none', async () => {
    const url = await serving((_, response) => response.writeHead(204).end())
    const answer = await send(new Request(url, { method: 'DELETE' }))
    expect([answer.status, answer.body]).toEqual([204, null])
  })

  it('lets a server end that it has asked, once it is closed', async () => {
    const url = await serving((_, response) => response.end('{}'))
    await (await send(new Request(url))).text()
    await close()
    const { port } = new URL(url)
    await expect(
      new Promise((resolve, reject) => {
        const socket = connect(Number(port), '127.0.0.1', () => {
          socket.end()
          resolve('connected')
        }).on('error', reject)
      }),
    ).resolves.toBe('connected')
    const server = open[open.length - 1]
    const count = () =>
      new Promise((resolve) => server.getConnections((_, connections) => resolve(connections)))
    await expect.poll(count).toBe(0)
  })
})
