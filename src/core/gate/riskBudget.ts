export const riskProfiles = ['conservative', 'balanced', 'aggressive'] as const
export type RiskProfile = (typeof riskProfiles)[number]

/**
 * The limits that a run is held to (domain.md A2). An absent limit is not checked.
 * Drawdowns, spreads, fills and probabilities are fractions; `adv_bps_max` is in basis points;
 * `turnover_max` is the mean daily sum of absolute weight changes.
 */
export interface RiskBudget {
  min_trades?: number
  min_trades_per_year?: number
  max_drawdown_pct?: number
  es95_mult?: number
  spread_pct_max?: number
  oi_min?: number
  volume_min?: number
  fill_rate_min?: number
  sharpe_min?: number
  calmar_min?: number
  min_sessions?: number
  adv_bps_max?: number
  turnover_max?: number
  /** Share of the account's margin in use. */
  margin_usage_max?: number
  dsr_min?: number
  oos_loss_probability_max?: number
  pbo_max?: number
}

/** How a pack ranks what passed its gate (domain.md A4). */
export type ScoreRule =
  | { kind: 'zero' }
  | { kind: 'swing'; trades_scale: number; turnover_lambda: number }
  | { kind: 'long' }
  | { kind: 'sharpe' }
