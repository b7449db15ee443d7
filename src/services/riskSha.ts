import type { RiskProfile } from '../core/gate/riskBudget.ts'
import { sha256OfJson } from '../core/lineage/canonicalJson.ts'
import type { ProfileLimits } from '../packs/pack.ts'

/** Of everything that a profile says, in the spelling of its file: whatever limit changes, it is another budget. */
export function riskSha(
  profile: RiskProfile,
  { budget, allowedHours, dailyLossCapR, riskPerTradeR, sweepOverrides }: ProfileLimits,
): string {
  return sha256OfJson({
    risk_profile: profile,
    risk_budget: { ...budget, allowed_hours: allowedHours, daily_loss_cap_R: dailyLossCapR },
    sizing: { risk_per_trade_R: riskPerTradeR },
    sweep_overrides: sweepOverrides,
  })
}
