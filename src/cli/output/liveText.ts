import type { LiveMetrics } from '../../contract/types.ts'
import type { Paint } from './paint.ts'
import type { Column } from './table.ts'

// Live figures as domain users read them: two decimals of a ratio, one of a return, whole per cents of a rate; N/A of
// what is not defined.

const absent = 'N/A'

const shown =
  (text: (value: number) => string) =>
  (value: unknown): string =>
    typeof value === 'number' ? text(value) : absent

export const ratio = shown((value) => value.toFixed(2))
const returned = shown((value) => `${(100 * value).toFixed(1)} %`)
const rate = shown((value) => `${Math.round(100 * value)} %`)
const wholePercent = shown((value) => `${Math.round(value)} %`)
const whole = shown((value) => String(value))
const basisPoints = shown((value) => `${value.toFixed(1)} bps`)
const since = shown((seconds) => {
  const hours = seconds / 3_600
  return hours < 48 ? `${hours.toFixed(1)} h` : `${Math.round(hours / 24)} days`
})

/** Below this share of the sessions, figures rest on little. */
const littleCoverage = 50

/** A coverage that is little stands out. */
function coverageCell(paint: Paint): (value: unknown) => string {
  return (value) =>
    typeof value === 'number' && value < littleCoverage
      ? paint.yellow(wholePercent(value))
      : wholePercent(value)
}

/** A line for each figure of one model: its name, the figure, and why there is none. */
export function liveFigures(metrics: LiveMetrics, paint: Paint): [name: string, text: string][] {
  const why = (name: string, text: string): string => {
    const reason = metrics.reasons?.[name]
    return reason === undefined ? text : `${text} (${reason})`
  }
  return [
    ['Sharpe ratio, a year', why('sharpe', ratio(metrics.sharpe))],
    ['Sortino ratio, a year', why('sortino', ratio(metrics.sortino))],
    ['return', why('cum_return', returned(metrics.cum_return))],
    ['drawdown', why('max_dd', returned(metrics.max_dd))],
    ['filled signals', whole(metrics.trades)],
    ['win rate', why('win_rate', rate(metrics.win_rate))],
    ['fill rate', why('fill_rate', rate(metrics.fill_rate))],
    ['slippage', why('avg_slippage_bps', basisPoints(metrics.avg_slippage_bps))],
    ['capacity', why('capacity', metrics.capacity ?? absent)],
    ['coverage', why('coverage_pct', coverageCell(paint)(metrics.coverage_pct))],
    [
      'newest signal',
      why('freshness_sec', metrics.freshness_sec == null ? absent : `${since(metrics.freshness_sec)} ago`),
    ],
  ]
}

/** The same side by side for many models. */
export function liveColumns(paint: Paint): Column[] {
  const metric = (field: string, title: string, rank: number, show: Column['show']): Column => ({
    field: `metrics.${field}`,
    title,
    align: 'right',
    rank,
    ...(show && { show }),
  })
  return [
    { field: 'model_id', title: 'model', rank: 0 },
    {
      field: 'risk_profile',
      title: 'risk',
      rank: 2,
      show: (value) => (typeof value === 'string' ? value : absent),
    },
    metric('sharpe', 'Sharpe', 0, ratio),
    metric('cum_return', 'return', 0, returned),
    metric('max_dd', 'drawdown', 3, returned),
    metric('trades', 'filled', 1, whole),
    metric('win_rate', 'win rate', 2, rate),
    metric('fill_rate', 'fill rate', 3, rate),
    metric('avg_slippage_bps', 'slippage', 4, basisPoints),
    metric('capacity', 'capacity', 5, (value) => (typeof value === 'string' ? value : absent)),
    metric('coverage_pct', 'coverage', 2, coverageCell(paint)),
  ]
}
