import { leastLosingTrades } from '../statistics/expectedShortfall.ts'
import type { RiskBudget } from './riskBudget.ts'

/**
 * What a run is judged by; null where the run doesn't define the figure. Fractions unless said otherwise;
 * drawdown, shortfall and loss are magnitudes (≥ 0).
 */
export interface GateMetrics {
  /** Filled tranches. */
  trades: number | null
  trades_per_year: number | null
  max_dd: number | null
  /** Expected shortfall (95 %) of the net returns of closed trades. */
  es95_trades: number | null
  /** Mean net loss of the closed trades that lost. */
  avg_loss: number | null
  median_spread_pct: number | null
  /** Contracts. */
  oi_min_observed: number | null
  /** Contracts. */
  volume_min_observed: number | null
  fill_rate: number | null
  /** Annualised, net of costs. */
  sharpe: number | null
  calmar: number | null
  /** Out-of-sample sessions. */
  sessions: number | null
  /** Traded value against the average daily traded value, in basis points. */
  adv_bps: number | null
  /** Mean daily sum of absolute weight changes. */
  turnover: number | null
  /** Largest share of the account's margin in use. */
  margin_usage: number | null
  /** Deflated Sharpe ratio, a probability. */
  dsr: number | null
  oos_loss_probability: number | null
  pbo: number | null
}

/** What decides whether a limit can apply to the run at all. */
export interface GateContext {
  /** What was traded; `none` for a return column without an instrument. */
  instrument: 'options' | 'equity' | 'index' | 'none'
  /** Whether the instrument's traded value is known. */
  tradedNotional: boolean
  /** Whether the margin of the account is known. */
  marginKnown: boolean
  /** Variants that the run was chosen among, itself included. */
  variants: number
  /** Whether each trade's loss is bounded, by a stop or by the premium paid. */
  boundedLoss: boolean
  /** Closed trades that lost. */
  losingTrades: number
  /** Worst verdict of the leakage scan over features not excused by the pack; null when it did not run. */
  leakage: 'green' | 'yellow' | 'red' | null
  /** Loss of a day, in units of risk, after which nothing more is to be opened; null or absent for no cap. */
  dailyLossCapR?: number | null
}

/** A limit that was not kept, or could not be checked: then `observed` is null. */
export interface GateDetail {
  /** The reason that this limit gives. */
  code: string
  limit: string
  observed: number | string | null
  required: number | string
}

export interface Gate {
  pass: boolean
  /** Codes of what failed, in a fixed order, each once. */
  reasons: string[]
  /** One entry per limit that failed, in the order of `reasons`. */
  details: GateDetail[]
  /** Limits of the budget that can't apply to this run, which is no failure. */
  not_applied: { limit: string; why: string }[]
}

interface Limit {
  limit: keyof RiskBudget
  code: string
  metric: keyof GateMetrics
  /** Whether the limit is the least or the most that passes. */
  bound: 'least' | 'most'
  /** Why the limit can't apply to the run, or null when it does. */
  exempt?: (context: GateContext) => string | null
}

const limits: readonly Limit[] = [
  { limit: 'min_trades', code: 'min_trades_not_met', metric: 'trades', bound: 'least' },
  { limit: 'min_trades_per_year', code: 'min_trades_not_met', metric: 'trades_per_year', bound: 'least' },
  { limit: 'max_drawdown_pct', code: 'max_dd_exceeded', metric: 'max_dd', bound: 'most' },
  { limit: 'es95_mult', code: 'es95_exceeded', metric: 'es95_trades', bound: 'most', exempt: unboundedLoss },
  {
    limit: 'spread_pct_max',
    code: 'spread_above_limit',
    metric: 'median_spread_pct',
    bound: 'most',
    exempt: noOptions,
  },
  { limit: 'oi_min', code: 'oi_below_min', metric: 'oi_min_observed', bound: 'least', exempt: noOptions },
  {
    limit: 'volume_min',
    code: 'volume_below_min',
    metric: 'volume_min_observed',
    bound: 'least',
    exempt: noOptions,
  },
  {
    limit: 'fill_rate_min',
    code: 'fill_rate_below_min',
    metric: 'fill_rate',
    bound: 'least',
    exempt: noOptions,
  },
  { limit: 'sharpe_min', code: 'sharpe_below_min', metric: 'sharpe', bound: 'least' },
  { limit: 'calmar_min', code: 'calmar_below_min', metric: 'calmar', bound: 'least' },
  { limit: 'min_sessions', code: 'sample_length_not_met', metric: 'sessions', bound: 'least' },
  { limit: 'adv_bps_max', code: 'adv_above_limit', metric: 'adv_bps', bound: 'most', exempt: noTradedValue },
  { limit: 'turnover_max', code: 'turnover_exceeded', metric: 'turnover', bound: 'most' },
  {
    limit: 'margin_usage_max',
    code: 'margin_usage_exceeded',
    metric: 'margin_usage',
    bound: 'most',
    exempt: noMargin,
  },
  { limit: 'dsr_min', code: 'dsr_below_min', metric: 'dsr', bound: 'least' },
  {
    limit: 'oos_loss_probability_max',
    code: 'oos_loss_probability_exceeded',
    metric: 'oos_loss_probability',
    bound: 'most',
    exempt: noChoice,
  },
  { limit: 'pbo_max', code: 'pbo_above_max', metric: 'pbo', bound: 'most', exempt: noChoice },
]

