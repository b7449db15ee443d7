import type { FieldError } from '../errors.ts'
import { riskProfiles } from '../gate/riskBudget.ts'
import { budgetLimits } from './budgetLimits.ts'
import { hoursOfPolicy } from './hours.ts'
import { isMap, kindOf, type PolicyMap, policyBody } from './unwrap.ts'

type Check = (value: unknown) => string | undefined

const numeric: Check = (value) =>
  typeof value === 'number' && Number.isFinite(value) ? undefined : `expected a number, got ${kindOf(value)}`

const fraction: Check = (value) =>
  numeric(value) ??
  (Number(value) >= 0 && Number(value) <= 1 ? undefined : `expected 0 to 1, got ${String(value)}`)

const notNegative: Check = (value) =>
  numeric(value) ?? (Number(value) >= 0 ? undefined : `expected 0 or more, got ${String(value)}`)

const wholeNumber: Check = (value) =>
  notNegative(value) ??
  (Number.isInteger(value) ? undefined : `expected a whole number, got ${String(value)}`)

const boolean: Check = (value) =>
  typeof value === 'boolean' ? undefined : `expected true or false, got ${kindOf(value)}`

const text: Check = (value) => (typeof value === 'string' ? undefined : `expected text, got ${kindOf(value)}`)

const map: Check = (value) => (isMap(value) ? undefined : `expected a mapping, got ${kindOf(value)}`)

const oneOf =
  (choices: readonly string[]): Check =>
  (value) =>
    typeof value === 'string' && choices.includes(value)
      ? undefined
      : `expected one of ${choices.join(', ')}, got ${kindOf(value)}`

const hours: Check = (value) =>
  hoursOfPolicy(value) === undefined
    ? `expected hours from 0 to 23 such as 13,14,15, got ${JSON.stringify(value)}`
    : undefined

const numericOrNull: Check = (value) => (value === null ? undefined : numeric(value))

/** Field by field what domain knowledge asks; a field that is absent takes its default. Unknown fields are allowed. */
const checks: Readonly<Record<string, Check>> = {
  name: text,
  version: wholeNumber,
  description: text,
  risk_profile: oneOf(riskProfiles),
  gate_cv: oneOf(['walk_forward', 'cpcv']),
  'risk.max_drawdown': fraction,
  'risk.max_exposure': numeric,
  'risk.capital': numeric,
  'execution.slippage_bps': numeric,
  'execution.commission_bps': numeric,
  'execution.allocation': oneOf(['equal', 'inverse_vol']),
  'execution.size_by_conf': boolean,
  'execution.conf_cap': fraction,
  'execution.momentum_gate': boolean,
  'execution.momentum_min': numeric,
  'execution.momentum_column': text,
  'execution.brackets': map,
  'execution.brackets.enabled': boolean,
  'execution.brackets.mode': text,
  'execution.brackets.entry_mode': text,
  'execution.brackets.atr_period': numeric,
  'execution.brackets.atr_mult_stop': numeric,
  'execution.brackets.atr_mult_target': numeric,
  'execution.brackets.time_stop_minutes': numeric,
  'execution.brackets.min_rr': numeric,
  'execution.brackets.regime_adjust': boolean,
  'execution.options': map,
  'execution.options.selection': map,
  'execution.options.selection.target_delta': numeric,
  'execution.options.selection.dte_target': numericOrNull,
  'execution.options.selection.min_oi': numeric,
  'execution.options.selection.min_vol': numericOrNull,
  'execution.options.selection.spread_width': numeric,
  'execution.options.selection.weekly_ok': boolean,
  'alerting.cooldown_minutes': numeric,
  'alerting.max_trades_per_day': wholeNumber,
  risk_budget: map,
  'risk_budget.allowed_hours': hours,
  'risk_budget.daily_loss_cap_R': notNegative,
  ...Object.fromEntries(budgetLimits.map((limit): [string, Check] => [`risk_budget.${limit}`, notNegative])),
}

/** The three sections without which a policy says nothing. */
const requiredSections = ['risk', 'execution', 'alerting']

/**
 * Everything wrong with a policy document, nested or flat, at once; empty when it is valid.
 * `field` is the dotted path inside the flat policy. A boolean is never taken for a number.
 */
export function policyFaults(document: unknown): FieldError[] {
  const { body, faults } = policyBody(document)
  if (faults.length > 0) return faults
  for (const section of requiredSections) {
    const issue = map(body[section])
    if (issue) faults.push({ field: section, issue: `missing or invalid section: ${issue}` })
  }
  for (const [field, check] of Object.entries(checks)) {
    const value = valueAt(body, field.split('.'))
    const issue = value === undefined ? undefined : check(value)
    if (issue) faults.push({ field, issue })
  }
  return faults
}

/** The value at a path of nested maps, or undefined where the path ends early. */
export function valueAt(root: PolicyMap, path: readonly string[]): unknown {
  let value: unknown = root
  for (const key of path) {
    if (!isMap(value)) return undefined
    value = value[key]
  }
  return value
}
