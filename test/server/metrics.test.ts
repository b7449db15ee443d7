import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Served, serve } from '../../src/host/serve.ts'
import { modelId, temporaryWorkspace, testSettings } from './testHost.ts'

let server: Served
beforeAll(async () => {
  const workspace = temporaryWorkspace()
  const settings = await testSettings(workspace)
  server = await serve({ workspace, settings, threads: 1, host: '127.0.0.1', port: 0 })
})
afterAll(() => server.stop())

async function post(path: string, body: object): Promise<{ run_id: string }> {
  const answer = await fetch(server.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  expect(answer.status).toBe(200)
  return JSON.parse(await answer.text())
}

/** Samples by their name with labels; the media type is that of Prometheus. */
async function samples(): Promise<Map<string, number>> {
  const answer = await fetch(`${server.url}/metrics`)
  expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/)
  const lines = (await answer.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return new Map(
    lines.map((line) => {
      const [, name, value] = /^(\S+?(?:\{.*\})?) (\S+)$/.exec(line) ?? []
      return [name, Number(value)]
    }),
  )
}

describe('what a server counts', () => {
  it('is what was asked for and done', async () => {
    const matrix = { model_id: modelId, start: '2010-01-04' }
    const { rows } = JSON.parse(JSON.stringify(await post('/build_matrix', matrix)))
    await post('/build_matrix', { ...matrix, tag: 'again' })
    const hyperparams = { rounds: 5, depth: 2 }
    await post('/backtest', {
      model_id: modelId,
      hyperparams,
      splits: 2,
      inner_folds: 2,
      thresholds: '0.5,0.55',
    })
    for (let sent = 0; sent < 3; sent++) await fetch(`${server.url}/leaderboard`)
    await fetch(`${server.url}/backtests/none`)
    await fetch(`${server.url}/ui`)
    const seen = await samples()
    const of = (name: string) => seen.get(name)
    expect(of('sigma_matrices_asked_total{cached="false"}')).toBe(1)
    expect(of('sigma_matrices_asked_total{cached="true"}')).toBe(1)
    expect(of('sigma_rows_built_total')).toBe(rows)
    // Each of two folds: one fit for its test, and one for each of its two inner folds.
    expect(of('sigma_fits_total')).toBe(6)
    const count = (operation: string, method: string, status: number) =>
      of(`sigma_request_seconds_count{operation="${operation}",method="${method}",status="${status}"}`)
    expect(count('listLeaderboard', 'GET', 200), 'without what the page asks its own server').toBe(3)
    expect(count('getBacktest', 'GET', 404)).toBe(1)
    expect(count('getDashboard', 'GET', 200)).toBe(1)
    expect(count('runBacktestNow', 'POST', 200)).toBe(1)
    expect(
      Number(of('sigma_runs_gate{verdict="passed"}')) + Number(of('sigma_runs_gate{verdict="failed"}')),
    ).toBe(1)
    expect(of('sigma_work{kind="backtest",status="running"}')).toBe(0)
    expect(of('process_resident_memory_bytes')).toBeGreaterThan(1e6)
    expect(seen.has('sigma_database_connections{state="open"}'), 'SQLite has no pool').toBe(false)
  })

  it('has all that the dashboard for Grafana shows', async () => {
    const text = readFileSync(new URL('../../docs/operations/grafana.json', import.meta.url), 'utf8')
    const { panels }: { panels: { title: string; targets: { expr: string }[] }[] } = JSON.parse(text)
    const known = [...(await samples()).keys()].map((name) => name.replace(/\{.*/, ''))
    // SQLite has none.
    known.push('sigma_database_connections')
    for (const { title, targets } of panels) {
      const names = targets.flatMap(({ expr }) => expr.match(/\b(?:sigma|process|nodejs)_\w+/g) ?? [])
      expect(names.length, title).toBeGreaterThan(0)
      expect(names.filter((name) => !known.includes(name))).toEqual([])
    }
    expect(panels.length).toBeGreaterThanOrEqual(10)
  })

  it('is also the work that runs and waits', async () => {
    const body = { model_id: modelId, hyperparams: { rounds: 5_000, depth: 6 } }
    const start = async (seed: number) => {
      const answer = await fetch(`${server.url}/backtests`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ ...body, seed }),
      })
      expect(answer.status).toBe(202)
    }
    for (const seed of [1, 2, 3]) await start(seed)
    const open = async () => {
      const seen = await samples()
      return ['running', 'queued'].map((status) => seen.get(`sigma_work{kind="backtest",status="${status}"}`))
    }
    await expect
      .poll(async () => (await open()).reduce((a = 0, b = 0) => a + b, 0), { timeout: 10_000 })
      .toBe(3)
  })
})
