import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { done, type TestHost, temporaryWorkspace, testHost } from '../server/testHost.ts'

const workspace = temporaryWorkspace()
let host: TestHost
beforeAll(async () => {
  host = await testHost({ workspace })
})
afterAll(() => host.close())

const id = 'ibm_eq_swing_daily'

function write(folder: string, lines: string[]): void {
  const at = join(workspace, 'packs', 'swingsigma', folder)
  mkdirSync(at, { recursive: true })
  writeFileSync(join(at, `${id}.yaml`), `${lines.join('\n')}\n`)
}

const policy = (...risk: string[]) =>
  write('policy_templates', ['risk:', ...risk, 'execution: {}', 'alerting: {}'])

async function run(tag: string) {
  const body = { model_id: id, hyperparams: { rounds: 10, depth: 2 }, splits: 3, thresholds: [0.5], tag }
  return done(host.post('/backtest', body))
}

const notApplied = ({ gate }: Awaited<ReturnType<typeof run>>) => gate.not_applied.map(({ limit }) => limit)

it('a policy that tells its capital has its trades held against the daily volume', async () => {
  write('model_configs', [
    'ticker: IBM',
    'source: synthetic:seed=7,edge=0.3',
    'features: [{ name: ret }, { name: rsi, period: 7 }]',
    'labels: { kind: fwd_ret_1d }',
    'train_window: { start: 2014-01-02, end: 2016-12-30 }',
  ])
  policy('  max_drawdown: 0.1')
  await done(host.post('/build_matrix', { model_id: id }))
  const silent = await run('silent')
  expect(silent.metrics.adv_bps).toBeNull()
  expect(notApplied(silent)).toContain('adv_bps_max')

  policy('  max_drawdown: 0.1', '  capital: 1000000')
  const known = await run('known')
  const share = known.metrics.adv_bps ?? 0
  expect(share).toBeGreaterThan(0)
  expect(notApplied(known)).not.toContain('adv_bps_max')
  expect(known.metrics.sharpe).toBe(silent.metrics.sharpe)

  // Ten times the capital is ten times the share, and too much once it passes the limit of 10 bps.
  const needed = Math.ceil(20_000_000 / share) * 10
  policy('  max_drawdown: 0.1', `  capital: ${needed}`)
  const large = await run('large')
  expect(large.metrics.adv_bps).toBeCloseTo((share * needed) / 1_000_000, 6)
  expect(large.gate.reasons).toContain('adv_above_limit')
  const { trials } = large.statistics
  expect(trials, 'capital changes no return, and makes no other trial').toBe(silent.statistics.trials)
})

it('fails the limit where a capital is known and no volume', async () => {
  policy('  max_drawdown: 0.1', '  capital: 1000000')
  const lines = ['date,open,high,low,close,volume']
  for (let day = 0; day < 400; day++) {
    const date = new Date(Date.UTC(2015, 0, 5 + 7 * Math.floor(day / 5) + (day % 5)))
      .toISOString()
      .slice(0, 10)
    const close = 100 + 3 * Math.sin(day / 9) + (day % 7) / 10
    lines.push([date, close - 0.1, close + 1, close - 1, close.toFixed(4), ''].join(','))
  }
  writeFileSync(join(workspace, 'ibm.csv'), `${lines.join('\n')}\n`)
  await done(host.post('/build_matrix', { model_id: id, source: 'csv:ibm.csv' }))
  const { metrics, gate } = await run('without volume')
  expect(metrics.trades).toBeGreaterThan(0)
  expect(metrics.adv_bps).toBeNull()
  expect(metrics.unavailable).toMatchObject({ adv_bps: expect.stringContaining('no volume') })
  expect(gate.reasons).toContain('adv_bps_unavailable')
})
