import { describe, expect, it } from 'vitest'
import { chooseThreshold, type InnerTrials } from '../../../src/core/backtest/threshold.ts'

/** Thresholds with the trades and Sharpe ratio that each had in the training part. */
function trialsOf(
  rows: number,
  results: Record<number, [trades: number, sharpe: number | null]>,
): InnerTrials {
  return {
    rows,
    of: (thr) => ({ fold: 0, thr, trades: results[thr][0], sharpe: results[thr][1], cum_ret: 0 }),
  }
}

describe('chooseThreshold', () => {
  it('takes the highest Sharpe ratio among those with 10 trades and 1 % of the rows', () => {
    const trials = trialsOf(1_500, { 0.5: [40, 0.2], 0.55: [15, 0.9], 0.6: [14, 2] })
    const { rule, reason, results } = chooseThreshold(trials, [0.6, 0.5, 0.55])
    expect(rule).toEqual({ kind: 'threshold', level: 0.55 })
    expect(reason).toBeNull()
    expect(results.map(({ thr, chosen }) => [thr, chosen])).toEqual([
      [0.5, false],
      [0.55, true],
      [0.6, false],
    ])
    expect(chooseThreshold(trialsOf(100, { 0.5: [10, -2], 0.6: [9, 1] }), [0.5, 0.6]).rule).toEqual({
      kind: 'threshold',
      level: 0.5,
    })
  })

  it('prefers the lower one on a tie, whatever the order given', () => {
    const trials = trialsOf(100, { 0.5: [20, 1], 0.6: [15, 1] })
    expect(chooseThreshold(trials, [0.6, 0.5]).rule).toEqual({ kind: 'threshold', level: 0.5 })
  })

  it('stays flat with a reason when none is eligible', () => {
    const few = chooseThreshold(trialsOf(5_000, { 0.5: [49, 1], 0.6: [3, 2] }), [0.5, 0.6])
    expect(few.rule).toEqual({ kind: 'flat' })
    expect(few.reason).toBe('no threshold has 50 trades in the training part; the most is 49')
    const still = chooseThreshold(trialsOf(100, { 0.5: [49, null], 0.6: [3, 2] }), [0.5, 0.6])
    expect(still.reason).toContain('vary')
  })

  it('uses a set of one as it is', () => {
    const { rule, results } = chooseThreshold(trialsOf(100, { 0.9: [0, null] }), [0.9, 0.9])
    expect(rule).toEqual({ kind: 'threshold', level: 0.9 })
    expect(results).toEqual([{ fold: 0, thr: 0.9, trades: 0, sharpe: null, cum_ret: 0, chosen: true }])
  })
})
