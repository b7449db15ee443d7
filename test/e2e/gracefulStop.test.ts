import { connect } from 'node:net'
import { join } from 'node:path'
import Libsql from 'libsql'
import { describe, expect, it } from 'vitest'
import { readEvents } from '../../src/client/events.ts'
import { isUnbuilt, writeFeatureCsv } from '../server/testHost.ts'
import { type RunningServer, startServer, temporaryFolder } from './workspace.ts'

const file = { csv: 'features.csv', columns: { time: 'date', return: 'ret_fwd' } }
const shares = Array.from({ length: 20 }, (_, index) => (0.01 + 0.04 * index).toFixed(3))
/** Some seconds of work, in many steps. */
const sweep = {
  ...file,
  hyperparams: { rounds: 30, depth: 2 },
  splits: 2,
  hyperparams_variants: [{ rate: 0.05 }, { rate: 0.1 }, { rate: 0.2 }],
  top_pct_variants: shares,
}
/** A fit of minutes. */
const long = { ...file, hyperparams: { rounds: 100_000, depth: 6 } }
/** One of a second or two. */
const short = { ...file, hyperparams: { rounds: 60, depth: 3 }, splits: 2 }

/** A machine may be busy with other tests. */
const patient = { timeout: 60_000 }

interface Row {
  id: string
  status: string
  owner: string | null
}

