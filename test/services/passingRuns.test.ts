import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { riskProfiles } from '../../src/core/gate/riskBudget.ts'
import { done, type TestHost, testHost } from '../server/testHost.ts'

// A gate that nothing passes would be no gate: runs with a real edge, through the whole system, under every profile.

let host: TestHost
beforeAll(async () => {
  host = await testHost()
  writeReturns(host.workspace, 'edge.csv', 0.003)
  writeReturns(host.workspace, 'noise.csv', 0)
})
afterAll(() => host.close())

const features = ['a', 'b', 'c', 'd', 'e', 'f']

/**
 * Days whose return follows the sum of six features with the given slope, within noise of about 0.6 %. Each feature
 * alone moves with the return so little that the scan for leaks finds nothing.
 */
function writeReturns(workspace: string, name: string, slope: number): void {
  let state = 11
  const random = (): number => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647 - 0.5
  }
  const lines = [['date', ...features, 'ret_fwd'].join(',')]
  for (let row = 0; row < 2_600; row++) {
    const day = new Date(Date.UTC(2010, 0, 4 + Math.floor(row / 5) * 7 + (row % 5)))
      .toISOString()
      .slice(0, 10)
    const values = features.map(() => random())
    const edge = slope * values.reduce((sum, value) => sum + value, 0)
    const earned = edge + 0.012 * (random() + random() + random())
    lines.push([day, ...values.map((value) => value.toFixed(6)), earned.toFixed(6)].join(','))
  }
  writeFileSync(join(workspace, name), `${lines.join('\n')}\n`)
}

const packs = ['adhoc', 'longsigma', 'momentumsigma', 'overlay', 'overnightsigma', 'swingsigma', 'zerosigma']
const cases = packs.flatMap((pack_id) => riskProfiles.map((risk_profile) => ({ pack_id, risk_profile })))
const notOfFiles = [
  'margin_usage_max',
  'adv_bps_max',
  'es95_mult',
  'fill_rate_min',
  'oi_min',
  'spread_pct_max',
  'volume_min',
]
const sweep = { thresholds_variants: [[0.5], [0.55], [0.6]] }

const quickFits = { hyperparams: { rounds: 40, depth: 2 }, splits: 2, inner_folds: 2 }

describe.each(cases)('under $pack_id, $risk_profile', (subject) => {
  const body = { ...subject, ...quickFits, sweep }

  it('a sweep on a real edge has a row that passes', async () => {
    const { rows } = await done(host.post('/backtest_sweep', { ...body, csv: 'edge.csv' }))
    expect(rows).toHaveLength(3)
    const [best] = rows
    expect(best.gate.reasons).toEqual([])
    expect(best.gate.pass).toBe(true)
    expect(best.score).toSatisfy(Number.isFinite)
    for (const { limit } of best.gate.not_applied) expect(notOfFiles).toContain(limit)
  })
})

it.each(packs)('a sweep on noise has none, even under the loosest profile of %s', async (pack_id) => {
  const body = { pack_id, risk_profile: 'aggressive', csv: 'noise.csv', ...quickFits, sweep }
  const { rows } = await done(host.post('/backtest_sweep', body))
  expect(rows.map(({ gate }) => gate.pass)).toEqual([false, false, false])
  for (const { gate } of rows) expect(gate.reasons).toContain('dsr_below_min')
})

describe('options that expire later than the same day', () => {
  const model = { pack_id: 'overlay', model_id: 'ibm_opt_swing_daily' }
  const optionLimits = ['fill_rate_min', 'oi_min', 'spread_pct_max', 'volume_min']

  /** The verdict on the underlying of a made-up market, whose volume foretells so much of the next day's return. */
  async function verdictOn(edge: number) {
    const folder = join(host.workspace, 'packs', 'overlay', 'model_configs')
    mkdirSync(folder, { recursive: true })
    const config = [
      'ticker: IBM',
      'asset_type: opt',
      `source: synthetic:seed=7,edge=${edge}`,
      'features: [{ name: vol_zscore, window: 20 }, { name: ret }]',
      'labels: { kind: fwd_ret_1d }',
      'train_window: { start: 2014-01-02, end: 2017-12-29 }',
    ]
    writeFileSync(join(folder, `${model.model_id}.yaml`), config.join('\n'))
    await done(host.post('/build_matrix', model))
    const hyperparams = { rounds: 20, depth: 2 }
    const body = { ...model, hyperparams, splits: 3, thresholds: [0.5] }
    const { run_id } = await done(host.post('/backtest', body))
    return (await done(host.get(`/backtests/${run_id}`))).gate
  }

  it('are judged by what the underlying earned, which is what a backtest of them trades', async () => {
    const [passed, failed] = [await verdictOn(0.35), await verdictOn(0)]
    expect(passed.reasons).toEqual([])
    expect(passed.pass).toBe(true)
    expect(failed.pass).toBe(false)
    expect(failed.reasons).toContain('dsr_below_min')
    for (const { reasons, not_applied } of [passed, failed]) {
      expect(reasons.filter((reason) => reason.endsWith('_unavailable'))).toEqual([])
      const limits = not_applied.map(({ limit }) => limit)
      expect(limits).toEqual(expect.arrayContaining(optionLimits))
    }
  })
})
