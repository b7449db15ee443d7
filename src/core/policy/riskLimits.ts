import type { RiskBudget, RiskProfile } from '../gate/riskBudget.ts'
import { budgetLimits } from './budgetLimits.ts'
import { hoursOfPolicy } from './hours.ts'
import type { Policy } from './policy.ts'

/** What a risk profile holds a run to: the limits of the gate, and rules of trading. */
export interface RiskLimits {
  budget: RiskBudget
  /** Hours of New York time in which trades are allowed; null allows all. */
  allowedHours: number[] | null
  /**
   * Loss of a day after which nothing more is to be opened, in units of risk; null is no cap. Backtests do not trade by
   * it: the gate and the model's card tell it.
   */
  dailyLossCapR: number | null
}

/**
 * The limits of a pack's profile, with those of the policy in their place, one by one. A policy that names a profile
 * speaks of that profile alone.
 */
export function limitsWithPolicy<Limits extends RiskLimits>(
  limits: Limits,
  profile: RiskProfile,
  policy: Pick<Policy, 'risk_profile' | 'risk_budget'> | null,
): Limits & { hoursFrom: 'policy' | 'profile' } {
  const asked = policy?.risk_budget
  if (asked === undefined || (policy?.risk_profile !== undefined && policy.risk_profile !== profile)) {
    return { ...limits, hoursFrom: 'profile' }
  }
  const budget = { ...limits.budget }
  for (const limit of budgetLimits) {
    const value = asked[limit]
    if (typeof value === 'number') budget[limit] = value
  }
  const { allowed_hours, daily_loss_cap_R: cap } = asked
  const hours = hoursOfPolicy(allowed_hours)
  return {
    ...limits,
    budget,
    allowedHours: hours === undefined ? limits.allowedHours : hours,
    dailyLossCapR: typeof cap === 'number' ? cap : limits.dailyLossCapR,
    hoursFrom: hours === undefined ? 'profile' : 'policy',
  }
}
