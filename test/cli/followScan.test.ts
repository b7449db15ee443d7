import type { IncomingMessage, ServerResponse } from 'node:http'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runSigma } from './runSigma.ts'
import { stubBackend } from './stubBackend.ts'

/** What the backend answers to a scan, and what it was asked. */
let answer: (response: ServerResponse) => void
let asked: IncomingMessage['headers'][] = []
const backend = stubBackend((request, response) => {
  asked.push(request.headers)
  request.resume().on('end', () => answer(response))
})

// In front of a log of CI progress is shown as on a terminal.
const before = process.env.CI
beforeEach(() => {
  process.env.CI = 'true'
  asked = []
})
afterEach(() => {
  if (before === undefined) delete process.env.CI
  else process.env.CI = before
})

const signal = { id: 'i', model_id: 'm', ticker: 'MSFT', side: 'long', score_total: 0.3, rank: 1 }
const good = { ok: true, model_id: 'm', pack_id: 'p', count: 1, signals_csv: 's.csv', top: [signal] }
const running = { status: 'running', progress: 50, message: 'scanning', completed: 1, total: 2 }

const scan = (...words: string[]) =>
  runSigma('scan', '--tickers', 'MSFT', ...words, '--base-url', backend.url)

const inWhole = (body: object, status = 200): typeof answer => {
  return (response) =>
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body))
}

const byEvents = (...events: object[]): typeof answer => {
  const text = events.map((data) => `event: any\ndata: ${JSON.stringify(data)}\n\n`).join('')
  return (response) =>
    response.writeHead(200, { 'Content-Type': 'text/event-stream', 'X-Request-ID': 'r-1' }).end(text)
}

describe('sigma scan where progress is shown', () => {
  it('asks for events, and shows the answer that comes with the last', async () => {
    answer = byEvents(running, { status: 'completed', progress: 100, answer: good })
    const { code, stdout } = await scan()
    expect([code, asked[0].accept]).toEqual([0, 'text/event-stream'])
    expect(stdout).toMatch(/^1\tMSFT\t0\.3/)
  })

  it('takes the whole answer of a backend that tells no events', async () => {
    answer = inWhole(good)
    const { code, stdout } = await scan()
    expect([code, asked.length]).toEqual([0, 1])
    expect(stdout).toMatch(/^1\tMSFT\t0\.3/)
  })

  it.each([
    ['before it began', inWhole({ error: { code: 'INVALID_PARAM', message: 'no universe' } }, 400), 2],
    ['as the earlier backend does', inWhole({ ok: false, error: 'scan_failed' }), 1],
    [
      'in its middle',
      byEvents(running, {
        status: 'failed',
        progress: 50,
        error: { code: 'UNPROCESSABLE', message: 'the bars are stale', next: 'fetch newer bars' },
      }),
      1,
    ],
    ['without an end', byEvents(running), 1],
    ['with an end that has no answer', byEvents({ status: 'completed', progress: 100 }), 1],
  ])('tells of a scan that fails %s', async (_, failure, exit) => {
    answer = failure
    const { code, stdout, stderr } = await scan()
    expect([code, stdout], stderr).toEqual([exit, ''])
    expect(stderr).toMatch(
      /no universe|scan_failed|stale\nnext: fetch newer bars\n.*r-1|broke off|nothing that is an answer/,
    )
    expect(stderr).not.toContain('bug:')
  })

  it('tells of a connection that breaks, as of any other', async () => {
    answer = (response) => {
      response.writeHead(200, { 'Content-Type': 'text/event-stream' })
      response.write(`data: ${JSON.stringify(running)}\n\n`, () => response.destroy())
    }
    const { code, stderr } = await scan()
    expect(code, stderr).toBe(3)
    expect(stderr).toContain('broke off its answer')
  })
})

describe('sigma scan where nobody looks', () => {
  it.each([['--json'], ['--quiet']])('asks for the answer alone, with %s', async (flag) => {
    answer = inWhole(good)
    const { code, stdout } = await scan(flag)
    expect([code, asked[0].accept]).toEqual([0, '*/*'])
    if (flag === '--json') expect(JSON.parse(stdout)).toEqual({ ...good, rows: good.top })
  })
})
