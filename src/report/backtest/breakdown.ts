import { count, percent, two } from '../figures.ts'
import { html, type Markup } from '../markup.ts'
import { note, table } from '../page.ts'
import type { Figure, ReportedBacktest, ReportedGroup } from './data.ts'

/** The run by year, by side, by hour of decision and by ticker; says why where it has no hours. */
export function breakdownSection({ breakdown }: ReportedBacktest): Markup {
  if (!breakdown) return note('This run was made before runs were broken down; run it again with --force.')
  const { by_year, by_side, by_hour, by_hour_unavailable, by_ticker } = breakdown
  return html`${groups('By year', 'Year', by_year, 'Return', ({ cum_return }) => cum_return)}${added(
    'By side; what both earned adds up, since they can be held at the same time',
    'Side',
    by_side,
  )}${
    by_hour
      ? added(
          'By hour of the decision, in the time of the exchange; what they earned adds up',
          'Hour',
          by_hour,
        )
      : note(`There is no table by hour: ${by_hour_unavailable ?? 'the run has no hours'}.`)
  }${by_ticker ? added('By ticker, as shares of the whole capital; what they earned adds up', 'Ticker', by_ticker) : null}`
}

const added = (caption: string, title: string, rows: readonly ReportedGroup[]): Markup =>
  groups(caption, title, rows, 'Return added up', ({ sum_return }) => sum_return)

function groups(
  caption: string,
  title: string,
  rows: readonly ReportedGroup[],
  earnedTitle: string,
  earned: (row: ReportedGroup) => Figure,
): Markup {
  return table(
    caption,
    [
      { title, cell: ({ group }) => group },
      { title: 'Trades', number: true, cell: ({ trades }) => count(trades) },
      { title: 'Winning', number: true, cell: ({ win_rate }) => percent(win_rate) },
      { title: 'Sharpe', number: true, cell: ({ sharpe }) => two(sharpe) },
      { title: earnedTitle, number: true, cell: (row) => percent(earned(row)) },
      { title: 'Drawdown', number: true, cell: ({ max_dd }) => percent(max_dd) },
    ],
    rows,
  )
}
