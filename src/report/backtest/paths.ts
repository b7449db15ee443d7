import { count, percent, plural, two } from '../figures.ts'
import { html, type Markup } from '../markup.ts'
import { note, table } from '../page.ts'
import { figureOf, type ReportedBacktest } from './data.ts'

/** What every page of such a run must say: a reader would take it for a walk through time. */
export const nonCausal =
  'Its models were trained on rows after their test folds too, so that nobody could have traded it: it tells how steady a rule is, not what it would have earned.'

/** Every path of combinatorial folds, and how their Sharpe ratios are spread. */
export function pathSection({ paths = [] }: ReportedBacktest): Markup {
  const sharpes = paths
    .flatMap(({ metrics }) => figureOf(metrics, 'sharpe') ?? [])
    .sort((one, other) => one - other)
  const above = sharpes.filter((sharpe) => sharpe > 0).length
  const spread =
    sharpes.length === 0
      ? 'No path has a Sharpe ratio.'
      : `Sharpe ratios of ${plural(sharpes.length, 'path')} run from ${two(sharpes[0])} to ${two(sharpes[sharpes.length - 1])}; ${above} of them ${above === 1 ? 'is' : 'are'} above 0.`
  return html`<p>${spread}</p>${table(
    'Each path goes once through all the folds; the figures of this page are of the path of median Sharpe ratio',
    [
      { title: 'Path', cell: ({ path, headline }) => `${path + 1}${headline ? ' (shown)' : ''}` },
      { title: 'Trades', number: true, cell: ({ metrics }) => count(figureOf(metrics, 'trades')) },
      { title: 'Sharpe', number: true, cell: ({ metrics }) => two(figureOf(metrics, 'sharpe')) },
      { title: 'Return', number: true, cell: ({ metrics }) => percent(figureOf(metrics, 'cum_return')) },
      { title: 'Drawdown', number: true, cell: ({ metrics }) => percent(figureOf(metrics, 'max_dd')) },
    ],
    paths,
  )}${note(nonCausal)}`
}
