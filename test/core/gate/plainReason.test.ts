import { describe, expect, it } from 'vitest'
import { evaluateGate, type GateContext, type GateMetrics } from '../../../src/core/gate/gate.ts'
import { plainReason } from '../../../src/core/gate/plainReason.ts'

const say = (limit: string, observed: number | null, required: number, code = 'a_code') =>
  plainReason(code, { limit, observed, required })

describe('plain reason', () => {
  it('says what was observed, what is required and why it matters', () => {
    expect(say('min_trades', 12, 100)).toBe(
      'It made 12 trades, at least 100 are required: with fewer, luck looks like skill.',
    )
    expect(say('max_drawdown_pct', 0.312, 0.25)).toBe(
      'It once stood 31.2 % below its highest value so far, at most 25 % is allowed.',
    )
    expect(say('adv_bps_max', 12.5, 10)).toContain('12.5 bps of the value traded in a day, at most 10 bps')
    expect(say('losing_trades', 12, 20, 'es95_trades_unavailable')).toContain(
      'Only 12 trades lost money, at least 20',
    )
  })

  it('writes enough digits to tell the figure from its limit', () => {
    expect(say('max_drawdown_pct', 0.25004, 0.25)).toContain('25.004 % below')
    expect(say('sharpe_min', 0.9996, 1)).toContain('0.9996 a year')
  })

  it('says what a missing figure needs', () => {
    expect(say('spread_pct_max', null, 0.1, 'median_spread_pct_unavailable')).toBe(
      'This run has no value for the median spread, so that its limit (0.1) could not be checked. It needs option quotes with a bid and an ask.',
    )
  })

  it('has a sentence of its own for everything that a gate can say', () => {
    const limits = {
      min_trades: 1,
      min_trades_per_year: 1,
      max_drawdown_pct: 1,
      es95_mult: 1,
      spread_pct_max: 1,
      oi_min: 1,
      volume_min: 1,
      fill_rate_min: 1,
      sharpe_min: 1,
      calmar_min: 1,
      min_sessions: 1,
      adv_bps_max: 1,
      turnover_max: 1,
      margin_usage_max: 1,
      dsr_min: 1,
      oos_loss_probability_max: 1,
      pbo_max: 1,
    }
    const metrics = (least: number | null, most: number | null): GateMetrics => ({
      trades: least,
      trades_per_year: least,
      max_dd: most,
      es95_trades: most,
      avg_loss: 0.5,
      median_spread_pct: most,
      oi_min_observed: least,
      volume_min_observed: least,
      fill_rate: least,
      sharpe: least,
      calmar: least,
      sessions: least,
      adv_bps: most,
      turnover: most,
      margin_usage: most,
      dsr: least,
      oos_loss_probability: most,
      pbo: most,
    })
    const context: GateContext = {
      instrument: 'options',
      tradedNotional: true,
      marginKnown: true,
      variants: 2,
      boundedLoss: true,
      losingTrades: 30,
      leakage: 'red',
    }
    const gates = [
      evaluateGate(metrics(0.5, 2), limits, context),
      evaluateGate(metrics(null, null), limits, { ...context, leakage: null }),
      evaluateGate(metrics(1, 1), limits, { ...context, losingTrades: 3 }),
    ]
    const said = gates.flatMap(({ details }) => details.map((detail) => plainReason(detail.code, detail)))
    expect(said).toHaveLength(18 + 18 + 2)
    for (const sentence of said) expect(sentence).toMatch(/^(It|Its|Half|Only|Counting|In|The|This) .+\.$/)
    expect(said.filter((sentence) => sentence.includes('required is'))).toEqual([])
  })

  it('states an unknown limit plainly', () => {
    expect(say('margin_max', 2, 1)).toBe('margin_max is 2, required is 1.')
  })
})
