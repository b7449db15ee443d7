import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { execa, type ResultPromise } from 'execa'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { isAlive, newOwner } from '../../src/host/processes.ts'
import type { Parts } from '../../src/services/parts.ts'
import { insertBuild } from '../../src/store/builds.ts'
import { requestOf } from '../client/recorded.ts'
import {
  calls,
  done,
  isUnbuilt,
  modelId,
  quick,
  quickWorkspace,
  temporaryWorkspace,
  testHost,
} from '../server/testHost.ts'
import { work } from '../store/temporary.ts'

const children: ResultPromise[] = []
/** How many of them, the first ones, serve several tests. */
let shared = 0
async function endFrom(first: number): Promise<void> {
  const ending = children.splice(first)
  for (const child of ending) child.kill('SIGKILL')
  await Promise.allSettled(ending)
}
afterEach(() => endFrom(shared))
afterAll(() => endFrom(0))

/** Vite sets BASE_URL in the tests' environment, which means a backend to Sigma. */
const environment = (workspace: string) => ({
  SIGMA_PRODUCT_DIR: workspace,
  XDG_CONFIG_HOME: workspace,
  BASE_URL: '',
})

/** The built server in a process of its own, on a free port, until the test ends that started it. */
async function server(workspace: string) {
  const child = execa(
    process.execPath,
    ['bin/sigma.js', 'serve', '--port', '0', '--threads', '1', '--json'],
    {
      env: environment(workspace),
      reject: false,
      timeout: 60_000,
    },
  )
  children.push(child)
  const [line] = await Promise.race([
    once(createInterface(child.stdout), 'line'),
    child.then(({ stderr }) => Promise.reject(new Error(`the server did not start: ${stderr}`))),
  ])
  const { url, pid }: { url: string; pid: number } = JSON.parse(line)
  return { pid, child, ...calls((request) => fetch(requestOf(request)), url) }
}

const endless = { model_id: modelId, hyperparams: { rounds: 100_000, depth: 6 } }

describe('the owner of a run', () => {
  const here = (pid: number, rest = '#before') => `${pid}@${hostname()}${rest}`

  it('lives until it is let go, beside others of its process', () => {
    const [one, two] = [newOwner(), newOwner()]
    expect(one.owner).not.toBe(two.owner)
    expect(one.owner).toContain(here(process.pid, '#'))
    one.letGo()
    expect([one, two].map(({ owner }) => isAlive(owner))).toEqual([false, true])
    two.letGo()
  })

  it('is not an earlier process of the same number', () => {
    expect(isAlive(here(process.pid))).toBe(false)
  })

  it('lives when its process does, here or on a machine that cannot be asked', () => {
    expect(isAlive(here(process.ppid))).toBe(true)
    expect(isAlive('4242@elsewhere#before')).toBe(true)
    expect(isAlive(here(999_999_999))).toBe(false)
  })

  it.runIf(process.platform === 'linux')('is the process that started when it did', async () => {
    const tell = "console.log(require('node:fs').readFileSync('/proc/self/stat', 'utf8'))"
    const child = execa(process.execPath, ['-e', `${tell}; setInterval(() => {}, 1_000)`], { reject: false })
    children.push(child)
    const [line]: string[] = await once(createInterface(child.stdout), 'line')
    const [pid, ...fields] = line.split(' ')
    const owner = here(Number(pid), `#its:${fields[20]}`)
    expect(isAlive(owner)).toBe(true)
    expect(isAlive(here(Number(pid), '#its:1')), 'another one had its number').toBe(false)
    child.kill('SIGKILL')
    await child
    expect(isAlive(owner)).toBe(false)
  })

  it('whose process was killed has its runs failed by the next, although that has its number', async () => {
    const workspace = temporaryWorkspace()
    let parts: Parts | undefined
    const first = await testHost({
      workspace,
      change(all) {
        parts = all
        return {}
      },
    })
    const left = { ...work(1), owner: here(process.pid, '#killed') }
    if (parts) await insertBuild(parts.db, { ...left, config: {} })
    await first.close()
    const second = await testHost({ workspace })
    const { body } = await second.get(`/build_runs/${left.id}`)
    await second.close()
    expect(body).toMatchObject({
      status: 'failed',
      error: {
        message: `The process ${here(process.pid, '')}, which was working on this, ended before it was done`,
      },
    })
  })
})

