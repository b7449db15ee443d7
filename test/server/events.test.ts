import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readEvents } from '../../src/client/events.ts'
import { done, modelId, quick, type TestHost, testHost, writeFeatureCsv } from './testHost.ts'

let host: TestHost
/** How fits go: as they do, not at all, or never to an end but by being canceled. */
let mode: 'fit' | 'break' | 'hang' = 'fit'

beforeAll(async () => {
  host = await testHost({
    change: ({ fits }) => ({
      reportBug: () => undefined,
      fits: {
        ...fits,
        run(columns, tasks, options) {
          if (mode === 'break') return Promise.reject(new Error('a part broke'))
          return mode === 'hang' ? untilAborted(options.signal) : fits.run(columns, tasks, options)
        },
      },
    }),
  })
  await done(host.post('/build_matrix', { model_id: modelId, start: '2010-01-04' }))
  writeFeatureCsv(host.workspace)
})
afterAll(() => host.close())

const foreign = {
  csv: 'features.csv',
  columns: { time: 'date', return: 'ret_fwd' },
  hyperparams: quick.hyperparams,
}

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('stopped'))))
}

/** Starts work that is accepted, and gives its id. */
async function started(path: string, body: object, headers: Record<string, string> = {}): Promise<string> {
  const { status, text, body: answer } = await host.post(path, body, headers)
  expect(status, text).toBe(202)
  return answer.run_id ?? answer.sweep_id ?? answer.job_id
}

const routes: [string, (body: object) => Promise<string>, string][] = [
  [
    'a build',
    (body) => started('/matrix/build', { ...body, model_id: modelId, start: '2011-01-03' }),
    '/build_runs',
  ],
  [
    'a training',
    (body) => started('/train', { ...foreign, ...body }, { prefer: 'respond-async' }),
    '/train/jobs',
  ],
  ['a backtest', (body) => started('/backtests', { ...foreign, ...body }), '/backtests'],
  [
    'a sweep',
    (body) => started('/sweeps/run', { ...foreign, ...body, top_pct_variants: [0.1, 0.2] }),
    '/sweeps',
  ],
]

describe.each(routes)('the events of %s', (_, start, path) => {
  it('end with completed, in order', async () => {
    const id = await start({ tag: 'followed' })
    const events = await host.events(`${path}/${id}/events`)
    expect(events.at(-1)).toMatchObject({ event: 'completed', data: { status: 'completed', progress: 100 } })
    const shares = events.map(({ data }) => Number((data as { progress: number }).progress))
    expect(shares.every((share) => share >= 0 && share <= 100)).toBe(true)
    expect(events.slice(0, -1).every(({ event }) => event === 'progress' || event === 'queued')).toBe(true)
    expect((await host.get(`${path}/${id}`)).text).toContain('"status":"completed"')
  })

  it('are told again in short to who comes late', async () => {
    const id = await start({ tag: 'late' })
    await host.events(`${path}/${id}/events`)
    const late = await host.events(`${path}/${id}/events`)
    expect(late).toHaveLength(1)
    expect(late[0]).toMatchObject({ event: 'completed' })
  })

  it('of an unknown id are a 404, and no stream', async () => {
    const answer = await host.get(`${path}/01890000-0000-7000-8000-000000000000/events`)
    expect(answer.status).toBe(404)
    expect(answer.body.error.code).toBe('NOT_FOUND')
    expect(answer.headers.get('content-type')).toContain('application/json')
  })
})

describe.each(routes.slice(1))('the failure of %s', (_, start, path) => {
  it('reaches its stream and its detail', async () => {
    mode = 'break'
    const id = await start({ tag: 'broken' })
    const events = await host.events(`${path}/${id}/events`)
    mode = 'fit'
    expect(events.at(-1)).toMatchObject({ event: 'failed', data: { error: { code: 'INTERNAL' } } })
    const detail = await done(host.get(path === '/sweeps' ? `${path}/${id}/status` : `${path}/${id}`))
    expect(detail.status).toBe('failed')
    expect(detail.error).toMatchObject({ code: 'INTERNAL', message: expect.stringContaining('unexpected') })
    const late = await host.events(`${path}/${id}/events`)
    expect(late).toMatchObject([{ event: 'failed', data: { error: { code: 'INTERNAL' } } }])
  })
})

describe('a follower that goes away', () => {
  it('does not stop the job', async () => {
    const id = await started('/backtests', { ...quick, tag: 'left' })
    const leaving = new AbortController()
    const response = await host.send(
      new Request(`http://sigma.local/backtests/${id}/events`, { signal: leaving.signal }),
    )
    if (!response.body) throw new Error('no stream')
    for await (const event of readEvents(response.body)) {
      expect(['progress', 'queued']).toContain(event.event)
      break
    }
    leaving.abort()
    expect((await host.events(`/backtests/${id}/events`)).at(-1)).toMatchObject({ event: 'completed' })
  })
})

describe('the cancel of a sweep', () => {
  const long = { ...quick, hyperparams: { rounds: 400, depth: 4 }, top_pct_variants: [0.1] }

  it('ends it, and its row and its events say so', async () => {
    const id = await started('/sweeps/run', { ...long, tag: 'canceled' })
    const answer = await host.post(`/sweeps/${id}/cancel`)
    expect(answer.status, answer.text).toBe(200)
    expect((await host.events(`/sweeps/${id}/events`)).at(-1)).toMatchObject({ event: 'canceled' })
    const status = await done(host.get(`/sweeps/${id}/status`))
    expect(status.status).toBe('canceled')
    expect(status.error.message).toContain('canceled')
    const again = await host.post(`/sweeps/${id}/cancel`)
    expect(again.status).toBe(409)
    expect(again.body.error.message).toContain('canceled')
  })

  it('ends one that still waits for its turn at once', async () => {
    mode = 'hang'
    const running = await Promise.all([1, 2].map((seed) => started('/sweeps/run', { ...long, seed })))
    const waiting = await started('/sweeps/run', { ...long, seed: 3 })
    await done(host.post(`/sweeps/${waiting}/cancel`))
    await host.events(`/sweeps/${waiting}/events`)
    expect((await done(host.get(`/sweeps/${waiting}/status`))).status).toBe('canceled')
    for (const id of running) {
      expect(['queued', 'running']).toContain((await done(host.get(`/sweeps/${id}/status`))).status)
      await done(host.post(`/sweeps/${id}/cancel`))
      expect((await host.events(`/sweeps/${id}/events`)).at(-1)).toMatchObject({ event: 'canceled' })
    }
    mode = 'fit'
  })

  it('leaves what comes after it free to run', async () => {
    const id = await started('/backtests', { ...foreign, tag: 'after' })
    expect((await host.events(`/backtests/${id}/events`)).at(-1)).toMatchObject({ event: 'completed' })
  })

  it('of an unknown sweep is NOT_FOUND', async () => {
    expect((await host.post('/sweeps/01890000-0000-7000-8000-000000000000/cancel')).status).toBe(404)
  })
})
