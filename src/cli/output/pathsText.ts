import type { BacktestDetail } from '../../contract/types.ts'
import { count, fixed, percent, wrap } from './format.ts'
import type { Output } from './output.ts'

/** What stands in place of a verdict on combinatorial folds. */
export const notJudged =
  'gate: not judged, since its models were trained on later rows too; a policy with gate_cv: cpcv asks for it'

/** Every path of combinatorial folds, with the distribution of their Sharpe ratios; nothing for walk-forward ones. */
export function pathTable({ paths = [] }: BacktestDetail, output: Output): string {
  if (paths.length === 0) return ''
  const rows = paths.map(({ path, headline, metrics }) => ({
    ...metrics,
    path: `${path + 1}${headline ? ' *' : ''}`,
  }))
  const table = output.table(rows, [
    { field: 'path', rank: 0 },
    { field: 'trades', align: 'right', show: count, rank: 1 },
    { field: 'sharpe', title: 'Sharpe', align: 'right', show: fixed(2), rank: 0 },
    { field: 'cum_return', title: 'return', align: 'right', show: percent, rank: 1 },
    { field: 'max_dd', title: 'drawdown', align: 'right', show: percent, rank: 2 },
  ])
  return [table, wrap(distribution(paths), output.width, '  ')].join('\n')
}

function distribution(paths: NonNullable<BacktestDetail['paths']>): string {
  const sharpes = paths.flatMap(({ metrics }) => metrics.sharpe ?? []).sort((a, b) => a - b)
  const two = fixed(2)
  const spread =
    sharpes.length === 0
      ? 'no path has a Sharpe ratio'
      : `Sharpe ratios of ${sharpes.length} paths from ${two(sharpes[0])} to ${two(sharpes[sharpes.length - 1])}, ` +
        `${sharpes.filter((sharpe) => sharpe > 0).length} of them above 0`
  return `* the path of median Sharpe ratio, whose figures stand above; ${spread}`
}
