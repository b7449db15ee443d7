import type { FastifyRequest } from 'fastify'
import type { LeaderboardRow } from '../../contract/types.ts'
import { html, type Markup } from '../../report/markup.ts'
import { note, type TableColumn } from '../../report/page.ts'
import { queryOf } from './address.ts'
import { ask } from './ask.ts'
import { moment } from './cells.ts'
import { filterChoices } from './filterChoices.ts'
import { type Field, filterForm, paging } from './forms.ts'
import { modelCell, rankedTable } from './rankedTable.ts'
import { sitePage } from './sitePage.ts'

const path = '/ui/leaderboard'

/** Completed backtests, gate first, with filters that stand in the address. */
export async function leaderboardPage(request: FastifyRequest, now: Date): Promise<string> {
  const query = queryOf(request)
  const [board, { packs, models }] = [
    await ask(request, 'listLeaderboard', { query }),
    await filterChoices(request),
  ]
  const fields: Field[] = [
    { name: 'model_id', label: 'Model', kind: 'text', proposals: models },
    { name: 'pack_id', label: 'Pack', kind: 'choice', choices: packs },
    { name: 'risk_profile', label: 'Risk profile', kind: 'choice', choices: riskProfiles },
    {
      name: 'pass_gate',
      label: 'Gate',
      kind: 'choice',
      choices: [
        ['', 'any'],
        ['true', '✓ passed'],
        ['false', '✗ not passed'],
      ],
    },
    { name: 'tag', label: 'Tag', kind: 'text' },
    { name: 'start', label: 'From', kind: 'date' },
    { name: 'end', label: 'To', kind: 'date' },
    {
      name: 'order_by',
      label: 'Order',
      kind: 'choice',
      choices: [
        ['', 'score'],
        ['sharpe', 'Sharpe'],
        ['cum_return', 'return'],
      ],
    },
    { name: 'limit', label: 'Rows', kind: 'choice', choices: pageSizes },
  ]
  const isFiltered = fields.some(({ name }) => name !== 'order_by' && name !== 'limit' && query[name])
  return sitePage({
    title: 'Leaderboard',
    room: path,
    lead: 'Completed backtests, out of sample and net of costs: those that pass their gate first.',
    body: html`${filterForm(path, fields, query)}
${board.rows.length > 0 ? rows(board.rows, board.offset + 1, now) : board.total === 0 ? nothing(isFiltered) : null}
${board.total > 0 ? paging(path, query, board) : null}`,
  })
}

const riskProfiles = [
  ['', 'any'],
  ['conservative', 'conservative'],
  ['balanced', 'balanced'],
  ['aggressive', 'aggressive'],
] as const

export const pageSizes = [
  ['', '50'],
  ['20', '20'],
  ['100', '100'],
  ['200', '200'],
] as const

function rows(found: LeaderboardRow[], first: number, now: Date): Markup {
  const others: TableColumn<LeaderboardRow>[] = [
    { title: 'Model', cell: modelCell },
    { title: 'Tag', cell: ({ tag }) => tag ?? '' },
    { title: 'Done', cell: ({ finished_at, created_at }) => moment(finished_at ?? created_at, now) },
  ]
  return rankedTable('Backtests in their order', found, { first, others })
}

function nothing(isFiltered: boolean): Markup {
  if (isFiltered) return note('No backtest matches these filters. Clear them to see all.')
  return firstSteps('There are no backtests yet.')
}

/** What to run where nothing has been run. */
export function firstSteps(what: string): Markup {
  return html`<p>${what} Run one of these in the workspace:</p>
<pre>sigma quickstart
sigma backtest MODEL
sigma sweep MODEL</pre>
<p class="note">The first makes a workspace of its own with a whole run on the bundled bars. <a href="/ui/models">Models</a> lists what MODEL can be.</p>`
}
