import { describe, expect, it } from 'vitest'
import { type ScoreInputs, score, tieBreaks } from '../../../src/core/gate/score.ts'

const run: ScoreInputs = {
  sharpe: 1.5,
  sortino: 2,
  calmar: 0.8,
  max_dd: 0.2,
  trades: 400,
  turnover: 0.5,
  folds: [
    { trades: 200, sharpe: 1 },
    { trades: 200, sharpe: 3 },
    { trades: 0, sharpe: null },
  ],
}
const zero = { kind: 'zero' } as const
const swing = { kind: 'swing', trades_scale: 100, turnover_lambda: 0.1 } as const

describe('equal scores', () => {
  const figures = { cum_return: 0.4, win_rate: 0.55, max_dd: 0.1, calmar: 2, sortino: 3, cagr: 0.2 }

  it('are told apart by what each pack names, more being better', () => {
    expect(tieBreaks(zero, figures)).toEqual([0.4, 0.55])
    expect(tieBreaks(swing, figures)).toEqual([-0.1, 2])
    expect(tieBreaks(swing, { ...figures, max_dd: null })).toEqual([null, 2])
    expect(tieBreaks({ kind: 'long' }, figures)).toEqual([3, 0.2])
    expect(tieBreaks({ kind: 'sharpe' }, figures)).toEqual([null, null])
  })
})

describe('score', () => {
  it('rewards Sortino and trades, and takes off drawdown and uneven folds, for zero', () => {
    const spread = Math.sqrt(((1 - 4 / 3) ** 2 + (3 - 4 / 3) ** 2 + (4 / 3) ** 2) / 2) // folds 1, 3, 0
    expect(score(zero, run)).toBeCloseTo(2 * 2 - 0.5 * 0.2 - 0.2 * spread, 14)
  })

  it('rewards Sharpe and trades, and takes off turnover and drawdown, for swing', () => {
    expect(score(swing, run)).toBeCloseTo(1.5 * 2 - 0.1 * 0.5 - 0.3 * 0.2, 14)
  })

  it('is the Calmar ratio for long and the Sharpe ratio for sharpe', () => {
    expect(score({ kind: 'long' }, run)).toBe(0.8)
    expect(score({ kind: 'sharpe' }, run)).toBe(1.5)
  })

  it('counts a fold without trades as 0 whatever its Sharpe ratio reads', () => {
    const folds = run.folds.map((fold) => (fold.trades === 0 ? { trades: 0, sharpe: 9 } : fold))
    expect(score(zero, { ...run, folds })).toBe(score(zero, run))
  })

  it.each([
    ['zero', zero, ['sortino', 'trades', 'max_dd']],
    ['swing', swing, ['sharpe', 'trades', 'turnover', 'max_dd']],
    ['long', { kind: 'long' }, ['calmar']],
    ['sharpe', { kind: 'sharpe' }, ['sharpe']],
  ] as const)('is undefined for %s when one of its parts is', (_, rule, parts) => {
    for (const part of parts) expect(score(rule, { ...run, [part]: null }), part).toBeNull()
  })

  it('is undefined for zero with a single fold, and when a fold that traded has no Sharpe ratio', () => {
    expect(score(zero, { ...run, folds: [{ trades: 5, sharpe: 1 }] })).toBeNull()
    expect(score(zero, { ...run, folds: [...run.folds, { trades: 5, sharpe: null }] })).toBeNull()
  })
})
