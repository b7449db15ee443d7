import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { effectiveExecution, executionDefaults } from '../../../src/core/policy/effective.ts'
import { policyFaults } from '../../../src/core/policy/faults.ts'
import { guardChecks } from '../../../src/core/policy/guards.ts'
import { normalisePolicy } from '../../../src/core/policy/policy.ts'
import { limitsWithPolicy } from '../../../src/core/policy/riskLimits.ts'
import { unwrapPolicy } from '../../../src/core/policy/unwrap.ts'

const bare = { risk: {}, execution: {}, alerting: {} }

describe('normalisePolicy', () => {
  it('reads a flat and a nested document as the same policy, and keeps the root metadata', () => {
    const meta = { name: 'swing_v1', version: 3, description: 'for swings' }
    const body = { risk: { max_drawdown: 0.1 }, execution: { slippage_bps: 2 }, alerting: {} }
    expect(normalisePolicy({ ...meta, policy: body })).toEqual(normalisePolicy({ ...meta, ...body }))
    expect(normalisePolicy({ ...meta, policy: body }).version).toBe(3)
  })

  it('lets the body win over what stands beside it', () => {
    expect(normalisePolicy({ version: 1, policy: { ...bare, version: 2 } }).version).toBe(2)
  })

  it('keeps the keys it does not know', () => {
    expect(normalisePolicy({ ...bare, execution: { venue: 'alpaca' }, owner: 'desk' })).toMatchObject({
      execution: { venue: 'alpaca' },
      owner: 'desk',
    })
  })

  it('throws INVALID_PARAM with every fault at once', () => {
    expect(() => normalisePolicy({ risk: { max_drawdown: '10%' } })).toThrowError(
      expect.objectContaining({
        code: 'INVALID_PARAM',
        details: {
          field_errors: [
            expect.objectContaining({ field: 'execution' }),
            expect.objectContaining({ field: 'alerting' }),
            expect.objectContaining({ field: 'risk.max_drawdown' }),
          ],
        },
      }),
    )
  })
})

describe('policyFaults', () => {
  it.each([
    ['a root that is no mapping', ['risk'], 'policy'],
    ['nothing at all', null, 'policy'],
    ['a policy that is no mapping', { policy: 'none' }, 'policy'],
    ['a section that is a list', { ...bare, risk: [] }, 'risk'],
    [
      'a boolean where a number is meant',
      { ...bare, execution: { slippage_bps: true } },
      'execution.slippage_bps',
    ],
    [
      'a number that is no number',
      { ...bare, execution: { slippage_bps: Number.NaN } },
      'execution.slippage_bps',
    ],
    ['a drawdown above 1', { ...bare, risk: { max_drawdown: 10 } }, 'risk.max_drawdown'],
    ['a confidence cap above 1', { ...bare, execution: { conf_cap: 1.2 } }, 'execution.conf_cap'],
    ['text for a flag', { ...bare, execution: { momentum_gate: 'yes' } }, 'execution.momentum_gate'],
    ['text for the momentum limit', { ...bare, execution: { momentum_min: '5' } }, 'execution.momentum_min'],
    ['a number for a column', { ...bare, execution: { momentum_column: 5 } }, 'execution.momentum_column'],
    ['an unknown profile', { ...bare, risk_profile: 'Bold' }, 'risk_profile'],
    ['half a trade', { ...bare, alerting: { max_trades_per_day: 0.5 } }, 'alerting.max_trades_per_day'],
    [
      'an hour that no day has',
      { ...bare, risk_budget: { allowed_hours: '13,25' } },
      'risk_budget.allowed_hours',
    ],
    ['a limit below 0', { ...bare, risk_budget: { dsr_min: -1 } }, 'risk_budget.dsr_min'],
    [
      'a bracket that is text',
      { ...bare, execution: { brackets: { min_rr: 'one' } } },
      'execution.brackets.min_rr',
    ],
  ])('finds %s', (_title, document, field) => {
    expect(policyFaults(document).map((fault) => fault.field)).toEqual([field])
  })

  it('accepts a policy that says nothing beyond its three sections, and an open contract choice', () => {
    expect(policyFaults(bare)).toEqual([])
    const open = { options: { selection: { dte_target: null, min_vol: null } } }
    expect(policyFaults({ ...bare, execution: open })).toEqual([])
  })

  it('says what was expected and what came', () => {
    expect(policyFaults({ ...bare, execution: { slippage_bps: true } })[0].issue).toBe(
      'expected a number, got true (boolean)',
    )
  })

  it('never throws, whatever it is given', () => {
    fc.assert(fc.property(fc.anything(), (document) => Array.isArray(policyFaults(document))))
  })
})

describe('effectiveExecution', () => {
  it('is the documented defaults for an empty policy', () => {
    expect(effectiveExecution(bare)).toEqual(executionDefaults)
    expect(executionDefaults).toMatchObject({
      slippage_bps: 1,
      size_by_conf: false,
      conf_cap: 1,
      momentum_gate: false,
      momentum_min: 0,
      momentum_column: 'momentum_score_total',
      brackets: { atr_period: 14, atr_mult_stop: 1.5, atr_mult_target: 3, time_stop_minutes: 120, min_rr: 1 },
      options: {
        selection: { target_delta: 0.35, dte_target: null, min_oi: 0, min_vol: null, spread_width: 5 },
      },
    })
  })

  it('takes what the policy says, zeros and falses included', () => {
    const execution = {
      slippage_bps: 0,
      brackets: { enabled: false, min_rr: 0 },
      options: { selection: { dte_target: 0, weekly_ok: false } },
    }
    expect(effectiveExecution({ ...bare, execution })).toMatchObject(execution)
  })

  it('gives itself back when it is made a policy', () => {
    const value = fc.double({ min: 0, max: 5, noNaN: true })
    fc.assert(
      fc.property(value, fc.boolean(), value, (slippage_bps, size_by_conf, atr_mult_stop) => {
        const once = effectiveExecution({
          execution: { slippage_bps, size_by_conf, brackets: { atr_mult_stop } },
        })
        expect(effectiveExecution({ execution: { ...once } })).toEqual(once)
      }),
    )
  })
})

