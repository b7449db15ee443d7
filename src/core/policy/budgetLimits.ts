import type { RiskBudget } from '../gate/riskBudget.ts'

/** The limits of a risk budget by name. The type makes the list complete: a new limit must be entered here. */
const allLimits: Record<keyof RiskBudget, true> = {
  min_trades: true,
  min_trades_per_year: true,
  max_drawdown_pct: true,
  es95_mult: true,
  spread_pct_max: true,
  oi_min: true,
  volume_min: true,
  fill_rate_min: true,
  sharpe_min: true,
  calmar_min: true,
  min_sessions: true,
  adv_bps_max: true,
  turnover_max: true,
  margin_usage_max: true,
  dsr_min: true,
  oos_loss_probability_max: true,
  pbo_max: true,
}

const isLimit = (name: string): name is keyof RiskBudget => name in allLimits

export const budgetLimits: readonly (keyof RiskBudget)[] = Object.keys(allLimits).filter(isLimit)