/**
 * Holds a run to its budget. A figure equal to its limit passes. A limit that can't apply to the run is
 * listed in `not_applied`; one whose figure should exist and doesn't fails with `<metric>_unavailable`.
 * A leakage scan that found red (or did not run) fails whatever the budget says.
 */
export function evaluateGate(metrics: GateMetrics, budget: RiskBudget, context: GateContext): Gate {
  const failures: GateDetail[] = []
  const notApplied: Gate['not_applied'] = []
  for (const rule of limits) {
    const required = budget[rule.limit]
    if (required === undefined) continue
    const why = rule.exempt?.(context) ?? null
    if (why !== null) notApplied.push({ limit: rule.limit, why })
    else failures.push(...check(rule, required, metrics, context))
  }
  notApplied.push(...unheldCap(context))
  failures.push(...checkLeakage(context))
  return {
    pass: failures.length === 0,
    reasons: [...new Set(failures.map(({ code }) => code))],
    details: failures,
    not_applied: notApplied,
  }
}

function check(rule: Limit, required: number, metrics: GateMetrics, context: GateContext): GateDetail[] {
  const { limit, code, metric, bound } = rule
  if (metric === 'es95_trades') return checkShortfall(required, metrics, context)
  const observed = metrics[metric]
  if (observed === null || Number.isNaN(observed)) {
    return [{ code: `${metric}_unavailable`, limit, observed: null, required }]
  }
  const kept = bound === 'least' ? observed >= required : observed <= required
  return kept ? [] : [{ code, limit, observed, required }]
}

/** The shortfall is measured in mean losses. With few losing trades the detail names their number instead. */
function checkShortfall(
  required: number,
  { es95_trades, avg_loss }: GateMetrics,
  { losingTrades }: GateContext,
): GateDetail[] {
  const limit = 'es95_mult'
  if (losingTrades < leastLosingTrades) {
    return [
      {
        code: 'es95_trades_unavailable',
        limit: 'losing_trades',
        observed: losingTrades,
        required: leastLosingTrades,
      },
    ]
  }
  if (es95_trades === null || Number.isNaN(es95_trades)) {
    return [{ code: 'es95_trades_unavailable', limit, observed: null, required }]
  }
  if (avg_loss === null || !(avg_loss > 0)) {
    return [{ code: 'avg_loss_unavailable', limit, observed: null, required }]
  }
  if (es95_trades <= required * avg_loss) return []
  return [{ code: 'es95_exceeded', limit, observed: es95_trades / avg_loss, required }]
}

function checkLeakage({ leakage }: GateContext): GateDetail[] {
  const required = 'no red feature'
  if (leakage === 'red') return [{ code: 'leakage_flagged', limit: 'leakage', observed: 'red', required }]
  if (leakage === null) return [{ code: 'leakage_unavailable', limit: 'leakage', observed: null, required }]
  return []
}

/** A rule of trading, not of judging: a backtest does not trade by it, and no figure of the run could tell. */
function unheldCap({ dailyLossCapR }: GateContext): Gate['not_applied'] {
  if (dailyLossCapR == null) return []
  const why = `a backtest does not stop for the day after a loss of ${dailyLossCapR} R: its figures are those without the cap`
  return [{ limit: 'daily_loss_cap_R', why }]
}

function unboundedLoss({ boundedLoss }: GateContext): string | null {
  return boundedLoss ? null : 'a trade of this run has neither a stop nor a premium that bounds its loss'
}

function noOptions({ instrument }: GateContext): string | null {
  return instrument === 'options' ? null : 'this run trades no options'
}

function noTradedValue({ instrument, tradedNotional }: GateContext): string | null {
  if (tradedNotional) return null
  return instrument === 'index'
    ? 'an index itself is not traded'
    : 'no capital is known that the instrument is traded with'
}

function noMargin({ marginKnown }: GateContext): string | null {
  return marginKnown ? null : 'a backtest knows no account whose margin could be in use'
}

function noChoice({ variants }: GateContext): string | null {
  return variants >= 2 ? null : 'with a single variant there was no choice among variants to overfit'
}
