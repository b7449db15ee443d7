import { std } from '../statistics/returns.ts'
import type { ScoreRule } from './riskBudget.ts'

/** What a run is ranked by. Ratios are annualised and net of costs; `max_dd` is a magnitude. */
export interface ScoreInputs {
  sharpe: number | null
  sortino: number | null
  calmar: number | null
  max_dd: number | null
  trades: number | null
  /** Mean daily sum of absolute weight changes. */
  turnover: number | null
  /** Per fold: a fold without trades has a Sharpe ratio of 0 here, whatever is given. */
  folds: readonly { trades: number; sharpe: number | null }[]
}

/**
 * The figure that a pack ranks runs by, higher is better; null when a part of it is undefined.
 *
 * - zero: sortino √(trades / 100) − 0.5 max_dd − 0.2 std of the folds' Sharpe ratios (ddof 1)
 * - swing: sharpe √(trades / trades_scale) − turnover_lambda × turnover − 0.3 max_dd
 * - long: calmar
 * - sharpe: sharpe
 */
export function score(rule: ScoreRule, inputs: ScoreInputs): number | null {
  const { sharpe, sortino, calmar, max_dd, trades, turnover } = inputs
  switch (rule.kind) {
    case 'zero': {
      const unsteadiness = foldSharpeStd(inputs.folds)
      if (sortino === null || trades === null || max_dd === null || unsteadiness === null) return null
      return sortino * Math.sqrt(trades / 100) - 0.5 * max_dd - 0.2 * unsteadiness
    }
    case 'swing':
      if (sharpe === null || trades === null || turnover === null || max_dd === null) return null
      return sharpe * Math.sqrt(trades / rule.trades_scale) - rule.turnover_lambda * turnover - 0.3 * max_dd
    case 'long':
      return calmar
    case 'sharpe':
      return sharpe
  }
}

/**
 * What ranks runs of equal score, in this order; more is better, null is last. zero: return, then win rate. swing:
 * drawdown, then Calmar ratio. long: Sortino ratio, then growth per year.
 */
export function tieBreaks(
  { kind }: ScoreRule,
  { cum_return, win_rate, max_dd, calmar, sortino, cagr }: TieInputs,
): [number | null, number | null] {
  switch (kind) {
    case 'zero':
      return [cum_return, win_rate]
    case 'swing':
      return [max_dd === null ? null : -max_dd, calmar]
    case 'long':
      return [sortino, cagr]
    case 'sharpe':
      return [null, null]
  }
}

type TieInputs = Record<'cum_return' | 'win_rate' | 'max_dd' | 'calmar' | 'sortino' | 'cagr', number | null>

/**
 * Spread (ddof 1) of the folds' Sharpe ratios, annualised ones; that of a fold without trades counts as 0. Null when a
 * fold that traded has none, or with fewer than two folds.
 */
export function foldSharpeStd(folds: ScoreInputs['folds']): number | null {
  const ratios = folds.map(({ trades, sharpe }) => (trades === 0 ? 0 : sharpe))
  const known = ratios.filter((ratio) => ratio !== null)
  return known.length < ratios.length ? null : std(Float64Array.from(known))
}