async function post(server: RunningServer, path: string, body: object, headers = {}): Promise<Response> {
  return fetch(server.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
}

async function idOf(answer: Promise<Response>, name: string): Promise<string> {
  const { status, text } = await (async () => {
    const got = await answer
    return { status: got.status, text: await got.text() }
  })()
  expect(status, text).toBeLessThan(300)
  return JSON.parse(text)[name]
}

/** All work that the store tells of, once it was found whole. */
function workIn(folder: string): Row[] {
  const db = new Libsql(join(folder, '.sigma', 'sigma.db'))
  try {
    expect(db.prepare('pragma integrity_check').all()).toEqual([{ integrity_check: 'ok' }])
    const tables = ['build_runs', 'training_runs', 'backtest_runs', 'backtest_sweeps']
    const all = tables.map((table) => `select id, status, owner from ${table}`).join(' union all ')
    return db.prepare(all).all() as Row[]
  } finally {
    db.close()
  }
}

const statusOf = (folder: string, id: string): string | undefined =>
  workIn(folder).find((row) => row.id === id)?.status

/** The rows of a sweep without what differs between two of them, as soon as it is done. */
async function resultsOf(server: RunningServer, folder: string, id: string): Promise<string[]> {
  await expect.poll(() => statusOf(folder, id), patient).toBe('completed')
  const text = await (await fetch(`${server.url}/sweeps/${id}/results?limit=200`)).text()
  const { rows }: { rows: { config: object; metrics: object; score: number }[] } = JSON.parse(text)
  return rows
    .map(({ config, score, metrics }) =>
      JSON.stringify({ config, score, metrics: { ...metrics, timings: 0 } }),
    )
    .sort()
}

/** Stops a training that another server was to go on with: it would take minutes. */
async function stopTraining(server: RunningServer, folder: string, id: string): Promise<void> {
  expect((await post(server, `/train/jobs/${id}/cancel`, {})).status).toBe(200)
  await expect.poll(() => statusOf(folder, id), patient).toBe('canceled')
}

/** A connection that was used or not, and waits. Tells when the server closes it. */
async function idleConnection(url: string, used: boolean): Promise<{ closed: Promise<void> }> {
  const { port } = new URL(url)
  const socket = connect(Number(port), '127.0.0.1')
  const closed = new Promise<void>((resolve) => {
    socket.on('close', () => resolve())
  })
  if (used) socket.write('GET /livez HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n')
  await new Promise((resolve) => {
    socket.once(used ? 'data' : 'connect', resolve)
  })
  return { closed }
}

async function lastEvent(server: RunningServer, path: string): Promise<string | undefined> {
  const answer = await fetch(server.url + path)
  if (!answer.body) throw new Error(`${path} answered nothing`)
  let last: string | undefined
  for await (const { event } of readEvents(answer.body)) last = event
  return last
}

describe.skipIf(isUnbuilt)('a server that is told to stop under load', () => {
  it('answers what was asked, hands back its jobs, and comes to the same results after', {
    timeout: 180_000,
  }, async () => {
    const folder = temporaryFolder()
    writeFeatureCsv(folder)
    const first = await startServer(folder, ['serve', '--threads', '1', '--json'], {
      SIGMA_GRACE_SECONDS: '60',
    })
    const sweepId = await idOf(post(first, '/sweeps/run', sweep), 'sweep_id')
    const trainingId = await idOf(post(first, '/train', long, { prefer: 'respond-async' }), 'job_id')
    const followed = lastEvent(first, `/sweeps/${sweepId}/events`)
    const answered = post(first, '/backtest', short)
    const idle = await Promise.all([true, false].map((used) => idleConnection(first.url, used)))
    await expect.poll(() => statusOf(folder, sweepId), patient).toBe('running')
    first.signal('SIGTERM')
    await expect.poll(() => post(first, '/backtests', short).catch(() => 'refused'), patient).toBe('refused')
    await Promise.all(idle.map(({ closed }) => closed))
    expect((await answered).status, 'it was asked before').toBe(200)
    expect(await followed, 'it goes on with the next server').toBe('queued')
    const { exitCode, stderr } = await first.ended
    expect([exitCode, stderr]).toEqual([0, expect.not.stringContaining('"level":"error"')])
    const left = workIn(folder)
    expect(left.filter(({ status }) => status === 'running')).toEqual([])
    expect(left.find(({ id }) => id === sweepId)).toMatchObject({ status: 'queued', owner: null })
    expect(left.find(({ id }) => id === trainingId)).toMatchObject({ status: 'queued', owner: null })

    const second = await startServer(folder, ['serve', '--json'])
    await expect.poll(() => statusOf(folder, trainingId), patient).toBe('running')
    await stopTraining(second, folder, trainingId)
    const resumed = await resultsOf(second, folder, sweepId)
    const undisturbed = await idOf(post(second, '/sweeps/run', { ...sweep, force: true }), 'sweep_id')
    expect(undisturbed).not.toBe(sweepId)
    expect(resumed).toHaveLength(60)
    expect(resumed).toEqual(await resultsOf(second, folder, undisturbed))
    expect(await second.stop()).toBe(0)
  })

  it.each([
    ['SIGTERM', 'SIGTERM', 143],
    ['SIGINT', 'SIGINT', 130],
  ] as const)(
    'ends at once after %s and %s, and leaves what the next start takes up',
    { timeout: 180_000 },
    async (one, other, code) => {
      const folder = temporaryFolder()
      writeFeatureCsv(folder)
      const server = await startServer(folder, ['serve', '--threads', '1', '--json'], {
        SIGMA_GRACE_SECONDS: '600',
      })
      const sweepId = await idOf(post(server, '/sweeps/run', sweep), 'sweep_id')
      // It waits for its answer, and with it the server.
      const unanswered = post(server, '/train', long).catch(() => 'cut off')
      await expect
        .poll(() => workIn(folder).filter(({ status }) => status === 'running').length, patient)
        .toBe(2)
      server.signal(one)
      await expect.poll(() => fetch(`${server.url}/livez`).catch(() => 'refused'), patient).toBe('refused')
      server.signal(other)
      expect((await server.ended).exitCode).toBe(code)
      expect(await unanswered).toBe('cut off')
      const next = await startServer(folder, ['serve', '--json'])
      const [trainingId] = workIn(folder).flatMap(({ id }) => (id === sweepId ? [] : [id]))
      await expect.poll(() => statusOf(folder, trainingId), patient).toBe('running')
      await stopTraining(next, folder, trainingId)
      expect(await resultsOf(next, folder, sweepId)).toHaveLength(60)
      expect(workIn(folder).filter(({ status }) => status === 'running')).toEqual([])
      expect(await next.stop()).toBe(0)
    },
  )

  it('ends requests that take longer than it may, and then itself', { timeout: 120_000 }, async () => {
    const folder = temporaryFolder()
    writeFeatureCsv(folder)
    const server = await startServer(folder, ['serve', '--threads', '1', '--json'], {
      SIGMA_GRACE_SECONDS: '1',
    })
    const answered = post(server, '/train', long)
    await expect
      .poll(() => workIn(folder).filter(({ status }) => status === 'running').length, patient)
      .toBe(1)
    server.signal('SIGINT')
    const { status, headers } = await answered
    expect([status, headers.get('retry-after')]).toEqual([503, '5'])
    expect((await server.ended).exitCode).toBe(130)
    expect(workIn(folder), 'the next server goes on with it').toMatchObject([
      { status: 'queued', owner: null },
    ])
  })
})
