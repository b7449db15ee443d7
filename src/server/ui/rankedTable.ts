import type { LeaderboardRow, SweepRow } from '../../contract/types.ts'
import { html, type Markup } from '../../report/markup.ts'
import { type TableColumn, table } from '../../report/page.ts'
import { ruleText } from '../../report/sweepFacts.ts'
import { pathTo } from './address.ts'
import { type FigureName, figure, figureKinds, gateCell } from './cells.ts'

type Ranked = LeaderboardRow | SweepRow

/** The figures of a row, those that are not of its returns among them. */
export function figuresOf({ metrics, statistics, score }: Ranked) {
  const { dsr = null, psr = null } = statistics ?? {}
  const unavailable = {
    score: 'a figure that it is made of is undefined',
    dsr: 'its returns do not differ, or the sweep is not judged yet',
    ...metrics.unavailable,
  }
  return { ...metrics, dsr, psr, score: score ?? null, unavailable }
}

const shown: readonly FigureName[] = ['score', 'sharpe', 'cum_return', 'max_dd', 'trades', 'dsr']

/** Backtests in their order: the place, the rule as a link to the run, what it is of, verdict and figures. */
export function rankedTable<Row extends Ranked>(
  caption: string,
  rows: readonly Row[],
  { first = 1, others = [] }: { first?: number; others?: readonly TableColumn<Row>[] } = {},
): Markup {
  const places = new Map(rows.map((row, place) => [row.id, first + place]))
  return table(
    caption,
    [
      {
        title: 'Rule',
        cell: (row: Row) =>
          html`<span class="place">${places.get(row.id)}</span> <a href="${pathTo('runs', row.id)}">${ruleText(row.config)}</a>`,
      },
      ...shown.map((name) => ({
        title: figureKinds[name].title,
        number: true,
        cell: (row: Row) => figure(figuresOf(row), name),
      })),
      { title: 'Gate', cell: (row: Row) => gateCell(row.gate, row.non_causal) },
      ...others,
    ],
    rows,
  )
}

/** A model as a link, with its pack, and the risk profile of a run of it where that is known. */
export function modelCell({ pack_id, model_id, risk_profile }: OfModel): Markup {
  const others = [pack_id, risk_profile].filter((each) => each !== undefined)
  return html`<a href="${pathTo('models', pack_id, model_id)}">${model_id}</a> <small>${others.join(', ')}</small>`
}

interface OfModel {
  pack_id: string
  model_id: string
  risk_profile?: string
}
