import { expect, it } from 'vitest'
import type { BacktestDetail } from '../../src/contract/types.ts'
import type { BarSource, FillRequest } from '../../src/data/source.ts'
import { syntheticSource } from '../../src/data/synthetic/source.ts'
import { done, testHost } from '../server/testHost.ts'

/** The market of a seed as a source tells it that has no open interest of the past. */
function withoutOpenInterest(asked: FillRequest[]): BarSource {
  const whole = syntheticSource({ seed: 7 })
  return {
    id: 'polygon',
    async load(request) {
      const loaded = await whole.load(request)
      const { chain } = loaded.market
      const silent = chain && { ...chain, openInterest: chain.openInterest.map(() => Number.NaN) }
      return { ...loaded, market: { ...loaded.market, chain: silent } }
    },
    async fillQuotes(request) {
      asked.push(request)
      if (!whole.fillQuotes) throw new Error('no quotes')
      return whole.fillQuotes(request)
    },
  }
}

it('options are bought without a guard that no data can answer, and the gate fails for want of it', async () => {
  const asked: FillRequest[] = []
  const host = await testHost({
    change: () => ({ polygon: withoutOpenInterest(asked), hasPolygonKey: true }),
  })
  try {
    const body = {
      model_id: 'spy_opt_0dte_hourly_gamma',
      source: 'polygon',
      start: '2023-01-03',
      end: '2023-06-30',
      hyperparams: { rounds: 5, depth: 2 },
      splits: 2,
      thresholds: [0.5],
    }
    const { run_id, warnings } = await done(host.post('/backtest', body))
    expect(warnings).toContainEqual(
      'the data has no open interest: options are bought without the policy’s min_oi of 200, and the gate’s limit on it is not met',
    )
    const { options, metrics, gate }: BacktestDetail = JSON.parse(
      (await host.get(`/backtests/${run_id}`)).text,
    )
    expect(options?.filled).toBeGreaterThan(10)
    expect(options?.unfilled).not.toHaveProperty('oi_below_min')
    expect(metrics?.oi_min_observed).toBeNull()
    expect(gate?.pass).toBe(false)
    expect(gate?.reasons).toContain('oi_min_observed_unavailable')
    expect(gate?.not_applied?.map(({ limit }) => limit)).not.toContain('oi_min')
    // The first and the last quote of a bar that is held, and the first of the one in which it is left.
    const [{ wanted }] = asked
    expect(asked).toHaveLength(1)
    expect(new Set(wanted.map(({ which }) => which))).toEqual(new Set(['first', 'last']))
    for (const { from, to } of wanted) expect(to - from).toBeLessThanOrEqual(3_600_000)
  } finally {
    await host.close()
  }
})
