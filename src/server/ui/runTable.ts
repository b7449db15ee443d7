import { html, type Markup } from '../../report/markup.ts'
import { type TableColumn, table } from '../../report/page.ts'
import { pathTo } from './address.ts'
import { moment, progressCell, span, stateCell } from './cells.ts'
import { modelCell } from './rankedTable.ts'
import type { ListedRun } from './runKinds.ts'

/** Where a run has its page. */
function runPath({ kind, id }: Pick<ListedRun, 'kind' | 'id'>): string {
  return pathTo(kind === 'sweep' ? 'sweeps' : 'runs', id)
}

/** Runs as they come, each with a link to its page. What changes while they work has a key for the script. */
export function runTable(
  caption: string,
  rows: readonly ListedRun[],
  now: Date,
  others: readonly TableColumn<ListedRun>[] = [],
): Markup {
  return table(
    caption,
    [
      {
        title: 'Run',
        cell: (run: ListedRun) =>
          html`<a href="${runPath(run)}" title="${run.id}">${run.kind} <code>${run.id.slice(-8)}</code></a>`,
      },
      { title: 'Model', cell: modelCell },
      {
        title: 'State',
        cell: (run: ListedRun) => html`<span data-live="${run.id}-state">${stateCell(run.status)}</span>`,
      },
      ...others,
      { title: 'Tag', cell: ({ tag }: ListedRun) => tag ?? '' },
      {
        title: 'Took',
        number: true,
        cell: ({ id, started_at, finished_at }: ListedRun) =>
          html`<span data-live="${id}-took">${span(started_at, finished_at, now)}</span>`,
      },
      { title: 'Asked for', cell: ({ created_at }: ListedRun) => moment(created_at, now) },
    ],
    rows,
  )
}

export const progressColumn: TableColumn<ListedRun> = {
  title: 'Progress',
  cell: ({ id, progress }) => progressCell(`${id}-progress`, progress),
}
