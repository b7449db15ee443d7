import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { evaluateGate, type GateContext, type GateMetrics } from '../../../src/core/gate/gate.ts'
import type { RiskBudget } from '../../../src/core/gate/riskBudget.ts'

/** Every limit at once; the run below stands exactly on each of them. */
const budget: Required<RiskBudget> = {
  min_trades: 100,
  min_trades_per_year: 30,
  max_drawdown_pct: 0.25,
  es95_mult: 2,
  spread_pct_max: 0.1,
  oi_min: 500,
  volume_min: 200,
  fill_rate_min: 0.85,
  sharpe_min: 1,
  calmar_min: 0.6,
  min_sessions: 504,
  adv_bps_max: 10,
  turnover_max: 2,
  margin_usage_max: 0.4,
  dsr_min: 0.9,
  oos_loss_probability_max: 0.15,
  pbo_max: 0.5,
}
const onTheLimits: GateMetrics = {
  trades: 100,
  trades_per_year: 30,
  max_dd: 0.25,
  es95_trades: 0.5,
  avg_loss: 0.25,
  median_spread_pct: 0.1,
  oi_min_observed: 500,
  volume_min_observed: 200,
  fill_rate: 0.85,
  sharpe: 1,
  calmar: 0.6,
  sessions: 504,
  adv_bps: 10,
  turnover: 2,
  margin_usage: 0.4,
  dsr: 0.9,
  oos_loss_probability: 0.15,
  pbo: 0.5,
}
const options: GateContext = {
  instrument: 'options',
  tradedNotional: true,
  marginKnown: true,
  variants: 60,
  boundedLoss: true,
  losingTrades: 40,
  leakage: 'yellow',
}
const foreign: GateContext = {
  ...options,
  instrument: 'none',
  tradedNotional: false,
  marginKnown: false,
  boundedLoss: false,
}

/** Limit, metric, a value beyond the limit, the reason. In the order of the reasons. */
const table: [keyof RiskBudget, keyof GateMetrics, number, string][] = [
  ['min_trades', 'trades', 99, 'min_trades_not_met'],
  ['min_trades_per_year', 'trades_per_year', 29.9, 'min_trades_not_met'],
  ['max_drawdown_pct', 'max_dd', 0.2501, 'max_dd_exceeded'],
  ['es95_mult', 'es95_trades', 0.51, 'es95_exceeded'],
  ['spread_pct_max', 'median_spread_pct', 0.11, 'spread_above_limit'],
  ['oi_min', 'oi_min_observed', 499, 'oi_below_min'],
  ['volume_min', 'volume_min_observed', 199, 'volume_below_min'],
  ['fill_rate_min', 'fill_rate', 0.84, 'fill_rate_below_min'],
  ['sharpe_min', 'sharpe', 0.99, 'sharpe_below_min'],
  ['calmar_min', 'calmar', 0.59, 'calmar_below_min'],
  ['min_sessions', 'sessions', 503, 'sample_length_not_met'],
  ['adv_bps_max', 'adv_bps', 10.1, 'adv_above_limit'],
  ['turnover_max', 'turnover', 2.01, 'turnover_exceeded'],
  ['margin_usage_max', 'margin_usage', 0.41, 'margin_usage_exceeded'],
  ['dsr_min', 'dsr', 0.89, 'dsr_below_min'],
  ['oos_loss_probability_max', 'oos_loss_probability', 0.16, 'oos_loss_probability_exceeded'],
  ['pbo_max', 'pbo', 0.51, 'pbo_above_max'],
]

