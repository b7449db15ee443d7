import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { type Fault, stubBackend } from './checkBackend/stubBackend.ts'
import { runSigma } from './runSigma.ts'

let close: (() => Promise<void>) | undefined

afterEach(async () => {
  await close?.()
  close = undefined
})

interface Step {
  name: string
  ok: boolean
  ms: number
  error?: string
  skipped?: boolean
}

async function check(fault: Fault | undefined, ...options: string[]) {
  const backend = await stubBackend(fault)
  close = backend.close
  const argv = ['check-backend', '--base-url', backend.url, '--step-timeout', '1', '--json', ...options]
  const { code, stdout } = await runSigma(...argv)
  const { ok, steps }: { ok: boolean; steps: Step[] } = JSON.parse(stdout)
  return {
    code,
    ok,
    steps,
    failed: steps.filter((step) => !step.ok && !step.skipped),
    skipped: steps.filter((step) => step.skipped),
  }
}

const names = (steps: Step[]): string[] => steps.map(({ name }) => name)

describe('check-backend', () => {
  it('is ok when every answer holds what the contract promises', async () => {
    const { code, ok, steps } = await check(undefined)
    expect(steps.map(({ name, ok: fine, error }) => ({ name, fine, error }))).toEqual(
      ['health', 'build', 'train', 'backtest', 'sweep', 'leaderboard'].map((name) => ({ name, fine: true })),
    )
    expect([code, ok]).toEqual([0, true])
  })

  const faults: [string, Fault, string, RegExp][] = [
    [
      'a health that is none',
      { route: 'GET /healthz', change: { healthy: false, errors: { db: 'locked' } } },
      'health',
      /not healthy: db: locked/,
    ],
    [
      'ok:false with status 200',
      { route: 'POST /train', status: 200, body: { ok: false, error: 'no rows' } },
      'train',
      /no rows/,
    ],
    [
      'an error in FastAPI’s form',
      {
        route: 'POST /backtests',
        status: 422,
        body: { detail: [{ loc: ['body', 'splits'], msg: 'too few' }] },
      },
      'backtest',
      /splits.*too few/,
    ],
    [
      'a server error',
      {
        route: 'GET /leaderboard',
        status: 500,
        body: { ok: false, error: { code: 'INTERNAL', message: 'boom' } },
      },
      'leaderboard',
      /boom/,
    ],
    [
      'an answer that is no JSON object',
      { route: 'POST /sweeps/run', status: 202, body: 'done' },
      'sweep',
      /promises/,
    ],
    [
      'a build without its matrix',
      { route: 'GET /build_runs/1', change: { matrix_sha: undefined } },
      'build',
      /matrix_sha/,
    ],
    [
      'a build without rows',
      { route: 'GET /build_runs/1', change: { profile: { rows: 0, features: 2 } } },
      'build',
      /profile\.rows/,
    ],
    [
      'a build that failed',
      { route: 'GET /build_runs/1', change: { status: 'failed', error: { message: 'no bars' } } },
      'build',
      /failed: no bars/,
    ],
    [
      'a training without a model',
      { route: 'GET /training_runs/1', change: { model_out_uri: undefined } },
      'train',
      /model_out/,
    ],
    [
      'metrics that are text',
      {
        route: 'GET /backtests/1',
        change: { metrics: { ...{ trades: 12, cum_return: 'high', max_dd: 0, sharpe: 1 } } },
      },
      'backtest',
      /metrics\.cum_return/,
    ],
    [
      'a Sharpe ratio that is null without a reason',
      {
        route: 'GET /backtests/1',
        change: { metrics: { trades: 0, cum_return: 0, max_dd: 0, sharpe: null } },
      },
      'backtest',
      /gives no reason/,
    ],
    ['a backtest without folds', { route: 'GET /backtests/1', change: { folds: [] } }, 'backtest', /folds/],
    [
      'a verdict that contradicts itself',
      { route: 'GET /backtests/1', change: { gate: { pass: true, reasons: ['dsr_below_min'] } } },
      'backtest',
      /contradict/,
    ],
    ['a sweep that lost rows', { route: 'GET /sweeps/1/results', change: { rows: [] } }, 'sweep', /rows/],
    [
      'a leaderboard without the run',
      { route: 'GET /leaderboard', change: { rows: [] } },
      'leaderboard',
      /does not hold the backtest/,
    ],
    [
      'a step that never answers',
      { route: 'GET /backtests/1', hang: true },
      'backtest',
      /no answer within 1 s/,
    ],
  ]

  it.each(faults)('finds %s', async (_, fault, step, message) => {
    const { code, ok, failed } = await check(fault)
    expect(names(failed)).toEqual([step])
    expect(failed[0].error).toMatch(message)
    expect([code, ok]).toEqual([4, false])
  })

  it('skips what needs a step that failed, and nothing else', async () => {
    const afterBacktest = await check({ route: 'POST /backtests', status: 500, body: {} })
    expect(names(afterBacktest.skipped)).toEqual(['leaderboard'])
    await close?.()
    const afterBuild = await check({ route: 'POST /matrix/build', status: 500, body: {} })
    expect(names(afterBuild.skipped)).toEqual(['train', 'backtest', 'sweep', 'leaderboard'])
    expect(afterBuild.skipped[0].error).toBe('skipped: build failed')
  })

  it('goes on after a negative verdict on health, to learn what works', async () => {
    const { skipped } = await check({
      route: 'GET /healthz',
      change: { healthy: false, errors: { key: 'missing' } },
    })
    expect(names(skipped)).toEqual([])
  })

  it('asks no more of a backend whose health never answers', async () => {
    const { code, skipped } = await check({ route: 'GET /healthz', hang: true })
    expect(skipped).toHaveLength(5)
    expect(code).toBe(4)
  })

  it('exits 3 when nothing takes the connection', async () => {
    const { url, close: stop } = await stubBackend()
    await stop()
    const { code, stdout } = await runSigma('check-backend', '--base-url', url, '--json')
    expect(code).toBe(3)
    expect(JSON.parse(stdout).ok).toBe(false)
  })

  it('does one step alone when asked to', async () => {
    const { code, steps } = await check(undefined, '--only', 'leaderboard')
    expect(names(steps)).toEqual(['leaderboard'])
    expect(code).toBe(0)
  })

  it('writes JUnit XML, with failures and skips as such', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sigma-junit-'))
    try {
      const file = join(folder, 'check.xml')
      await check(
        { route: 'POST /backtests', status: 500, body: { ok: false, error: 'a < b & "c"' } },
        '--junit',
        file,
      )
      const xml = readFileSync(file, 'utf8')
      expect(xml).toMatch(/<testsuite name="check-backend" tests="6" failures="1" skipped="1"/)
      expect(xml).toMatch(/<failure message="a &lt; b &amp; &quot;c&quot;.*"\/>/)
      expect(xml).toContain('<skipped message="skipped: backtest failed"/>')
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})