describe.skipIf(isUnbuilt)('two processes on one workspace', () => {
  let one: Awaited<ReturnType<typeof server>>
  let two: typeof one
  beforeAll(async () => {
    const workspace = await quickWorkspace()
    ;[one, two] = await Promise.all([server(workspace), server(workspace)])
    shared = children.length
  })

  it('build and backtest at once, and lose nothing of each other', async () => {
    const builds = await Promise.all(
      [one, two].map((each) => done(each.post('/build_matrix', { model_id: modelId }))),
    )
    expect(builds[0].matrix_sha).toBe(builds[1].matrix_sha)
    const thresholds = [[0.5], [0.52], [0.54], [0.56], [0.58], [0.6]]
    const runs = await Promise.all(
      thresholds.map((each, index) =>
        done((index % 2 === 0 ? one : two).post('/backtest', { ...quick, thresholds: each })),
      ),
    )
    for (const each of [one, two]) {
      const { rows, total } = await done(each.get('/leaderboard'))
      expect(total).toBe(6)
      expect(rows.map(({ id }) => id).sort()).toEqual(runs.map(({ run_id }) => run_id).sort())
      for (const { statistics } of rows) expect(statistics.trials, 'one ledger, seen by both').toBe(6)
      const numbers = rows.map((row) => Number(row.statistics.ledger_seq)).sort()
      expect(numbers).toEqual([1, 2, 3, 4, 5, 6])
    }
  })

  it('do an equal request once, and tell its progress to who asks the other one', async () => {
    await done(one.post('/build_matrix', { model_id: modelId }))
    const answers = await Promise.all([one, two, one, two].map((each) => each.post('/backtests', quick)))
    expect(new Set(answers.map(({ body }) => body.run_id)).size).toBe(1)
    expect(answers.filter(({ body }) => !body.deduplicated)).toHaveLength(1)
    for (const each of [one, two]) {
      const events = await each.events(`/backtests/${answers[0].body.run_id}/events`)
      expect(events.at(-1)).toMatchObject({ event: 'completed', data: { progress: 100 } })
    }
  })

  it('leave each other alone: a start lets go of the runs of a killed process, but of none that goes on', async () => {
    const workspace = await quickWorkspace()
    // One is killed, and the other left with work without end.
    const [one, two] = await Promise.all([server(workspace), server(workspace)])
    await done(one.post('/build_matrix', { model_id: modelId }))
    const [lost, kept] = await Promise.all([
      one.post('/backtests', { ...endless, seed: 1 }),
      two.post('/backtests', { ...endless, seed: 2 }),
    ])
    one.child.kill('SIGKILL')
    await one.child
    const later = await testHost({ workspace })
    const [left] = (await later.events(`/backtests/${lost.body.run_id}/events`)).slice(-1)
    const running = await done(later.get(`/backtests/${kept.body.run_id}`))
    await later.close()
    expect(left.data).toMatchObject({
      status: 'queued',
      error: { message: expect.stringContaining('ended before it was done') },
    })
    expect(['queued', 'running']).toContain(running.status)
  })

  it('do not send a command to a server that was killed', async () => {
    const workspace = temporaryWorkspace()
    const killed = await server(workspace)
    killed.child.kill('SIGKILL')
    await killed.child
    const { stdout, exitCode, stderr } = await execa(process.execPath, ['bin/sigma.js', 'health', '--json'], {
      env: environment(workspace),
      reject: false,
      timeout: 30_000,
    })
    expect(exitCode, stderr).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ ok: true, healthy: true })
  })

  it('stop cleanly when they are told to', async () => {
    const workspace = temporaryWorkspace()
    const served = await server(workspace)
    expect((await served.get('/livez')).status).toBe(200)
    served.child.kill('SIGTERM')
    const { exitCode } = await served.child
    expect(exitCode).toBe(0)
    expect(existsSync(join(workspace, '.sigma', 'server.json'))).toBe(false)
  })
})
