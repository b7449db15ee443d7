import { describe, expect, it, onTestFinished } from 'vitest'
import { type ClientParts, polygonClient } from '../../../src/data/polygon/client.ts'
import { type FakePolygon, type Fault, startFakePolygon } from './fakePolygon.ts'
import { testKey } from './someSource.ts'

const daily = {
  path: '/v2/aggs/ticker/SPY/range/1/day/2023-01-03/2023-01-13',
  query: { adjusted: 'true', sort: 'asc', limit: '50000' },
}
const dailyText =
  'GET /v2/aggs/ticker/SPY/range/1/day/2023-01-03/2023-01-13?adjusted=true&limit=50000&sort=asc'

async function some(parts: Partial<ClientParts> = {}) {
  const server = await startFakePolygon()
  onTestFinished(() => server.close())
  const slept: number[] = []
  const log: string[] = []
  const client = polygonClient({
    apiKey: testKey,
    baseUrl: new URL(server.url),
    requestsPerMinute: undefined,
    fetch: (url, init) => fetch(url, init),
    now: () => 0,
    sleep: async (milliseconds) => {
      slept.push(milliseconds)
    },
    random: () => 0.5,
    timeoutMs: 30_000,
    log: (message) => log.push(message),
    ...parts,
  })
  return { server, client, slept, log }
}

/** The first so many answers fail. */
function failing(server: FakePolygon, times: number, fault: Fault): void {
  server.fault = (_, count) => (count <= times ? fault : undefined)
}

