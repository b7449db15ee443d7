import type { BacktestDetail } from '../../contract/types.ts'
import { count, fixed, percent } from './format.ts'
import type { Output } from './output.ts'
import type { Column } from './table.ts'

/** A run by year, by side, by hour of decision and by ticker; says why where it has no hours. */
export function breakdownTables({ breakdown }: BacktestDetail, output: Output): string {
  if (!breakdown) return ''
  const { by_year, by_side, by_hour, by_hour_unavailable, by_ticker } = breakdown
  const tables = [
    output.table(by_year, columns('year', { field: 'cum_return', title: 'return' })),
    output.table(by_side, columns('side', added)),
    by_hour === null
      ? `no table by hour: ${by_hour_unavailable ?? 'there are no hours'}`
      : output.table(by_hour, columns('hour', added)),
    ...(by_ticker ? tickerTables(by_ticker, output) : []),
  ]
  return tables.join('\n\n')
}

/** As many tickers are shown whole; of more the best and the worst. */
const tickersShown = 20

function tickerTables(
  tickers: NonNullable<NonNullable<BacktestDetail['breakdown']>['by_ticker']>,
  output: Output,
): string[] {
  const shown = columns('ticker', added)
  if (tickers.length <= tickersShown) return [output.table(tickers, shown)]
  const ranked = [...tickers].sort((a, b) => b.sum_return - a.sum_return)
  const [best, worst] = [ranked.slice(0, tickersShown / 2), ranked.slice(-tickersShown / 2)]
  return [
    `${tickers.length} tickers; the best:`,
    output.table(best, shown),
    'the worst:',
    output.table(worst, shown),
  ]
}

/** Sides, hours and tickers hold positions at the same time: what they earned adds up, and does not compound. */
const added = { field: 'sum_return', title: 'return added up' }

function columns(title: string, earned: Pick<Column, 'field' | 'title'>): Column[] {
  return [
    { field: 'group', title, rank: 0 },
    { field: 'trades', align: 'right', show: count, rank: 1 },
    { field: 'win_rate', title: 'winning', align: 'right', show: percent, rank: 2 },
    { field: 'sharpe', title: 'Sharpe', align: 'right', show: fixed(2), rank: 0 },
    { ...earned, align: 'right', show: percent, rank: 1 },
    { field: 'max_dd', title: 'drawdown', align: 'right', show: percent, rank: 2 },
  ]
}