describe('guardChecks', () => {
  const withBrackets = (brackets: object) => guardChecks({ ...bare, execution: { brackets } })
  const withSelection = (selection: object) => guardChecks({ ...bare, execution: { options: { selection } } })

  it('passes the defaults without a word', () => {
    expect(guardChecks(bare)).toEqual({ ok: true, errors: [], warnings: [] })
  })

  it.each([
    ['a stop of no width', withBrackets({ atr_mult_stop: 0 }), 'atr_mult_stop'],
    ['a negative reward-to-risk', withBrackets({ min_rr: -1 }), 'min_rr'],
    ['a delta of 1', withSelection({ target_delta: 1 }), 'target_delta'],
    ['a delta of 0', withSelection({ target_delta: 0 }), 'target_delta'],
    ['negative open interest', withSelection({ min_oi: -1 }), 'min_oi'],
    [
      'a commission that pays',
      guardChecks({ ...bare, execution: { options: { commission_per_contract: -1 } } }),
      'commission_per_contract',
    ],
    ['a slippage that pays', guardChecks({ ...bare, execution: { slippage_bps: -3 } }), 'slippage_bps'],
  ])('refuses %s', (_title, checks, field) => {
    expect(checks.ok).toBe(false)
    expect(checks.errors).toEqual([expect.stringContaining(field)])
  })

  it.each([
    ['a target inside the stop', withBrackets({ atr_mult_stop: 2, atr_mult_target: 2 }), 'atr_mult_target'],
    ['a time stop that is off', withBrackets({ time_stop_minutes: 0 }), 'time stop is off'],
    ['a bracket that is no number', withBrackets({ atr_period: 'x' }), 'atr_period'],
    ['an expiry in the past', withSelection({ dte_target: -1 }), 'dte_target'],
    ['a volatility of 900 %', withSelection({ min_vol: 9 }), 'min_vol'],
    ['a section at the root', guardChecks({ ...bare, brackets: { min_rr: 2 } }), 'under execution'],
    [
      'a cap that no backtest trades by',
      guardChecks({ ...bare, risk_budget: { daily_loss_cap_R: 3 } }),
      'not applied',
    ],
    ['a limit in the wrong unit', guardChecks({ ...bare, risk_budget: { adv_bps_max: 0.001 } }), '10 bps'],
  ])('warns of %s', (_title, checks, part) => {
    expect(checks.ok).toBe(true)
    expect(checks.warnings).toEqual([expect.stringContaining(part)])
  })

  it('says nothing against an expiry on the same day', () => {
    expect(withSelection({ dte_target: 0 }).warnings).toEqual([])
  })
})

describe('limitsWithPolicy', () => {
  const pack = {
    budget: { min_trades: 60, max_drawdown_pct: 0.2 },
    allowedHours: [13, 14, 15],
    dailyLossCapR: null,
  }
  const limits = { min_trades: 5, allowed_hours: '11, 10,11', daily_loss_cap_R: 3 }

  it('puts the limits of the policy in place of those of the pack', () => {
    const policy = normalisePolicy({ ...bare, risk_budget: limits })
    expect(limitsWithPolicy(pack, 'balanced', policy)).toEqual({
      budget: { min_trades: 5, max_drawdown_pct: 0.2 },
      allowedHours: [10, 11],
      dailyLossCapR: 3,
      hoursFrom: 'policy',
    })
  })

  it('takes hours as a list too, and none for all', () => {
    const hours = (allowed_hours: unknown) =>
      limitsWithPolicy(pack, 'balanced', normalisePolicy({ ...bare, risk_budget: { allowed_hours } }))
    expect(hours([15, 9]).allowedHours).toEqual([9, 15])
    expect(hours('')).toMatchObject({ allowedHours: null, hoursFrom: 'policy' })
  })

  it('leaves the other profiles alone when the policy names one', () => {
    const policy = normalisePolicy({ ...bare, risk_profile: 'balanced', risk_budget: limits })
    expect(limitsWithPolicy(pack, 'conservative', policy)).toEqual({ ...pack, hoursFrom: 'profile' })
    expect(limitsWithPolicy(pack, 'balanced', policy).budget.min_trades).toBe(5)
  })

  it('is that of the pack without a policy, or without such a limit', () => {
    expect(limitsWithPolicy(pack, 'balanced', null)).toEqual({ ...pack, hoursFrom: 'profile' })
    const policy = normalisePolicy({ ...bare, risk_budget: {} })
    expect(limitsWithPolicy(pack, 'balanced', policy)).toEqual({ ...pack, hoursFrom: 'profile' })
  })
})

describe('unwrapPolicy', () => {
  it('refuses what is no mapping, saying what came', () => {
    expect(() => unwrapPolicy([1])).toThrowError('expected a mapping, got a list')
  })
})
