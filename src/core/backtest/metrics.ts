import { leastLosingTrades } from '../statistics/expectedShortfall.ts'
import { minTrackRecordLength, probabilisticSharpe } from '../statistics/sharpeTests.ts'
import type { TradeOutcomes } from './outcomes.ts'
import type { Simulation } from './simulate.ts'
import {
  cagrOf,
  maxDrawdownOf,
  meanOfWorst,
  perYear,
  type Summary,
  sampleOf,
  sharpeOf,
  sortinoOf,
  totalReturnOf,
} from './summary.ts'

/**
 * Figures of a run on its joined out-of-sample bars, net of costs. Fractions unless said otherwise; drawdown,
 * shortfall and loss are magnitudes (≥ 0). Null is undefined, with its reason in `UndefinedMetrics`.
 */
export interface Metrics {
  /** Annualised. */
  sharpe: number | null
  /** Per bar, not annualised (the name is the old one, whatever the bar). */
  sharpe_hourly: number | null
  /** Annualised. */
  sortino: number | null
  cum_return: number | null
  cagr: number | null
  max_dd: number | null
  calmar: number | null
  /** Mean of the worst twentieth of the bars. */
  es95: number | null
  /** Mean of the worst twentieth of the closed trades. */
  es95_trades: number | null
  /** Mean loss of the closed trades that lost. */
  avg_loss: number | null
  /** Over closed trades. */
  win_rate: number | null
  /** Filled tranches. */
  trades: number
  /** Filled tranches over the label horizon: those that share no bar. */
  trades_independent: number
  trades_per_year: number | null
  closed_trades: number
  losing_trades: number
  /** Decisions that wanted a position. */
  signals: number
  /** Of these, decisions that found no bar to be filled in. */
  signals_unfilled: number
  /** Share of bars with a position. */
  exposure: number | null
  /** Mean daily sum of |change of weight|. */
  turnover: number | null
  /** Probability that the true Sharpe ratio exceeds 0, from session returns. */
  psr: number | null
  /** Sessions that a record like this needs for its Sharpe ratio to exceed 0 with 95 % confidence. */
  min_trl: number | null
  /** Mean of label return (with the sign of the position) less gross return of closed trades. */
  label_minus_earned: number | null
  /** Share of the test rows that top_pct selected. */
  top_pct_realised: number | null
  median_spread_pct: number | null
  fill_rate: number | null
  oi_min_observed: number | null
  volume_min_observed: number | null
  adv_bps: number | null
  bars: number
  sessions: number
  periods_per_year: number
}

/** Why a metric is null, by its name. */
export type UndefinedMetrics = Partial<Record<keyof Metrics, string>>

/** How much was traded. */
export interface Trading extends Pick<Simulation, 'unfilled' | 'options'> {
  /** Filled tranches. */
  filled: number
  /** Bars with a position. */
  heldBars: number
  /** Sum of |change of weight|. */
  traded: number
}

/** What metrics are computed from. */
export interface MetricsInput {
  trading: Trading
  /** Net returns of the bars in which a position can be held. */
  net: Float64Array
  summary: Summary
  outcomes: TradeOutcomes
  /** Of the session returns. */
  sessionSummary: Summary
  /** Sessions of the out-of-sample span. */
  days: number
  periodsPerYear: number
  /** Tranches that share a bar. */
  tranches: number
  topPctRealised: number | null
}

/** All metrics of a run, with a reason for each that is undefined. */
export function computeMetrics(input: MetricsInput): { metrics: Metrics; undefined: UndefinedMetrics } {
  const { trading, net, summary, sessionSummary, days, periodsPerYear } = input
  const bars = net.length
  const { filled: trades, unfilled, options } = trading
  const { closed, wins, losses, lost } = input.outcomes
  const tail = losses >= leastLosingTrades
  const sample = sampleOf(sessionSummary)
  const growth = cagrOf(summary, periodsPerYear)
  const metrics: Metrics = {
    sharpe: perYear(sharpeOf(summary), periodsPerYear),
    sharpe_hourly: sharpeOf(summary),
    sortino: perYear(sortinoOf(summary), periodsPerYear),
    cum_return: totalReturnOf(summary),
    cagr: growth,
    max_dd: maxDrawdownOf(summary),
    calmar: growth === null || summary.maxDrawdown === 0 ? null : growth / summary.maxDrawdown,
    es95: magnitude(meanOfWorst(net)),
    es95_trades: tail ? magnitude(meanOfWorst(input.outcomes.returns)) : null,
    avg_loss: tail ? lost / losses : null,
    win_rate: wins + losses > 0 ? wins / (wins + losses) : null,
    trades,
    trades_independent: trades / input.tranches,
    trades_per_year: bars > 0 ? (trades * periodsPerYear) / bars : null,
    closed_trades: closed,
    losing_trades: losses,
    signals: trades + unfilled,
    signals_unfilled: unfilled,
    exposure: bars > 0 ? trading.heldBars / bars : null,
    turnover: days > 0 ? trading.traded / days : null,
    psr: probabilisticSharpe(sample),
    min_trl: minTrackRecordLength(sample),
    label_minus_earned: options ? null : input.outcomes.labelMinusEarned,
    top_pct_realised: input.topPctRealised,
    median_spread_pct: options?.median_spread_pct ?? null,
    fill_rate: options && options.wanted > 0 ? options.filled / options.wanted : null,
    oi_min_observed: options?.oi_min_observed ?? null,
    volume_min_observed: options?.volume_min_observed ?? null,
    adv_bps: null,
    bars,
    sessions: sessionSummary.count,
    periods_per_year: periodsPerYear,
  }
  return { metrics, undefined: reasonsOf(metrics, options !== undefined) }
}

