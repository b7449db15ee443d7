import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { BacktestDetail } from '../../src/contract/types.ts'
import { done, type TestHost, testHost } from './testHost.ts'

// Options of the day through the whole system, on made-up markets that trade them badly.

let host: TestHost
beforeAll(async () => {
  host = await testHost()
})
afterAll(() => host.close())

const fit = { hyperparams: { rounds: 5, depth: 2 }, splits: 2 }
const model = { model_id: 'spy_opt_0dte_hourly', start: '2023-01-03' }
/** Few contracts are open and traded: more than the loosest profile asks for, less than the middle one. */
const thin = { ...model, ...fit, end: '2023-06-30', source: 'synthetic:seed=7,volume=0.0015' }
/** Half of the spreads are between what the middle profile allows and the loosest; one contract in five is not quoted. */
const wide = {
  ...{ ...model, ...fit, end: '2023-09-29' },
  source: 'synthetic:seed=3,volatility=0.3,spread=5,open_interest=2,volume=0.001,quoted=0.8',
}

async function backtest(body: object, on = host): Promise<BacktestDetail> {
  const { run_id } = await done(on.post('/backtest', { ...body, thresholds: [0.5] }))
  return JSON.parse((await on.get(`/backtests/${run_id}`)).text)
}

const reasonsOf = async (body: object) => (await backtest(body)).gate?.reasons ?? []

describe('a bad market for options', { timeout: 60_000 }, () => {
  it('fails for thin contracts under a strict profile, and not under a looser one', async () => {
    const [balanced, aggressive] = [
      await reasonsOf({ ...thin, risk_profile: 'balanced' }),
      await reasonsOf({ ...thin, risk_profile: 'aggressive' }),
    ]
    const reasons = ['oi_below_min', 'volume_below_min']
    expect(balanced).toEqual(expect.arrayContaining([...reasons, 'min_trades_not_met', 'dsr_below_min']))
    for (const reason of [...reasons, 'leakage_flagged']) expect(aggressive).not.toContain(reason)
  })

  it('fails for wide spreads, for what is not filled, and for a deep drawdown of large trades', async () => {
    const balanced = await reasonsOf({ ...wide, risk_profile: 'balanced' })
    expect(balanced).toEqual(expect.arrayContaining(['spread_above_limit', 'fill_rate_below_min']))
    const aggressive = await reasonsOf({
      ...{ ...wide, risk_profile: 'aggressive' },
      options: { risk_per_trade: 0.2 },
      // The mean loss itself: the worst losses are above it wherever losses differ.
      risk_budget_overrides: { es95_mult: 1 },
    })
    expect(aggressive).not.toContain('spread_above_limit')
    expect(aggressive).toEqual(expect.arrayContaining(['max_dd_exceeded', 'es95_exceeded']))
  })

  it('fails for a feature that knows the outcome', async () => {
    const planted = { ...thin, end: '2023-03-31', source: 'synthetic:seed=7,edge=0.6' }
    expect(await reasonsOf(planted)).toContain('leakage_flagged')
  })

  it('fails in every variant of a sweep over hours, and passes none to the leaderboard', async () => {
    const sweep = { thresholds_variants: [[0.5], [0.55]], hours_variants: [[13, 14], [14]] }
    const { rows } = await done(
      host.post('/backtest_sweep', { ...wide, risk_profile: 'conservative', sweep }),
    )
    expect(rows).toHaveLength(4)
    for (const { gate } of rows) {
      expect(gate.pass).toBe(false)
      expect(gate.reasons).toEqual(
        expect.arrayContaining([
          'spread_above_limit',
          'fill_rate_below_min',
          'oos_loss_probability_exceeded',
        ]),
      )
    }
    const board = (await host.get('/leaderboard?pass_gate=true')).body
    expect(board.rows).toEqual([])
  })
})

it('comes to the same hashes and figures when all is built and run again elsewhere', {
  timeout: 60_000,
}, async () => {
  const other = await testHost()
  try {
    const [first, again] = [await backtest(thin), await backtest(thin, other)]
    expect(again.lineage).toEqual(first.lineage)
    expect(again.metrics).toEqual(first.metrics)
    expect(again.options).toEqual(first.options)
    expect(again.gate?.reasons).toEqual(first.gate?.reasons)
    expect(again.lineage?.matrix_sha).toMatch(/^[0-9a-f]{64}$/)
  } finally {
    await other.close()
  }
})
