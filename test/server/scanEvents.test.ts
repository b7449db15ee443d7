import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { readEvents } from '../../src/client/events.ts'
import type { ScanEvent } from '../../src/contract/types.ts'
import { SigmaError } from '../../src/core/errors.ts'
import type { BarSource } from '../../src/data/source.ts'
import { syntheticSource } from '../../src/data/synthetic/source.ts'
import { type TestHost, testHost } from './testHost.ts'

const end = '2024-06-28'
const tickers = ['AAA', 'BBB', 'CCC', 'DDD']
const model = 'universe_eq_swing_daily_scanner'
const body = { source: 'polygon', tickers, end, rsi_min: 0, adx_min: 0, bos_min: -1_000 }
const wantsEvents = { accept: 'text/event-stream' }

/** A vendor who answers when he is let, and how many wait for him. */
const vendor = {
  ...syntheticSource({ seed: 3 }),
  waiting: 0,
  gate: Promise.resolve(),
  async load(request) {
    vendor.waiting++
    await vendor.gate.finally(() => vendor.waiting--)
    return syntheticSource({ seed: 3 }).load(request)
  },
} satisfies BarSource & Record<string, unknown>

let host: TestHost
/** Has the vendor answer. */
let open: (error?: SigmaError) => void = () => undefined
const bugs: unknown[] = []

beforeAll(async () => {
  host = await testHost({
    change: () => ({
      polygon: vendor,
      now: () => new Date(`${end}T22:00:00Z`),
      reportBug: (error) => bugs.push(error),
    }),
  })
})
afterAll(() => host.close())
beforeEach(() => {
  vendor.gate = new Promise((resolve, reject) => {
    open = (error) => (error ? reject(error) : resolve())
  })
  // It may be refused before anybody waits.
  vendor.gate.catch(() => undefined)
})

/** All events of a scan, whose vendor waits until the first one is there. */
async function told(asked: object): Promise<{ event: string; data: ScanEvent }[]> {
  const { status, headers, body } = await host.send(
    new Request('http://sigma.local/scan', {
      method: 'POST',
      headers: { ...wantsEvents, 'content-type': 'application/json' },
      body: JSON.stringify(asked),
    }),
  )
  expect([status, headers.get('content-type')]).toEqual([200, 'text/event-stream; charset=utf-8'])
  if (!body) throw new Error('no body')
  const events: { event: string; data: ScanEvent }[] = []
  for await (const { event, data } of readEvents(body)) {
    if (!isScanEvent(data)) throw new Error(`no event of a scan: ${JSON.stringify(data)}`)
    events.push({ event, data })
    open()
  }
  return events
}

const isScanEvent = (data: unknown): data is ScanEvent =>
  typeof data === 'object' && data !== null && 'status' in data && 'progress' in data

/** How scans ended, as the audit has it. */
async function ends(): Promise<unknown[]> {
  const { body } = await host.get('/admin/audit?limit=50')
  return body.rows.map(({ status }) => status)
}

const signals = async (): Promise<number> => (await host.get('/signals')).body.total

describe('a scan that is told by events', () => {
  it('tells how many tickers are done, and in the end the answer that is given at once', async () => {
    const events = await told(body)
    expect(events[0]).toEqual({
      event: 'progress',
      data: { status: 'running', progress: 0, message: 'scanning', completed: 0, total: 4 },
    })
    const last = events.at(-1)
    expect(last).toMatchObject({ event: 'completed', data: { status: 'completed', progress: 100 } })
    expect(last?.data.answer).toMatchObject({ ok: true, model_id: model, scanned: 4, written: 4 })
    const { timings: _, ...plain } = JSON.parse((await host.post('/scan', body)).text)
    expect(last?.data.answer).toMatchObject({ ...plain, written: 4, kept: 0 })
    expect(await ends()).toEqual([200, 200])
  })

  it('is a plain failure where nothing could begin', async () => {
    const refused = { ...body, tickers: [] }
    const { status, text } = await host.post('/scan', refused, wantsEvents)
    expect([status, text]).toEqual([400, expect.stringContaining('no universe')])
    const wrong = await host.post('/scan', { ...body, top_n: 0 }, wantsEvents)
    expect([wrong.status, wrong.text]).toEqual([400, expect.stringContaining('top_n')])
  })

  it('tells of what fails in its middle, as it is told at once', async () => {
    const away = new SigmaError('UNAVAILABLE', 'the vendor is away', { next: 'wait' })
    open(away)
    const failed = await told(body)
    expect(failed.at(-1)).toEqual({
      event: 'failed',
      data: {
        status: 'failed',
        progress: 0,
        error: { code: 'UNAVAILABLE', message: 'the vendor is away', next: 'wait' },
      },
    })
    expect(await ends()).toContain(503)
    expect(JSON.parse((await host.post('/scan', body)).text).error).toEqual(failed.at(-1)?.data.error)
  })

  it('is ended when who asked for it goes, and keeps nothing', async () => {
    const before = await signals()
    const app = await host.app()
    const url = await app.listen({ host: '127.0.0.1', port: 0 })
    const asked = { ...body, preset: 'trend', model_id: 'universe_eq_swing_daily_trend_follow_scanner' }
    const sent = request(`${url}/scan`, {
      method: 'POST',
      headers: { ...wantsEvents, 'content-type': 'application/json' },
      agent: false,
    })
    sent.end(JSON.stringify(asked))
    const [response] = await once(sent, 'response')
    expect(response.statusCode).toBe(200)
    await expect.poll(() => vendor.waiting).toBe(4)
    sent.destroy()
    // The server hears of it before the vendor answers.
    await expect.poll(() => connections(app.server)).toBe(0)
    open()
    await expect.poll(ends).toContain(409)
    expect(await signals()).toBe(before)
    expect(existsSync(join(host.workspace, 'live_data', asked.model_id))).toBe(false)
    expect(bugs, 'nobody is told of who has left').toEqual([])
  })
})

function connections(server: Awaited<ReturnType<TestHost['app']>>['server']): Promise<number> {
  return new Promise((resolve, reject) => {
    server.getConnections((error, count) => (error ? reject(error) : resolve(count)))
  })
}