describe('polygonClient', () => {
  it('sends the key as a bearer token, never in an address', async () => {
    const { server, client } = await some()
    const { rows } = await client.get(daily)
    expect(rows).toHaveLength(9)
    expect([...server.authorizations]).toEqual([`Bearer ${testKey}`])
    expect(server.requests.join()).not.toContain(testKey)
  })

  it('joins pages', async () => {
    const { server, client } = await some()
    const whole = await client.get(daily)
    server.pageSize = 2
    server.requests.length = 0
    expect(await client.get(daily)).toEqual(whole)
    expect(server.requests).toHaveLength(5) // 9 rows, 2 a page
  })

  it.each<[string, Fault]>([
    ['HTTP 500', { status: 500, body: 'oops' }],
    ['HTTP 503', { status: 503 }],
    ['HTTP 429', { status: 429 }],
    ['a reset connection', 'reset'],
    ['a body that ends early', 'truncated'],
    ['a length that is too short', 'shortLength'],
    ['JSON that is cut off', { text: '{"status":"OK","results":[{"t":16727' }],
    ['a page of HTML', { text: '<html>please log in</html>' }],
  ])('asks again after %s, with pauses that double', async (_, fault) => {
    const { server, client, slept } = await some()
    failing(server, 3, fault)
    expect((await client.get(daily)).rows).toHaveLength(9)
    expect(server.requests).toHaveLength(4)
    expect(slept).toEqual([250, 500, 1000]) // half of 500, 1000, 2000: random() is 0.5
  })

  it.each<[string, Fault, string, string]>([
    ['HTTP 500', { status: 500, body: '{"status":"ERROR","error":"database"}' }, 'UNAVAILABLE', '(HTTP 500)'],
    ['HTTP 429', { status: 429 }, 'RATE_LIMITED', '(HTTP 429)'],
    ['resets', 'reset', 'UNAVAILABLE', 'no whole answer'],
    ['bodies that end early', 'truncated', 'UNAVAILABLE', 'no whole answer'],
    ['answers that are no JSON', { text: 'x' }, 'UNAVAILABLE', '1 characters that are no JSON'],
  ])('gives up after four %s, naming the request', async (_, fault, code, text) => {
    const { server, client } = await some()
    server.fault = () => fault
    const failure = client.get(daily)
    await expect(failure).rejects.toMatchObject({ code, details: { request: dailyText, tries: 4 } })
    await expect(failure).rejects.toThrow(text)
    await expect(failure).rejects.toThrow(dailyText)
    await expect(failure).rejects.toThrow('tried 4 times')
    expect(server.requests).toHaveLength(4)
  })

  it.each<[number, string, string]>([
    [401, 'UNAUTHORIZED', 'POLYGON_API_KEY'],
    [403, 'FORBIDDEN', 'plan'],
    [404, 'NOT_FOUND', 'ticker'],
    [400, 'UNPROCESSABLE', 'dates'],
    [302, 'UNPROCESSABLE', 'base URL'],
  ])('does not ask again after HTTP %i', async (status, code, next) => {
    const { server, client } = await some()
    server.fault = () => ({
      status,
      headers: { location: '/other' },
      body: '{"status":"ERROR","error":"so it is"}',
    })
    const failure = client.get(daily)
    await expect(failure).rejects.toMatchObject({ code, next: expect.stringContaining(next) })
    await expect(failure).rejects.toThrow(`(HTTP ${status}) ${dailyText}: so it is`)
    expect(server.requests).toHaveLength(1)
  })

  it('waits as long as Retry-After says, in seconds or until a date', async () => {
    const { server, client, slept } = await some()
    const headers = [{ 'retry-after': '7' }, { 'retry-after': new Date(3000).toUTCString() }]
    server.fault = (_, count) => (count <= 2 ? { status: 429, headers: headers[count - 1] } : undefined)
    await client.get(daily)
    // 7 s and half of 0.5 s; its own pace waits for the same 7 s, then 3 s.
    expect(slept).toContain(7250)
    expect(slept).toContain(3500)
  })

  it('does not wait for hours', async () => {
    const { server, client, slept } = await some()
    server.fault = () => ({ status: 429, headers: { 'retry-after': '3600' } })
    await expect(client.get(daily)).rejects.toMatchObject({ code: 'RATE_LIMITED' })
    expect(slept).toEqual([])
  })

  it('ends a request that hangs', async () => {
    const { server, client } = await some({ timeoutMs: 20 })
    server.fault = () => 'hang'
    await expect(client.get(daily)).rejects.toMatchObject({
      code: 'TIMEOUT',
      message: `no whole answer from polygon to ${dailyText}: none within 0.02 s; tried 4 times`,
    })
  })

  it('says that nobody listens', async () => {
    const { server, client } = await some()
    await server.close()
    await expect(client.get(daily)).rejects.toThrow(/no whole answer.*ECONNREFUSED/)
  })

  it.each<[string, string]>([
    ['{"results":[]}', 'status: expected string'],
    ['[]', 'expected object'],
    ['{"status":"OK","results":{"t":1}}', 'results: expected array'],
    ['{"status":"ERROR","error":"Unknown API Key"}', 'status ERROR, Unknown API Key'],
    ['{"status":"OK","next_url":"nowhere"}', 'next_url is no address'],
    [
      '{"status":"OK","next_url":"http://192.0.2.1/v2/aggs?cursor=1"}',
      'its next page is at http://192.0.2.1',
    ],
  ])('refuses %s', async (text, fault) => {
    const { server, client } = await some()
    server.fault = () => ({ text })
    const failure = client.get(daily)
    await expect(failure).rejects.toMatchObject({ code: 'UNPROCESSABLE', details: { request: dailyText } })
    await expect(failure).rejects.toThrow(fault)
    expect(server.requests).toHaveLength(1)
  })

  it('detects pages that lead in a circle, and pages without end', async () => {
    const { server, client } = await some()
    const pageAfter = (cursor: unknown) =>
      JSON.stringify({ status: 'OK', results: [], next_url: `${server.url}/x?cursor=${cursor}&apiKey=abc` })
    server.fault = (_, count) => ({ text: pageAfter(count % 3) })
    await expect(client.get(daily)).rejects.toThrow('page 4 leads back to an earlier page')
    expect(server.requests.join()).not.toContain('apiKey')
    server.fault = (_, count) => ({ text: pageAfter(`n${count}`) })
    await expect(client.get(daily)).rejects.toThrow('more than 500 pages')
  })

  it('shows the key in no error and no log, even when the vendor repeats it', async () => {
    const { server, client, log } = await some()
    server.fault = () => ({ status: 500, body: JSON.stringify({ error: `bad key ${testKey}` }) })
    const failure = await client.get(daily).catch((error: unknown) => error)
    expect(String(failure)).toContain('bad key ***')
    expect(`${log.join()}${JSON.stringify(failure)}`).not.toContain(testKey)
  })

  it('keeps at most eight requests under way', async () => {
    let running = 0
    let most = 0
    const { client } = await some({
      async fetch() {
        most = Math.max(most, ++running)
        await new Promise((resolve) => setImmediate(resolve))
        running--
        return new Response('{"status":"OK"}')
      },
    })
    await Promise.all(Array.from({ length: 50 }, () => client.get(daily)))
    expect(most).toBe(8)
  })
})
