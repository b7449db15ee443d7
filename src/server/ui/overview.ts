import { count } from '../../report/figures.ts'
import { html } from '../../report/markup.ts'
import type { AskingRequest } from '../route.ts'
import { ask } from './ask.ts'
import { openTable, openWork, recentRuns } from './jobs.ts'
import { firstSteps } from './leaderboard.ts'
import { modelCell, rankedTable } from './rankedTable.ts'
import { runTable } from './runTable.ts'
import { sitePage } from './sitePage.ts'

const best = 5
const newest = 8

/** What a workspace holds, at one look: what works, what did best, and what came last. */
export async function overviewPage(request: AskingRequest, now: Date): Promise<string> {
  const board = await ask(request, 'listLeaderboard', { query: { limit: String(best) } })
  const passed = await ask(request, 'listLeaderboard', { query: { limit: '1', pass_gate: 'true' } })
  const { running, queued } = await openWork(request)
  const recent = await recentRuns(request, newest)
  const open = [...running, ...queued]
  const isEmpty = board.total === 0 && recent.length === 0 && open.length === 0
  return sitePage({
    title: 'Overview',
    room: '/ui',
    lead: html`<a href="/ui/leaderboard">${count(board.total)} completed ${board.total === 1 ? 'backtest' : 'backtests'}</a>, <a href="/ui/leaderboard?pass_gate=true">${count(passed.total)} ${passed.total === 1 ? 'passes its' : 'pass their'} gate</a>; <a href="/ui/jobs">${running.length} running, ${queued.length} queued</a>`,
    body: isEmpty
      ? firstSteps('Nothing has run in this workspace yet.')
      : html`${open.length > 0 ? html`<h2>Running and queued</h2>${openTable(open, now)}` : null}
${
  board.rows.length > 0
    ? html`<h2>Best backtests</h2>${rankedTable('Gate first, then score; out of sample and net of costs', board.rows, { others: [{ title: 'Model', cell: modelCell }] })}<p><a href="/ui/leaderboard">The whole leaderboard</a></p>`
    : null
}
${recent.length > 0 ? html`<h2>Ended last</h2>${runTable('Newest first', recent, now)}<p><a href="/ui/runs">All runs</a></p>` : null}`,
  })
}
