import type { SelectedBacktest } from '../../contract/types.ts'
import { configText } from './backtestText.ts'
import { plural } from './format.ts'
import type { Output } from './output.ts'

/** A selection and what it holds. */
export function selectionText(
  { selection_id: id, items }: { selection_id: string; items: SelectedBacktest[] },
  output: Output,
): string {
  const rows = items.map((item) => ({ ...item, config: configText(item.config) }))
  return [
    `selection ${id}: ${plural(items.length, 'backtest')}`,
    output.table(rows, [
      { field: 'backtest_id', title: 'backtest', rank: 0 },
      { field: 'model_id', title: 'model', rank: 1 },
      { field: 'config', rank: 0 },
      { field: 'lineage.risk_profile', title: 'risk', rank: 2 },
    ]),
  ].join('\n')
}
