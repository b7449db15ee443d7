import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Served, serve } from '../../src/host/serve.ts'
import { isUnbuilt, temporaryWorkspace, testSettings, writeFeatureCsv } from './testHost.ts'

let server: Served
let tokened: Served
const workspace = temporaryWorkspace()
const adminToken = 'sixteen-characters-and-more'

beforeAll(async () => {
  const settings = await testSettings(workspace, { log_level: 'debug', log_file: 'log.jsonl' })
  writeFeatureCsv(workspace)
  server = await serve({ workspace, settings, threads: 1, host: '127.0.0.1', port: 0 })
  const other = temporaryWorkspace()
  const flags = { log_level: 'info', log_file: 'log.jsonl', admin_token: adminToken }
  tokened = await serve({
    workspace: other,
    settings: await testSettings(other, flags),
    threads: 1,
    host: '127.0.0.1',
    port: 0,
  })
})
afterAll(() => Promise.all([server.stop(), tokened.stop()]))

async function ask(path: string, headers: Record<string, string> = {}, body?: object): Promise<Response> {
  const sent = body && { method: 'POST', body: JSON.stringify(body) }
  const type: Record<string, string> = body ? { 'content-type': 'application/json' } : {}
  return fetch(server.url + path, { ...sent, headers: { ...type, ...headers } })
}

type Line = Record<string, unknown>

/** The lines of a request, once it has its own. */
async function linesOf(requestId: string): Promise<Line[]> {
  let found: Line[] = []
  await expect
    .poll(async () => {
      const answer = await ask(`/admin/logs/tail?lines=1000&request_id=${requestId}`)
      const { lines }: { lines: string[] } = JSON.parse(await answer.text())
      found = lines.map((line) => JSON.parse(line))
      return found.some(({ msg }) => msg === 'request')
    })
    .toBe(true)
  return found
}

describe('the log of a server', () => {
  it('has a line for each request, by the pattern of its route', async () => {
    const answer = await ask('/backtests/0190?token=in-the-query', {
      'x-request-id': 'mine-1',
      authorization: 'Bearer in-a-header',
      cookie: 'in-a-cookie',
    })
    expect([answer.status, answer.headers.get('x-request-id')]).toEqual([400, 'mine-1'])
    const [line, ...others] = await linesOf('mine-1')
    expect(others).toEqual([])
    expect(line).toEqual({
      level: 'info',
      time: expect.any(String),
      pid: process.pid,
      msg: 'request',
      request_id: 'mine-1',
      user: 'local',
      method: 'GET',
      route: '/backtests/:backtest_id',
      operation: 'getBacktest',
      status: 400,
      ms: expect.any(Number),
      ip: '127.0.0.1',
    })
    await ask('/nowhere/in-a-path', { 'x-request-id': 'mine-2' })
    expect((await linesOf('mine-2'))[0]).toMatchObject({ status: 404, msg: 'request' })
    expect(readFileSync(join(workspace, 'log.jsonl'), 'utf8')).not.toMatch(/in-(the|a)-/)
  })

  it('warns of what is not served yet, which is no error of the server', async () => {
    const body = { model_id: 'm', start: '2020-01-02', end: '2020-02-03', dump_raw: true }
    const answer = await ask('/build_matrix', { 'x-request-id': 'unserved-1' }, body)
    expect(answer.status, await answer.text()).toBe(501)
    expect((await linesOf('unserved-1'))[0]).toMatchObject({ level: 'warn', status: 501, msg: 'request' })
  })

  it('takes no id that is not well formed', async () => {
    for (const given of ['with space', 'a"b', 'x'.repeat(129), 'é']) {
      const id = (await ask('/livez', { 'x-request-id': given })).headers.get('x-request-id')
      expect(id, given).toMatch(/^[\da-f-]{36}$/)
    }
  })

  it.skipIf(isUnbuilt)(
    'tells of jobs under the request that started them, fits of other threads too',
    async () => {
      const body = {
        csv: 'features.csv',
        columns: { return: 'ret_fwd' },
        hyperparams: { rounds: 5 },
        splits: 2,
        inner_folds: 2,
        thresholds_variants: ['0.5', '0.6'],
      }
      const answer = await ask('/backtest_sweep', { 'x-request-id': 'sweep-1' }, body)
      const { sweep_id }: { sweep_id: string } = JSON.parse(await answer.text())
      expect(answer.status).toBe(200)
      const lines = await linesOf('sweep-1')
      const ids = { request_id: 'sweep-1', job_id: sweep_id, sweep_id, user: 'local' }
      for (const line of lines.slice(0, -1)) expect(line).toMatchObject(ids)
      const fitted = lines.filter(({ msg }) => msg === 'model fitted')
      expect(fitted.map(({ fit }) => fit).sort()).toEqual([1, 2, 3, 4, 5, 6])
      expect(lines.map(({ msg }) => msg).filter((msg) => msg !== 'model fitted')).toEqual([
        'sweep started',
        'variants evaluated',
        'sweep completed',
        'request',
      ])
    },
  )

  it('tells how a job ended that was canceled', async () => {
    const hyperparams = { rounds: 5_000, depth: 6 }
    const body = {
      csv: 'features.csv',
      columns: { return: 'ret_fwd' },
      hyperparams,
      thresholds_variants: ['0.5'],
    }
    const started = await ask('/sweeps/run', { 'x-request-id': 'cancel-1' }, body)
    expect(started.status).toBe(202)
    const { sweep_id }: { sweep_id: string } = JSON.parse(await started.text())
    await ask(`/sweeps/${sweep_id}/cancel`, {}, {})
    await expect
      .poll(async () => (await linesOf('cancel-1')).find(({ msg }) => msg === 'sweep canceled'), {
        timeout: 10_000,
      })
      .toMatchObject({ level: 'info', kind: 'sweep', sweep_id, code: 'CONFLICT' })
  })

  it('is for administrators', async () => {
    const tail = (headers: Record<string, string>) =>
      fetch(`${tokened.url}/admin/logs/tail?level=info`, { headers })
    expect((await tail({})).status).toBe(401)
    const answer = await tail({ authorization: `Bearer ${adminToken}` })
    expect(answer.status).toBe(200)
    const { lines }: { lines: string[] } = JSON.parse(await answer.text())
    expect(lines.map((line) => JSON.parse(line).msg)).toEqual(['serving', 'request'])
    expect(lines.join('')).not.toContain(adminToken)
  })
})
