import { effectiveExecution, executionDefaults } from './effective.ts'
import { valueAt } from './faults.ts'
import { isMap, kindOf, type PolicyMap } from './unwrap.ts'

interface GuardChecks {
  /** No errors; warnings leave it true. */
  ok: boolean
  errors: string[]
  warnings: string[]
}

/**
 * Whether the execution of a flat policy makes sense, after its defaults are filled in.
 *
 * A `dte_target` of 0 is fine: it asks for contracts that expire the same day, which is what a 0DTE model trades.
 * Only a negative one warns, since no contract expires in the past.
 */
export function guardChecks(policy: PolicyMap): GuardChecks {
  const { slippage_bps, commission_bps, brackets, options } = effectiveExecution(policy)
  const { target_delta, dte_target, min_oi, min_vol } = options.selection
  const { commission_per_contract } = options
  const errors: string[] = []
  const warnings: string[] = []
  const error = (failed: boolean, message: string) => failed && errors.push(message)
  const warning = (failed: boolean, message: string) => failed && warnings.push(message)

  error(slippage_bps < 0, `slippage_bps must be 0 or more, got ${slippage_bps}: a cost can't pay`)
  error(commission_bps < 0, `commission_bps must be 0 or more, got ${commission_bps}: a cost can't pay`)
  error(brackets.atr_mult_stop <= 0, `brackets.atr_mult_stop must be above 0, got ${brackets.atr_mult_stop}`)
  error(brackets.min_rr < 0, `brackets.min_rr must be 0 or more, got ${brackets.min_rr}`)
  error(
    target_delta <= 0 || target_delta >= 1,
    `options.selection.target_delta must lie between 0 and 1, got ${target_delta}`,
  )
  error(
    commission_per_contract < 0,
    `options.commission_per_contract must be 0 or more, got ${commission_per_contract}: a cost can't pay`,
  )
  error(min_oi < 0, `options.selection.min_oi must be 0 or more, got ${min_oi}`)

  warning(
    brackets.atr_mult_target <= brackets.atr_mult_stop,
    `brackets.atr_mult_target (${brackets.atr_mult_target}) does not exceed atr_mult_stop (${brackets.atr_mult_stop}): ` +
      'a win is no larger than a loss',
  )
  warning(
    brackets.time_stop_minutes <= 0,
    `brackets.time_stop_minutes is ${brackets.time_stop_minutes}: the time stop is off`,
  )
  warning(
    dte_target !== null && dte_target < 0,
    `options.selection.dte_target is ${dte_target}: no contract expires in the past`,
  )
  warning(
    min_vol !== null && (min_vol < 0 || min_vol > 5),
    `options.selection.min_vol is ${min_vol}, outside 0 to 5 (0 to 500 % implied volatility)`,
  )
  return {
    ok: errors.length === 0,
    errors,
    warnings: [...warnings, ...notNumeric(policy), ...misplaced(policy), ...notTraded(policy)],
  }
}

/** What a policy asks of whoever trades, and a backtest does not do. */
function notTraded(policy: PolicyMap): string[] {
  const cap = valueAt(policy, ['risk_budget', 'daily_loss_cap_R'])
  if (typeof cap !== 'number') return []
  return [
    `risk_budget.daily_loss_cap_R is ${cap}: a backtest does not stop for the day after a loss, so that gates list it as not applied`,
  ]
}

/** Values that are no numbers where a number is meant: their defaults are in force. */
function notNumeric(policy: PolicyMap): string[] {
  const sections: [string, Record<string, unknown>][] = [
    ['brackets', executionDefaults.brackets],
    ['options', { commission_per_contract: 0 }],
    // the two that default to null are numbers as well
    ['options.selection', { ...executionDefaults.options.selection, dte_target: 0, min_vol: 0 }],
  ]
  return sections.flatMap(([section, defaults]) =>
    Object.entries(defaults).flatMap(([field, fallback]) => {
      const value = valueAt(policy, ['execution', ...section.split('.'), field])
      const skipped = typeof fallback !== 'number' || value === undefined || value === null
      if (skipped || (typeof value === 'number' && Number.isFinite(value))) return []
      return [`${section}.${field} is no number but ${kindOf(value)}: its default is in force`]
    }),
  )
}

/** Sections that have no effect where they stand, and a limit given in the wrong unit. */
function misplaced(policy: PolicyMap): string[] {
  const strays = ['brackets', 'options', 'slippage_bps', 'size_by_conf', 'conf_cap', 'momentum_gate']
  const warnings = strays
    .filter((field) => field in policy)
    .map((field) => `${field} at the root has no effect; it belongs under execution`)
  const adv = isMap(policy.risk_budget) ? policy.risk_budget.adv_bps_max : undefined
  if (typeof adv === 'number' && adv > 0 && adv < 0.1) {
    warnings.push(
      `risk_budget.adv_bps_max is in basis points: ${adv} looks like a fraction of ${adv * 10_000} bps`,
    )
  }
  return warnings
}
