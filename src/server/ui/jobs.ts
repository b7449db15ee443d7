import type { FastifyRequest } from 'fastify'
import { plural } from '../../report/figures.ts'
import { html, type Markup } from '../../report/markup.ts'
import { note } from '../../report/page.ts'
import type { AskingRequest } from '../route.ts'
import { firstSteps } from './leaderboard.ts'
import { kindNames, type ListedRun, runKinds } from './runKinds.ts'
import { progressColumn, runTable } from './runTable.ts'
import { sitePage } from './sitePage.ts'

/** As many of a kind and state as are shown; more do not run at once. */
const atMost = '50'
const recentlyDone = 15

/** What works now, what waits, and what ended last. The script asks for it again and again; a reload does the same. */
export async function jobsPage(request: FastifyRequest, now: Date): Promise<string> {
  const { running, queued } = await openWork(request)
  const ended = await recentRuns(request, recentlyDone)
  return sitePage({
    title: 'Jobs',
    room: '/ui/jobs',
    lead: html`<span role="status" data-live="summary">${running.length} running, ${queued.length} queued</span>`,
    script: '/ui/assets/live.js',
    live: html` data-poll="2000"`,
    body: html`<section aria-labelledby="now"><h2 id="now">Running and queued</h2>
${openTable([...running, ...queued], now)}</section>
<section aria-labelledby="ended"><h2 id="ended">Ended last</h2>
${ended.length > 0 ? runTable(`The last ${plural(ended.length, 'run')} that ended`, ended, now) : firstSteps('Nothing has run yet.')}</section>
<noscript>${note('Reload the page to see how far the jobs are.')}</noscript>`,
  })
}

export function openTable(open: readonly ListedRun[], now: Date): Markup {
  if (open.length === 0) return note('Nothing is running.')
  return runTable('Runs that work or wait', open, now, [progressColumn])
}

/** Runs of every kind that work or wait, newest first. */
export async function openWork(
  request: AskingRequest,
): Promise<{ running: ListedRun[]; queued: ListedRun[] }> {
  const of = async (status: string): Promise<ListedRun[]> => {
    const lists = await Promise.all(
      kindNames.map((kind) => runKinds[kind].list(request, { status, limit: atMost })),
    )
    return newestFirst(lists.flatMap(({ rows }) => rows))
  }
  return { running: await of('running'), queued: await of('queued') }
}

/** Runs of every kind that have ended, newest first; of a sweep's variants none, for the sweep stands for them. */
export async function recentRuns(request: AskingRequest, most: number): Promise<ListedRun[]> {
  const lists = await Promise.all(kindNames.map((kind) => runKinds[kind].list(request, { limit: atMost })))
  const rows = lists.flatMap(({ rows }) => rows)
  const sweeps = new Set(rows.filter(({ kind }) => kind === 'sweep').map(({ id }) => id))
  const own = rows.filter(
    ({ sweep_id, status }) =>
      !(sweep_id && sweeps.has(sweep_id)) && status !== 'running' && status !== 'queued',
  )
  return newestFirst(own).slice(0, most)
}

function newestFirst(runs: readonly ListedRun[]): ListedRun[] {
  return [...runs].sort((a, b) => b.created_at.localeCompare(a.created_at))
}
