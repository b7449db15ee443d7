import { describe, expect, it } from 'vitest'
import { besideText } from '../../../src/cli/output/besideText.ts'
import type { BacktestDetail } from '../../../src/contract/types.ts'

const run: BacktestDetail = {
  ok: true,
  run_id: '1',
  id: '1',
  pack_id: 'p',
  model_id: 'm',
  status: 'completed',
  created_at: '2026-01-02T00:00:00Z',
}
const random = { draws: 500, trades: 41, long: 41, short: 0, mean: 0.2, std: 0.3, unavailable: null }

describe('what a run stands beside', () => {
  it('is a line each', () => {
    const text = besideText(
      {
        ...run,
        benchmark: { kind: 'buy_and_hold', sharpe: 0.512, cum_return: 1.2, max_dd: 0.34 },
        random_entries: {
          ...random,
          quantiles: { p05: -0.4, p25: 0, p50: 0.2, p75: 0.4, p95: 0.9 },
          percentile: 0.874,
        },
      },
      200,
    )
    expect(text.split('\n')).toEqual([
      'buy and hold: Sharpe 0.51, return 120.0 %, deepest drawdown 34.0 %',
      '41 trades entered at random, 500 times: Sharpe -0.40 to 0.90 in 90 % of them; this run beats 87.4 %',
    ])
  })

  it('says why there is nothing to compare with, and nothing of what was never computed', () => {
    const none = { ...random, draws: 0, quantiles: null, percentile: null, unavailable: 'nothing was traded' }
    expect(besideText({ ...run, random_entries: none }, 200)).toBe(
      'no entries at random to compare with: nothing was traded',
    )
    expect(besideText({ ...run, benchmark: null, random_entries: null }, 200)).toBe('')
  })
})
