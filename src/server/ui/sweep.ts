import type { FastifyRequest } from 'fastify'
import { refuse } from '../../contract/spellings.ts'
import type { SweepRow } from '../../contract/types.ts'
import { count } from '../../report/figures.ts'
import { html, type Markup } from '../../report/markup.ts'
import { note, pairs } from '../../report/page.ts'
import { pathTo, queryOf } from './address.ts'
import { ask } from './ask.ts'
import { figureKinds, moment, span } from './cells.ts'
import { filterForm, paging } from './forms.ts'
import { type HeatFigure, heatLegend, heatNames, heatTable } from './heatTable.ts'
import { rankedTable } from './rankedTable.ts'
import { endedState, openState } from './run.ts'
import { runKinds, shareOf } from './runKinds.ts'
import { sitePage } from './sitePage.ts'

/** Variants that a heat map is made of; of the largest sweeps these are the best. */
const mapped = 1_000
const pageSize = 200
const listed = 50

/** A sweep: how it stands, its heat maps of thresholds and hours, and its variants in their order. */
export async function sweepPage(request: FastifyRequest, id: string, now: Date): Promise<string> {
  const query = queryOf(request)
  const name = figureAsked(query.figure ?? 'score')
  const { sweep } = await ask(request, 'getSweep', { path: { sweep_id: id } })
  const isOpen = sweep.status === 'queued' || sweep.status === 'running'
  const rows = await bestRows(request, id)
  const path = pathTo('sweeps', id)
  const offset = query.offset ?? '0'
  const page = await ask(request, 'listSweepResults', {
    path: { sweep_id: id },
    query: { limit: String(listed), offset },
  })
  const { passed = 0 } = page
  const figures = heatNames.map((each) => [each === 'score' ? '' : each, figureKinds[each].title] as const)
  return sitePage({
    title: `Sweep of ${sweep.model_id}`,
    room: '/ui/sweeps',
    lead: html`pack <a href="${pathTo('packs', sweep.pack_id)}">${sweep.pack_id}</a> · model <a href="${pathTo('models', sweep.pack_id, sweep.model_id)}">${sweep.model_id}</a>${sweep.tag ? html` · tag ${sweep.tag}` : null} · asked for ${moment(sweep.created_at, now)} · took ${span(sweep.started_at, sweep.finished_at, now)}`,
    ...(isOpen && {
      script: '/ui/assets/live.js',
      live: html` data-events="${runKinds.sweep.events(id)}"`,
    }),
    body: html`${
      isOpen
        ? openState({ status: sweep.status, progress: shareOf(sweep) })
        : sweep.status === 'completed'
          ? html`<p class="verdict ${passed > 0 ? 'pass' : 'fail'}">${count(passed)} of ${count(page.total)} variants ${passed === 1 ? 'passes' : 'pass'} the gate.</p>`
          : endedState(sweep)
    }
${sweep.waiting ? html`<p>It waits: ${sweep.waiting.reason}. ${sweep.waiting.next}</p>` : null}
<ul class="links"><li><a href="/reports/${id}">The whole report</a></li><li><a href="/reports/${id}?format=md">its card</a></li><li><a href="/ui/runs?model_id=${sweep.model_id}">runs of this model</a></li></ul>
${
  rows.length === 0
    ? note('No variant is done yet.')
    : html`<h2>Heat map</h2>
${filterForm(path, [{ name: 'figure', label: 'Figure', kind: 'choice', choices: figures }], query)}
<div class="maps">${maps(rows, name)}</div>
${note(`${heatLegend(name)} ✓ passes its gate. A cell leads to its best variant.`)}
${rows.length < page.total ? note(`The maps are of the best ${count(rows.length)} variants of ${count(page.total)}.`) : null}
<h2>Variants</h2>
${page.rows.length > 0 ? rankedTable('Gate first, then score; out of sample and net of costs', page.rows, { first: page.offset + 1 }) : null}
${paging(path, query, page)}`
}
<h2>Sweep</h2>
${pairs([
  ['sweep', html`<code>${id}</code>`],
  ['trials on this data', count(sweep.statistics?.trials)],
])}`,
  })
}

function figureAsked(text: string): HeatFigure {
  const found = heatNames.find((each) => each === text)
  if (found) return found
  throw refuse('figure', `expected one of ${heatNames.join(', ')}, got ${text}`)
}

/** A map of thresholds and one of shares, as the sweep has them. */
function maps(rows: readonly SweepRow[], name: HeatFigure): Markup[] {
  const { title } = figureKinds[name]
  return (['thr', 'top_pct'] as const).flatMap((kind) => {
    const some = rows.filter((row) => row.kind === kind)
    const what = kind === 'thr' ? 'thresholds' : 'share traded'
    return some.length === 0 ? [] : [heatTable(`${title} by ${what} and hours`, some, name)]
  })
}

async function bestRows(request: FastifyRequest, id: string): Promise<SweepRow[]> {
  const rows: SweepRow[] = []
  for (let offset: number | null = 0; offset !== null && offset < mapped; ) {
    const query = { limit: String(pageSize), offset: String(offset) }
    const page: Awaited<ReturnType<typeof ask<'listSweepResults'>>> = await ask(request, 'listSweepResults', {
      path: { sweep_id: id },
      query,
    })
    rows.push(...page.rows)
    offset = page.next_offset
  }
  return rows
}
