import type { BacktestDetail } from '../../contract/types.ts'
import { fixed, wrap } from './format.ts'
import type { Output } from './output.ts'

/** The threshold of each hour in each fold, and why hours stayed flat; nothing for a run with one for all hours. */
export function hourThresholds({ chosen = [], config }: BacktestDetail, output: Output): string {
  const folds = chosen.flatMap(({ fold, by_hour }) => (by_hour ? [{ fold, hours: by_hour }] : []))
  if (folds.length === 0) return ''
  const hours = [...new Set(folds.flatMap((fold) => fold.hours.map(({ hour }) => hour)))].sort(
    (a, b) => a - b,
  )
  const rows = folds.map((fold) => ({
    fold: fold.fold + 1,
    ...Object.fromEntries(
      fold.hours.map(({ hour, value, flat }) => [String(hour), flat ? 'flat' : fixed(2)(value)]),
    ),
  }))
  const table = output.table(rows, [
    { field: 'fold', align: 'right', rank: 0 },
    ...hours.map((hour) => ({
      field: String(hour),
      title: `${hour}h`,
      align: 'right' as const,
      rank: 0,
    })),
  ])
  const measure = measures[config?.per_hour_select_by ?? 'sharpe']
  const reasons = folds.flatMap(({ fold, hours: levels }) =>
    levels.flatMap(({ hour, reason }) =>
      reason ? [`fold ${fold + 1}, hour ${hour} stayed flat: ${reason}`] : [],
    ),
  )
  return [
    `thresholds by the hour of the decision in New York, each chosen by ${measure} of the hour alone`,
    table,
    ...reasons.map((line) => wrap(line, output.width, '  ')),
  ].join('\n')
}

const measures = { sharpe: 'the net Sharpe ratio', cum_ret: 'the net return', trades: 'the number of trades' }
