import type {
  BacktestResult,
  Choice,
  HourChoice,
  ThresholdResult,
  BacktestFold as WireFold,
} from '../contract/types.ts'
import type { FoldRecord } from '../services/backtestDetail.ts'

// Folds of a run in the spelling of the contract.

export function toFold(fold: FoldRecord, periodsPerYear: number | null): WireFold {
  return {
    fold: fold.fold,
    test_start: new Date(fold.from).toISOString(),
    test_end: new Date(fold.to).toISOString(),
    rows_train: fold.trainRows,
    rows_test: fold.testRows,
    chosen: fold.threshold ?? fold.cutoff,
    thr_used: fold.threshold,
    ...(fold.byHour && { chosen_by_hour: fold.byHour.map(toHourChoice) }),
    cutoff: fold.cutoff,
    flat: fold.flatReason !== null,
    flat_reason: fold.flatReason,
    selected_share: fold.selectedShare,
    bars: fold.bars,
    sharpe: fold.sharpe,
    sharpe_hourly: perBar(fold.sharpe, periodsPerYear),
    ...(fold.sortino !== undefined && { sortino: fold.sortino }),
    max_dd: fold.maxDrawdown,
    cum_ret: fold.cumReturn,
    ...(fold.winRate !== undefined && { win_rate: fold.winRate }),
    trades: fold.trades,
  }
}

export function toChoice(fold: FoldRecord, kind: Choice['kind']): Choice {
  return {
    fold: fold.fold,
    kind,
    value: fold.threshold ?? fold.cutoff,
    flat: fold.flatReason !== null,
    ...(fold.flatReason !== null && { reason: fold.flatReason }),
    ...(fold.byHour && { by_hour: fold.byHour.map(toHourChoice) }),
  }
}

function toHourChoice({ hour, level, reason }: NonNullable<FoldRecord['byHour']>[number]): HourChoice {
  return { hour, value: level, flat: level === null, ...(reason !== null && { reason }) }
}

/** The thresholds of each fold; a run by share has none, but the best of its test folds by Sharpe. */
export function toResult(
  folds: readonly FoldRecord[],
  kind: Choice['kind'],
  periodsPerYear: number | null,
): BacktestResult {
  const results = folds.flatMap((fold) => fold.threshold_results)
  return {
    threshold_results: results.map((one) => ({
      ...one,
      sharpe_hourly: perBar(one.sharpe, periodsPerYear),
    })),
    top_pct_result: kind === 'top_pct' ? bestFold(folds, periodsPerYear) : null,
  }
}

function bestFold(folds: readonly FoldRecord[], periodsPerYear: number | null): ThresholdResult | null {
  const rank = ({ sharpe }: FoldRecord): number => sharpe ?? Number.NEGATIVE_INFINITY
  const [first, ...others] = folds
  if (!first) return null
  const { fold, cutoff, cumReturn, sharpe, trades } = others.reduce(
    (best, one) => (rank(one) > rank(best) ? one : best),
    first,
  )
  const sharpe_hourly = perBar(sharpe, periodsPerYear)
  return { fold, thr: cutoff, cum_ret: cumReturn, sharpe_hourly, sharpe, trades }
}

/** Annual figures are per-bar ones times √(bars of a year). */
function perBar(annual: number | null, periodsPerYear: number | null): number | null {
  return annual === null || periodsPerYear === null ? null : annual / Math.sqrt(periodsPerYear)
}
