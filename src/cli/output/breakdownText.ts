import type { BacktestDetail } from '../../contract/types.ts'
import { count, fixed, percent } from './format.ts'
import type { Output } from './output.ts'
import type { Column } from './table.ts'

/** A run by year, by side and by hour of decision; says why where it has no hours. */
export function breakdownTables({ breakdown }: BacktestDetail, output: Output): string {
  if (!breakdown) return ''
  const { by_year, by_side, by_hour, by_hour_unavailable } = breakdown
  const tables = [
    output.table(by_year, columns('year', { field: 'cum_return', title: 'return' })),
    output.table(by_side, columns('side', added)),
    by_hour === null
      ? `no table by hour: ${by_hour_unavailable ?? 'there are no hours'}`
      : output.table(by_hour, columns('hour', added)),
  ]
  return tables.join('\n\n')
}

/** Sides and hours hold positions at the same time: what they earned adds up, and does not compound. */
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
