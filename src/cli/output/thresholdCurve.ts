import type { BacktestDetail } from '../../contract/types.ts'
import { count, fixed, wrap } from './format.ts'
import type { Output } from './output.ts'

/** Fewer are read from the table of folds as well. */
const fewest = 3
const widestBar = 24
/** Columns of the threshold, the ratio and the trades. */
const besideBar = 30
const eighths = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉']

/**
 * How good each threshold was where it was chosen: the mean over folds of its Sharpe ratio a year on the scores held out of
 * training, as bars; those below 0 are hatched. Nothing where fewer than three thresholds were tried, or of single hours.
 */
export function thresholdCurve({ result, config }: BacktestDetail, { paint, width }: Output): string {
  if (config?.kind !== 'thr' || config.per_hour_thresholds) return ''
  const byThreshold = new Map<number, { sharpes: number[]; trades: number }>()
  for (const { thr, sharpe, trades } of result?.threshold_results ?? []) {
    if (thr === null) continue
    const at = byThreshold.get(thr) ?? { sharpes: [], trades: 0 }
    if (sharpe !== null && sharpe !== undefined) at.sharpes.push(sharpe)
    at.trades += trades
    byThreshold.set(thr, at)
  }
  if (byThreshold.size < fewest) return ''
  const rows = [...byThreshold]
    .sort(([a], [b]) => a - b)
    .map(([threshold, { sharpes, trades }]) => ({ threshold, trades, sharpe: meanOf(sharpes) }))
  const barWidth = Math.max(4, Math.min(widestBar, width - besideBar))
  const largest = Math.max(...rows.map(({ sharpe }) => Math.abs(sharpe ?? 0)))
  const lines = rows.map(({ threshold, trades, sharpe }) => {
    const bar = sharpe === null || largest === 0 ? '' : barOf(sharpe / largest, barWidth)
    const coloured = (sharpe ?? 0) < 0 ? paint.red(bar) : paint.green(bar)
    const figures = `${fixed(2)(sharpe).padStart(6)}  ${count(trades).padStart(7)} trades`
    return `  ${threshold.toFixed(2)}  ${coloured}${' '.repeat(barWidth - bar.length)}${figures}`
  })
  const title =
    'thresholds by their Sharpe ratio a year where they were chosen, on scores held out of training'
  return [wrap(title, width, '  '), ...lines].join('\n')
}

function meanOf(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length
}

/** @param share of the largest, from -1 to 1 */
function barOf(share: number, width: number): string {
  if (share < 0) return '░'.repeat(Math.max(1, Math.round(-share * width)))
  const parts = Math.round(share * width * 8)
  return '█'.repeat(Math.floor(parts / 8)) + eighths[parts % 8]
}