/** Bar returns after costs, written to `net`. `rate` is the cost of a change of weight by 1. */
export function netReturns(
  { gross, traded, charged = traded }: Pick<Simulation, 'gross' | 'traded' | 'charged'>,
  rate: number,
  net: Float64Array = new Float64Array(gross.length),
): Float64Array {
  for (let bar = 0; bar < net.length; bar++) net[bar] = gross[bar] - rate * charged[bar]
  return net
}

/** A loss as a positive number; a gain is no loss. */
function magnitude(value: number | null): number | null {
  return value === null ? null : Math.max(0, -value)
}

function reasonsOf(metrics: Metrics, tradesOptions: boolean): UndefinedMetrics {
  const { bars, trades, sessions, closed_trades: closed, losing_trades: losing } = metrics
  const flat = trades === 0 ? 'nothing was traded' : undefined
  const noVariance = bars < 2 ? 'there are fewer than two bars' : (flat ?? 'the returns do not vary')
  const fewLosses = `${losing} of ${closed} closed trades lost; fewer than ${leastLosingTrades} say nothing about the tail`
  const noSample =
    sessions < 2 ? 'there are fewer than two sessions' : (flat ?? 'the session returns do not vary')
  const noTrack =
    metrics.psr === null
      ? noSample
      : 'the Sharpe ratio is not above 0, so no length of record shows that it is'
  const noBars = 'there are no out-of-sample bars'
  const noFigure = (what: string) => (tradesOptions ? (flat ?? what) : 'this run trades no options')
  const unknownCount = 'it is not known of every option that was bought'
  const reasons: Record<keyof Metrics, string | null> = {
    sharpe: noVariance,
    sharpe_hourly: noVariance,
    sortino: flat ?? 'no bar lost',
    cum_return: noBars,
    cagr: bars === 0 ? noBars : 'more than everything was lost',
    max_dd: noBars,
    calmar: flat ?? (metrics.cagr === null ? 'the growth per year is undefined' : 'there was no drawdown'),
    es95: noBars,
    es95_trades: fewLosses,
    avg_loss: fewLosses,
    win_rate: flat ?? 'no closed trade won or lost',
    trades_per_year: noBars,
    exposure: noBars,
    turnover: noBars,
    psr: noSample,
    min_trl: noTrack,
    label_minus_earned: tradesOptions
      ? 'the label is a return of the underlying, and options were traded'
      : (flat ?? 'no closed trade has a known label'),
    top_pct_realised: 'rows were selected by a threshold',
    median_spread_pct: noFigure('no option was bought'),
    fill_rate: tradesOptions ? 'no option was wanted' : noFigure(''),
    oi_min_observed: noFigure(unknownCount),
    volume_min_observed: noFigure(unknownCount),
    adv_bps: 'the capital traded is not known',
    trades: null,
    trades_independent: null,
    closed_trades: null,
    losing_trades: null,
    signals: null,
    signals_unfilled: null,
    bars: null,
    sessions: null,
    periods_per_year: null,
  }
  const missing: UndefinedMetrics = {}
  for (const [name, value] of entriesOf(metrics)) {
    const reason = reasons[name]
    if (value === null && reason !== null) missing[name] = reason
  }
  return missing
}

function entriesOf(metrics: Metrics): [keyof Metrics, number | null][] {
  const names = Object.keys(metrics).filter((name): name is keyof Metrics => name in metrics)
  return names.map((name) => [name, metrics[name]])
}
