import { describe, expect, it } from 'vitest'
import { createSigmaClient, type RequestLine } from '../../src/client/client.ts'
import { readEvents, type StreamEvent } from '../../src/client/events.ts'
import type { WireRequest } from '../../src/client/transport.ts'
import { jsonResponse } from './recorded.ts'

const ok = (): Response => jsonResponse({ ok: true })

describe('createSigmaClient', () => {
  it('sends the token with each request', async () => {
    const tokens: (string | undefined)[] = []
    const client = createSigmaClient({
      baseUrl: 'http://b',
      token: 'secret',
      async transport(request) {
        tokens.push(request.headers.authorization)
        return ok()
      },
    })
    await client.GET('/packs')
    await client.send('GET', '/packs')
    expect(tokens).toEqual(['Bearer secret', 'Bearer secret'])
  })

  it('sends parameters of every kind, the body and headers of one call', async () => {
    const sent: WireRequest[] = []
    const client = createSigmaClient({
      baseUrl: 'http://b',
      async transport(request) {
        sent.push(request)
        return ok()
      },
    })
    const header = { Prefer: 'respond-async' } as const
    await client.POST('/train', { params: { header }, body: { model_id: 'm' } })
    await client.GET('/packs/{pack_id}/templates', {
      params: { path: { pack_id: 'a b' }, query: { limit: 2, offset: undefined } },
      headers: { Accept: 'text/plain' },
    })
    expect(sent).toMatchObject([
      {
        method: 'POST',
        url: 'http://b/train',
        headers: { prefer: 'respond-async', 'content-type': 'application/json' },
        body: '{"model_id":"m"}',
      },
      { method: 'GET', url: 'http://b/packs/a%20b/templates?limit=2', headers: { accept: 'text/plain' } },
    ])
    expect(sent[1].headers).toEqual({ accept: 'text/plain' })
  })

  it('reads an answer as it is asked to, and has no body where there is none', async () => {
    const answers = [
      new Response(null, { status: 204 }),
      new Response('# text'),
      new Response('no', { status: 500 }),
    ]
    const client = createSigmaClient({
      baseUrl: 'http://b',
      transport: async () => answers.shift() ?? ok(),
    })
    const params = { path: { run_id: 'r' } }
    expect(await client.GET('/packs')).toEqual({ response: expect.anything() })
    expect((await client.GET('/reports/{run_id}', { params, parseAs: 'text' })).data).toBe('# text')
    expect((await client.GET('/packs')).error).toBe('no')
    const bytes = (await client.GET('/reports/{run_id}', { params, parseAs: 'arrayBuffer' })).data
    expect(new TextDecoder().decode(bytes)).toBe('{"ok":true}')
  })

  it('repeats a read that failed in passing, and never a write', async () => {
    let calls = 0
    const client = createSigmaClient({
      baseUrl: 'http://b',
      async transport() {
        calls++
        return new Response('{}', { status: 503, headers: { 'Retry-After': '0' } })
      },
    })
    await client.GET('/packs')
    expect(calls).toBe(3)
    await client.POST('/models', { body: { ticker: 'SPY' } })
    expect(calls).toBe(4)
  })

  it('tells each request with its status and id', async () => {
    const lines: RequestLine[] = []
    const client = createSigmaClient({
      baseUrl: 'http://b',
      transport: async () => ok(),
      onRequest: (line) => lines.push(line),
    })
    await client.GET('/packs/{pack_id}', { params: { path: { pack_id: 'adhoc' } } })
    expect(lines).toMatchObject([
      { method: 'GET', url: 'http://b/packs/adhoc', status: 200, requestId: 'r-1' },
    ])
  })

  it('tells a request that got no answer', async () => {
    const lines: RequestLine[] = []
    const gone = new TypeError('fetch failed')
    const client = createSigmaClient({
      baseUrl: 'http://b',
      transport: () => Promise.reject(gone),
      onRequest: (line) => lines.push(line),
    })
    await expect(client.GET('/packs')).rejects.toBe(gone)
    expect(lines).toMatchObject([{ status: 'failed', requestId: null }])
  })

  it('gives up on an answer and on the beginning of a stream after the time-out, but not on what follows', async () => {
    const later = () => new Promise((resolve) => setTimeout(resolve, 20))
    const bounded: (boolean | undefined)[] = []
    const late = createSigmaClient({
      baseUrl: 'http://b',
      timeoutMs: 1,
      async transport({ signal }) {
        await later()
        bounded.push(signal?.aborted)
        return ok()
      },
    })
    const signals: (AbortSignal | undefined)[] = []
    const prompt = createSigmaClient({
      baseUrl: 'http://b',
      timeoutMs: 1,
      transport({ signal }) {
        signals.push(signal)
        return Promise.resolve(ok())
      },
    })
    const stream = ['GET', '/backtests/1/events', { accept: 'text/event-stream' }] as const
    await late.send('GET', '/packs')
    await late.send(...stream)
    await prompt.send(...stream)
    await later()
    expect([bounded, signals.map((signal) => signal?.aborted)]).toEqual([[true, true], [false]])
  })

  it('sends any path and body as they are given', async () => {
    const client = createSigmaClient({
      baseUrl: 'http://b',
      transport: async (request) => new Response(`${request.url} ${request.body}`),
    })
    const answer = await client.send('PUT', '/policy?x=1', { body: '{"a":1}' })
    expect(await answer.text()).toBe('http://b/policy?x=1 {"a":1}')
  })
})

describe('readEvents', () => {
  async function eventsOf(stream: ReadableStream<Uint8Array>): Promise<StreamEvent[]> {
    const events: StreamEvent[] = []
    for await (const event of readEvents(stream)) events.push(event)
    return events
  }

  it('reads events with their names, over chunk borders and after comments', async () => {
    const text =
      ': hello\n\nevent: progress\ndata: {"done":1}\n\ndata: {"done":\ndata: 2}\r\n\r\ndata: {"lost":true}'
    const chunks = new ReadableStream<Uint8Array<ArrayBuffer>>({
      start(controller) {
        for (const byte of new TextEncoder().encode(text)) controller.enqueue(Uint8Array.of(byte))
        controller.close()
      },
    })
    expect(await eventsOf(chunks)).toEqual([
      { event: 'progress', data: { done: 1 } },
      { event: 'message', data: { done: 2 } },
    ])
  })

  it('has none in an empty stream', async () => {
    expect(await eventsOf(new Blob([]).stream())).toEqual([])
  })
})
