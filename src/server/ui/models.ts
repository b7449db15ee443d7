import type { FastifyRequest } from 'fastify'
import type { Answer } from '../../contract/operations.ts'
import { SigmaError } from '../../core/errors.ts'
import { html, type Markup } from '../../report/markup.ts'
import { note, pairs, table } from '../../report/page.ts'
import { address, pathTo, queryOf } from './address.ts'
import { ask, askFor } from './ask.ts'
import { absent, moment } from './cells.ts'
import { filterChoices } from './filterChoices.ts'
import { type Field, filterForm, paging } from './forms.ts'
import { pageSizes } from './leaderboard.ts'
import { sitePage } from './sitePage.ts'
import { values } from './values.ts'

/** Models of all packs, with a search. */
export async function modelsPage(request: FastifyRequest): Promise<string> {
  const query = queryOf(request)
  const models = await ask(request, 'listModels', { query })
  const { packs } = await filterChoices(request)
  const fields: Field[] = [
    { name: 'search', label: 'Part of the id', kind: 'text' },
    { name: 'pack_id', label: 'Pack', kind: 'choice', choices: packs },
    { name: 'limit', label: 'Rows', kind: 'choice', choices: pageSizes },
  ]
  return sitePage({
    title: 'Models',
    room: '/ui/models',
    lead: 'What can be built, trained and tested, and what each needs beside bars.',
    body: html`${filterForm('/ui/models', fields, query)}
${
  models.rows.length > 0
    ? table(
        'Models by pack and id',
        [
          {
            title: 'Model',
            cell: ({ id, pack_id }) => html`<a href="${pathTo('models', pack_id, id)}">${id}</a>`,
          },
          {
            title: 'Pack',
            cell: ({ pack_id }) => html`<a href="${pathTo('packs', pack_id)}">${pack_id}</a>`,
          },
          { title: 'Ticker', cell: ({ ticker }) => ticker ?? absent('it has a universe, or names none') },
          { title: 'Asset', cell: ({ asset_type }) => asset_type ?? '' },
          { title: 'Horizon', cell: ({ horizon }) => horizon ?? '' },
          { title: 'Cadence', cell: ({ cadence }) => cadence ?? '' },
          { title: 'Bars from', cell: ({ source }) => source ?? '' },
          { title: 'Needs', wrap: true, cell: ({ needs }) => (needs ?? []).join(', ') },
        ],
        models.rows,
      )
    : note('No model matches. Clear the filters to see all.')
}
${models.total > 0 ? paging('/ui/models', query, models) : null}`,
  })
}

/** One model: its configuration, policy and cards, and the card that is asked for in full. */
export async function modelPage(
  request: FastifyRequest,
  packId: string,
  modelId: string,
  now: Date,
): Promise<string> {
  const query = { model_id: modelId, pack_id: packId }
  const detail = await askFor(request, 'getModelDetail', { query })
  if (!detail) return pageOfFile(request, packId, modelId)
  const cards = await ask(request, 'listModelCards', { query: { ...query, limit: '50' } })
  const { card: asked } = queryOf(request)
  const file = asked ?? cards.rows[0]?.file
  const card =
    file === undefined ? undefined : await ask(request, 'getModelCard', { query: { ...query, file } })
  return sitePage({
    title: `Model ${modelId}`,
    room: '/ui/models',
    lead: leadOf(packId, modelId),
    body: html`<h2>Configuration</h2>
${pairs([
  ['Risk profile', detail.risk_profile ?? 'balanced'],
  ['Indicator set', detail.indicator_set ?? absent('it names its features one by one')],
  ['Policy', policyText(detail)],
])}
<details><summary>The model's file</summary><pre>${detail.config_yaml}</pre></details>
<details><summary>Execution in force</summary>${values(detail.execution_effective)}</details>
<details><summary>Risk budget</summary>${values(detail.risk_budget)}</details>
<h2>Cards</h2>
${
  cards.rows.length > 0
    ? cardTable(cards.rows, pathTo('models', packId, modelId), file, now)
    : note(`The model has no cards yet. A build, a training and a backtest leave one: sigma train ${modelId}`)
}
${card ? cardBody(card.json) : null}`,
  })
}

/** Of runs on a file: they have the file's name, and no model has it. */
async function pageOfFile(request: FastifyRequest, packId: string, modelId: string): Promise<string> {
  const query = { model_id: modelId, pack_id: packId, limit: '1' }
  const backtests = await ask(request, 'listBacktests', { query })
  const trainings = await ask(request, 'listTrainingRuns', { query })
  if (backtests.total + trainings.total === 0) {
    throw new SigmaError('NOT_FOUND', `There is no model ${modelId} in the pack ${packId}.`, {
      next: 'The page Models lists what there is.',
    })
  }
  return sitePage({
    title: `Model ${modelId}`,
    room: '/ui/models',
    lead: leadOf(packId, modelId),
    body: note('No pack has a file for this model: its runs are on a file of data, whose name they have.'),
  })
}

function leadOf(packId: string, modelId: string): Markup {
  const query = { model_id: modelId, pack_id: packId }
  return html`pack <a href="${pathTo('packs', packId)}">${packId}</a> · <a href="${address('/ui/leaderboard', query)}">its backtests</a> · <a href="${address('/ui/runs', query)}">its runs</a>`
}

function cardTable(rows: readonly Card[], path: string, shown: string | undefined, now: Date): Markup {
  return table(
    'What was done with the model, newest first',
    [
      {
        title: 'Card',
        cell: ({ file, event }: Card) =>
          html`<a href="${address(path, { card: file })}#card"${file === shown ? html` aria-current="true"` : null}>${event}</a>`,
      },
      { title: 'When', cell: ({ created_at }: Card) => moment(created_at, now) },
      { title: 'File', cell: ({ file }: Card) => html`<code>${file}</code>` },
    ],
    rows,
  )
}

type Card = Answer<'listModelCards'>['rows'][number]

function policyText({
  policy_source,
  policy_valid,
  policy_errors,
}: {
  policy_source: string
  policy_valid: boolean
  policy_errors: string[]
}): Markup {
  if (policy_source === 'missing') return absent('neither the model nor its pack has one')
  return policy_valid
    ? html`<span class="good">✓ valid</span>, of the ${policy_source}`
    : html`<span class="bad">✗ not valid</span>: ${policy_errors.join('; ')}`
}

function cardBody(card: Readonly<Record<string, unknown>>): Markup {
  const parts = Object.entries(card).filter(([, value]) => typeof value === 'object' && value !== null)
  const first = readFirst.flatMap((name) => parts.filter(([each]) => each === name))
  const others = parts.filter(([name]) => !readFirst.includes(name))
  return html`<h2 id="card">Card: ${String(card.event ?? '')} of ${String(card.created_at ?? '')}</h2>
${first.map(([name, value]) => html`<h3>${titleOf(name)}</h3>${values(value)}`)}
<h3>All else that it says</h3>
${others.map(
  ([name, value]) => html`<details><summary>${titleOf(name)}</summary>${values(value)}</details>
`,
)}`
}

const readFirst: readonly string[] = ['metrics', 'assumptions', 'risks']

function titleOf(name: string): string {
  return `${name.charAt(0).toUpperCase()}${name.slice(1).replaceAll('_', ' ')}`
}
