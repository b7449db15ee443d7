import type { FastifyRequest } from 'fastify'
import { count } from '../../report/figures.ts'
import { html, type Markup } from '../../report/markup.ts'
import { note, table } from '../../report/page.ts'
import { address, pathTo, queryOf } from './address.ts'
import { ask } from './ask.ts'
import { paging } from './forms.ts'
import { sitePage } from './sitePage.ts'
import { values } from './values.ts'

/** Packs, built-in and of the workspace. */
export async function packsPage(request: FastifyRequest): Promise<string> {
  const query = queryOf(request)
  const packs = await ask(request, 'listPacks', { query })
  return sitePage({
    title: 'Packs',
    room: '/ui/packs',
    lead: 'A pack has models, indicator sets, policies and templates of one way to trade, and the limits of its gate.',
    body: html`${table(
      'Packs',
      [
        { title: 'Pack', cell: ({ id }) => html`<a href="${pathTo('packs', id)}">${id}</a>` },
        { title: 'Title', wrap: true, cell: ({ meta }) => textOf(meta.title ?? meta.name) },
        { title: 'From', cell: ({ source }) => source ?? '' },
      ],
      packs.rows,
    )}
${paging('/ui/packs', query, packs)}`,
  })
}

/** One pack: its models, sets and templates, and what its file says. */
export async function packPage(request: FastifyRequest, id: string): Promise<string> {
  const { pack } = await ask(request, 'getPack', { path: { pack_id: id } })
  const { models, templates, indicator_sets: sets, meta, source } = pack
  return sitePage({
    title: `Pack ${id}`,
    room: '/ui/packs',
    lead: html`${source ?? ''} · <a href="${address('/ui/models', { pack_id: id })}">${count(models.length)} ${models.length === 1 ? 'model' : 'models'}</a> · <a href="${address('/ui/leaderboard', { pack_id: id })}">its backtests</a>`,
    body: html`<div class="split"><section><h2>Models</h2>
${models.length > 0 ? html`<ul>${models.map((model) => html`<li><a href="${pathTo('models', id, model)}">${model}</a></li>`)}</ul>` : note('This pack has no models. Make one with: sigma models create')}</section>
<section><h2>Indicator sets</h2>
${sets.length > 0 ? html`<ul>${sets.map(({ name }) => html`<li>${name}</li>`)}</ul>` : note('None.')}
<h2>Templates</h2>
${templates.length > 0 ? html`<ul>${templates.map(({ template_id, name }) => html`<li><code>${template_id}</code> ${name}</li>`)}</ul>` : note('None.')}</section></div>
${limitTable(profilesOf(meta))}
<h2>What its file says</h2>
${values(Object.fromEntries(Object.entries(meta).filter(([name]) => name !== 'profiles')))}`,
  })
}

type Profiles = [name: string, profile: Readonly<Record<string, unknown>>][]

/** The risk profiles of a pack's file, as far as they are there. */
function profilesOf({ profiles }: Readonly<Record<string, unknown>>): Profiles {
  return Object.entries(mapOf(profiles)).map(([name, profile]) => [name, mapOf(profile)])
}

/** The limits of the gate, a column for each risk profile, and what else the profiles say. */
function limitTable(profiles: Profiles): Markup | null {
  if (profiles.length === 0) return null
  const parts = [...new Set(profiles.flatMap(([, profile]) => Object.keys(profile)))]
  const rows = parts.flatMap((part) => {
    const names = new Set(profiles.flatMap(([, profile]) => Object.keys(mapOf(profile[part]))))
    return [...names].map((name) => ({ part, name }))
  })
  return html`<h2>Risk profiles</h2>${table(
    'What each profile asks for',
    [
      {
        title: 'Limit',
        cell: ({ part, name }: (typeof rows)[number]) =>
          html`${name.replaceAll('_', ' ')} <small>${part.replaceAll('_', ' ')}</small>`,
      },
      ...profiles.map(([title, profile]) => ({
        title,
        number: true,
        cell: ({ part, name }: (typeof rows)[number]) => values(mapOf(profile[part])[name]),
      })),
    ],
    rows,
  )}`
}

function mapOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {}
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