describe('gate', () => {
  it('passes a run that stands on every limit', () => {
    expect(evaluateGate(onTheLimits, budget, options)).toEqual({
      pass: true,
      reasons: [],
      details: [],
      not_applied: [],
    })
  })

  it.each(table)('fails %s alone when %s is %d: %s', (limit, metric, value, code) => {
    const gate = evaluateGate({ ...onTheLimits, [metric]: value }, budget, options)
    const observed = limit === 'es95_mult' ? 2.04 : value // the shortfall in mean losses
    expect(gate).toEqual({
      pass: false,
      reasons: [code],
      details: [{ code, limit, observed, required: budget[limit] }],
      not_applied: [],
    })
  })

  it.each(table)('fails %s with %s_unavailable when there is no such figure', (limit, metric) => {
    for (const missing of [null, Number.NaN]) {
      const gate = evaluateGate({ ...onTheLimits, [metric]: missing }, budget, options)
      const code = `${metric}_unavailable`
      expect(gate.reasons).toEqual([code])
      expect(gate.details).toEqual([{ code, limit, observed: null, required: budget[limit] }])
    }
  })

  it('gives all reasons in their fixed order, each once', () => {
    const worst = Object.fromEntries(table.map(([, metric, value]) => [metric, value]))
    const gate = evaluateGate({ ...onTheLimits, ...worst }, budget, { ...options, leakage: 'red' })
    expect(gate.details.map(({ code }) => code)).toEqual([
      ...table.map(([, , , code]) => code),
      'leakage_flagged',
    ])
    expect(gate.reasons).toEqual([
      'min_trades_not_met',
      'max_dd_exceeded',
      'es95_exceeded',
      'spread_above_limit',
      'oi_below_min',
      'volume_below_min',
      'fill_rate_below_min',
      'sharpe_below_min',
      'calmar_below_min',
      'sample_length_not_met',
      'adv_above_limit',
      'turnover_exceeded',
      'margin_usage_exceeded',
      'dsr_below_min',
      'oos_loss_probability_exceeded',
      'pbo_above_max',
      'leakage_flagged',
    ])
  })

  it('does not look at figures without a limit', () => {
    const nothing: GateMetrics = { ...onTheLimits, trades: null, dsr: null, max_dd: 1, pbo: 1 }
    expect(evaluateGate(nothing, {}, options).pass).toBe(true)
  })

  it('fails on a red feature or without a leakage scan, even with an empty budget', () => {
    expect(evaluateGate(onTheLimits, {}, { ...options, leakage: 'red' }).reasons).toEqual(['leakage_flagged'])
    expect(evaluateGate(onTheLimits, {}, { ...options, leakage: null }).reasons).toEqual([
      'leakage_unavailable',
    ])
    expect(evaluateGate(onTheLimits, {}, { ...options, leakage: 'green' }).pass).toBe(true)
  })

  it('lists the limits of options and of traded value that a run without them can not be held to', () => {
    const unknown: GateMetrics = {
      ...onTheLimits,
      median_spread_pct: null,
      oi_min_observed: null,
      volume_min_observed: null,
      fill_rate: null,
      adv_bps: null,
      es95_trades: null,
      avg_loss: null,
    }
    const gate = evaluateGate(unknown, budget, { ...foreign, losingTrades: 0 })
    expect(gate.pass).toBe(true)
    expect(gate.not_applied.map(({ limit }) => limit)).toEqual([
      'es95_mult',
      'spread_pct_max',
      'oi_min',
      'volume_min',
      'fill_rate_min',
      'adv_bps_max',
      'margin_usage_max',
    ])
    const index = evaluateGate(unknown, { adv_bps_max: 10 }, { ...foreign, instrument: 'index' })
    expect(index.not_applied).toEqual([{ limit: 'adv_bps_max', why: 'an index itself is not traded' }])
  })

  it('tells of a cap on the loss of a day that no backtest trades by it', () => {
    const capped = evaluateGate(onTheLimits, budget, { ...options, dailyLossCapR: 3 })
    expect(capped).toMatchObject({ pass: true, reasons: [] })
    expect(capped.not_applied).toEqual([
      {
        limit: 'daily_loss_cap_R',
        why: expect.stringContaining('does not stop for the day after a loss of 3 R'),
      },
    ])
    const none = evaluateGate(onTheLimits, budget, { ...options, dailyLossCapR: null })
    expect(none.not_applied).toEqual([])
  })

  it('holds an equity run to its traded value when it is known', () => {
    const gate = evaluateGate({ ...onTheLimits, adv_bps: null }, budget, { ...options, instrument: 'equity' })
    expect(gate.reasons).toEqual(['adv_bps_unavailable'])
  })

  it('does not judge the choice among variants where there was none', () => {
    const alone: GateMetrics = { ...onTheLimits, oos_loss_probability: null, pbo: null }
    const gate = evaluateGate(alone, budget, { ...options, variants: 1 })
    expect(gate.pass).toBe(true)
    expect(gate.not_applied.map(({ limit }) => limit)).toEqual(['oos_loss_probability_max', 'pbo_max'])
    expect(evaluateGate(alone, budget, { ...options, variants: 2 }).reasons).toEqual([
      'oos_loss_probability_unavailable',
      'pbo_unavailable',
    ])
  })

  it('needs twenty losing trades to judge the worst ones', () => {
    const few = { ...onTheLimits, es95_trades: null, avg_loss: null }
    expect(evaluateGate(few, budget, { ...options, losingTrades: 19 }).details).toEqual([
      { code: 'es95_trades_unavailable', limit: 'losing_trades', observed: 19, required: 20 },
    ])
    expect(evaluateGate(onTheLimits, budget, { ...options, losingTrades: 20 }).pass).toBe(true)
    const noMean = evaluateGate({ ...onTheLimits, avg_loss: null }, budget, options)
    expect(noMean.reasons).toEqual(['avg_loss_unavailable'])
  })

  it.each([
    [
      'zero-day options',
      {
        min_trades: 100,
        max_drawdown_pct: 0.2,
        es95_mult: 2,
        spread_pct_max: 0.1,
        oi_min: 500,
        volume_min: 200,
        fill_rate_min: 0.85,
        dsr_min: 0.9,
      },
      options,
    ],
    [
      'swing',
      {
        min_trades_per_year: 30,
        max_drawdown_pct: 0.25,
        sharpe_min: 1,
        adv_bps_max: 10,
        turnover_max: 2,
        dsr_min: 0.9,
      },
      { ...options, instrument: 'equity' as const },
    ],
    [
      'long',
      { max_drawdown_pct: 0.35, calmar_min: 0.6, min_sessions: 504, dsr_min: 0.9 },
      { ...foreign, instrument: 'index' as const, variants: 1 },
    ],
    [
      'a foreign file',
      { min_trades: 100, max_drawdown_pct: 0.35, dsr_min: 0.9, oos_loss_probability_max: 0.15 },
      foreign,
    ],
  ])('lets a good run of %s pass', (_, limits, context) => {
    const good: GateMetrics = {
      trades: 400,
      trades_per_year: 80,
      max_dd: 0.12,
      es95_trades: 0.4,
      avg_loss: 0.25,
      median_spread_pct: 0.05,
      oi_min_observed: 900,
      volume_min_observed: 350,
      fill_rate: 0.93,
      sharpe: 1.6,
      calmar: 1.1,
      sessions: 1260,
      adv_bps: 1,
      turnover: 0.4,
      margin_usage: 0.1,
      dsr: 0.97,
      oos_loss_probability: 0.02,
      pbo: 0.1,
    }
    expect(evaluateGate(good, limits, context).reasons).toEqual([])
  })

  it('passes exactly when there is no reason, and never fails a run for a tighter figure', () => {
    const factor = fc.double({ min: 0.5, max: 2, noNaN: true })
    fc.assert(
      fc.property(fc.array(factor, { minLength: table.length, maxLength: table.length }), (factors) => {
        const run = { ...onTheLimits }
        const expected: string[] = []
        table.forEach(([, metric, beyond, code], row) => {
          const most = beyond > Number(onTheLimits[metric])
          run[metric] = Number(onTheLimits[metric]) * factors[row]
          const fails = most ? factors[row] > 1 : factors[row] < 1
          if (fails && !expected.includes(code)) expected.push(code)
        })
        const gate = evaluateGate(run, budget, options)
        expect(gate.reasons).toEqual(expected)
        expect(gate.pass).toBe(expected.length === 0)
      }),
    )
  })
})
