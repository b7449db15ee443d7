import type { FastifyRequest } from 'fastify'
import { refuse } from '../../contract/spellings.ts'
import { html, type Markup } from '../../report/markup.ts'
import { note } from '../../report/page.ts'
import { type Query, queryOf } from './address.ts'
import { filterChoices, runStates } from './filterChoices.ts'
import { type Field, filterForm, paging } from './forms.ts'
import { firstSteps, pageSizes } from './leaderboard.ts'
import { kindNames, type RunKind, runKinds } from './runKinds.ts'
import { runTable } from './runTable.ts'
import { type Room, sitePage } from './sitePage.ts'

/** Runs of one kind, newest first, with filters. */
export async function runsPage(request: FastifyRequest, now: Date): Promise<string> {
  const { kind: asked = 'backtest', ...query } = queryOf(request)
  const kind = kindNames.find((each) => each === asked)
  if (kind === undefined) throw refuse('kind', `expected one of ${kindNames.join(', ')}, got ${asked}`)
  const choices = kindNames.map((each) => [each === 'backtest' ? '' : each, runKinds[each].title] as const)
  return sitePage({
    title: 'Runs',
    room: '/ui/runs',
    lead: 'Backtests, sweeps, trainings and builds as they were asked for, newest first.',
    body: await list(request, {
      kind,
      query,
      path: '/ui/runs',
      kindField: { name: 'kind', label: 'Kind', kind: 'choice', choices },
      now,
    }),
  })
}

/** Sweeps, newest first; each leads to its heat map. */
export async function sweepsPage(request: FastifyRequest, now: Date): Promise<string> {
  return sitePage({
    title: 'Sweeps',
    room: '/ui/sweeps',
    lead: 'Each leads to its heat map: the variants by threshold and hours.',
    body: await list(request, { kind: 'sweep', query: queryOf(request), path: '/ui/sweeps', now }),
  })
}

interface Asked {
  kind: RunKind
  query: Query
  path: Room
  kindField?: Field
  now: Date
}

async function list(request: FastifyRequest, { kind, query, path, kindField, now }: Asked): Promise<Markup> {
  const found = await runKinds[kind].list(request, query)
  const { packs, models } = await filterChoices(request)
  const fields: Field[] = [
    ...(kindField ? [kindField] : []),
    { name: 'model_id', label: 'Model', kind: 'text', proposals: models },
    { name: 'pack_id', label: 'Pack', kind: 'choice', choices: packs },
    { name: 'status', label: 'State', kind: 'choice', choices: runStates },
    { name: 'tag', label: 'Tag', kind: 'text' },
    { name: 'start', label: 'From', kind: 'date' },
    { name: 'end', label: 'To', kind: 'date' },
    { name: 'limit', label: 'Rows', kind: 'choice', choices: pageSizes },
  ]
  const whole = kind === 'backtest' || !kindField ? query : { kind, ...query }
  const isFiltered = fields.some(({ name }) => name !== 'limit' && query[name])
  const { title } = runKinds[kind]
  return html`${filterForm(path, fields, whole)}
${found.rows.length > 0 ? runTable(`${title}, newest first`, found.rows, now) : null}
${found.total > 0 ? paging(path, whole, found) : nothing(title.toLowerCase(), isFiltered)}`
}

function nothing(what: string, isFiltered: boolean): Markup {
  if (isFiltered) return note(`No ${what} match these filters. Clear them to see all.`)
  return firstSteps(`There are no ${what} yet.`)
}
