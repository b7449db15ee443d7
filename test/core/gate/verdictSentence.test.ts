import { describe, expect, it } from 'vitest'
import { verdictSentence } from '../../../src/core/gate/verdictSentence.ts'

const run = {
  gate: { pass: true, reasons: [] },
  riskProfile: 'balanced',
  sharpe: 1.234,
  cumReturn: 0.5,
  trades: 1_200,
  sessions: 1_936,
  dsr: 0.934,
  trials: 12,
}

describe('verdictSentence', () => {
  it('says what passed and on what it rests', () => {
    expect(verdictSentence(run)).toBe(
      'Passes the balanced gate: a Sharpe ratio of 1.23 a year net of costs, 50.0 % in all, 1,200 trades, 1,936 sessions out of sample, and a probability of 93 % that it is more than luck after counting 12 trials.',
    )
  })

  it('names what failed', () => {
    const gate = { pass: false, reasons: ['dsr_below_min', 'max_dd_exceeded'] }
    expect(verdictSentence({ ...run, gate })).toMatch(
      /^Fails the balanced gate \(dsr below min, max dd exceeded\): a Sharpe/,
    )
  })

  it('invents nothing for a run that never traded', () => {
    const flat = {
      ...run,
      gate: { pass: false, reasons: ['trades_below_min'] },
      trades: 0,
      sharpe: null,
      dsr: null,
    }
    expect(verdictSentence(flat)).toBe(
      'Fails the balanced gate: it never traded, so nothing is known of its returns.',
    )
  })

  it('leaves out what is not known', () => {
    const little = {
      gate: null,
      riskProfile: null,
      sharpe: null,
      cumReturn: null,
      trades: 1,
      sessions: null,
      dsr: null,
      trials: null,
    }
    expect(verdictSentence(little)).toBe('Not judged by a gate: its Sharpe ratio is undefined, 1 trade.')
  })
})
