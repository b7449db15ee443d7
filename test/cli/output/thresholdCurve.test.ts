import { describe, expect, it } from 'vitest'
import { Output } from '../../../src/cli/output/output.ts'
import { thresholdCurve } from '../../../src/cli/output/thresholdCurve.ts'
import { someRun } from './someRun.ts'

const output = new Output({ color: false }, process.stdout, process.stderr)

const tried = (fold: number, thr: number, sharpe: number | null, trades: number) => ({
  fold,
  thr,
  sharpe,
  trades,
  cum_ret: null,
  sharpe_hourly: null,
})

const run = (results: ReturnType<typeof tried>[], config = {}) => ({
  ...someRun,
  config: { kind: 'thr' as const, value: '0.5,0.55,0.6', ...config },
  result: { threshold_results: results, top_pct_result: null },
})

describe('the curve of thresholds', () => {
  it('has the mean over folds of each, with the longest bar for the largest', () => {
    const results = [
      tried(0, 0.6, -0.5, 10),
      tried(0, 0.5, 1, 800),
      tried(1, 0.5, 3, 700),
      tried(0, 0.55, 1, 300),
      tried(1, 0.55, null, 0),
    ]
    expect(thresholdCurve(run(results), output).split('\n').slice(1)).toEqual([
      `  0.50  ${'█'.repeat(24)}  2.00    1,500 trades`,
      `  0.55  ${'█'.repeat(12)}${' '.repeat(12)}  1.00      300 trades`,
      `  0.60  ${'░'.repeat(6)}${' '.repeat(18)} -0.50       10 trades`,
    ])
  })

  it('is left out for two thresholds, for a share of the rows and for single hours', () => {
    const three = [0.5, 0.55, 0.6].map((thr) => tried(0, thr, 1, 10))
    expect(thresholdCurve(run(three), output)).not.toBe('')
    expect(thresholdCurve(run(three.slice(1)), output)).toBe('')
    expect(thresholdCurve(run(three, { kind: 'top_pct' }), output)).toBe('')
    expect(thresholdCurve(run(three, { per_hour_thresholds: true }), output)).toBe('')
  })
})
