import type { FastifyRequest } from 'fastify'
import type { BacktestDetail, BuildRunDetail, TrainingRunDetail } from '../../contract/types.ts'
import { SigmaError } from '../../core/errors.ts'
import { count, fixed, plural } from '../../report/figures.ts'
import { html, type Markup } from '../../report/markup.ts'
import { lineageRows, note, pairs } from '../../report/page.ts'
import { ruleText } from '../../report/sweepFacts.ts'
import { pathTo } from './address.ts'
import { askFor } from './ask.ts'
import {
  absent,
  type FigureName,
  figure,
  figureKinds,
  moment,
  progressCell,
  span,
  stateCell,
} from './cells.ts'
import { runKinds } from './runKinds.ts'
import { sitePage } from './sitePage.ts'

type Detail = BacktestDetail | TrainingRunDetail | BuildRunDetail

/**
 * A backtest, training or build: how it stands and what came of it, with links to the whole report.
 * @returns the address of the sweep's page where the id is one of a sweep.
 * @throws NOT_FOUND
 */
export async function runPage(
  request: FastifyRequest,
  id: string,
  now: Date,
): Promise<{ text: string } | { address: string }> {
  const backtest = await askFor(request, 'getBacktest', { path: { backtest_id: id } })
  if (backtest) return { text: shown('backtest', backtest, backtestBody(backtest), now) }
  const training = await askFor(request, 'getTrainingRun', { path: { training_run_id: id } })
  if (training) return { text: shown('train', training, trainingBody(training), now) }
  const build = await askFor(request, 'getBuildRun', { path: { build_run_id: id } })
  if (build) return { text: shown('build', build, buildBody(build), now) }
  if (await askFor(request, 'getSweepStatus', { path: { sweep_id: id } }))
    return { address: pathTo('sweeps', id) }
  throw new SigmaError('NOT_FOUND', `There is no run ${id}.`, {
    next: 'The pages Runs and Sweeps list what there is.',
  })
}

const names = { backtest: 'Backtest', train: 'Training', build: 'Build' } as const

function shown(kind: keyof typeof names, run: Detail, body: Markup, now: Date): string {
  const isOpen = run.status === 'queued' || run.status === 'running'
  return sitePage({
    title: `${names[kind]} of ${run.model_id}`,
    room: '/ui/runs',
    lead: html`pack <a href="${pathTo('packs', run.pack_id)}">${run.pack_id}</a> · model <a href="${pathTo('models', run.pack_id, run.model_id)}">${run.model_id}</a>${run.tag ? html` · tag ${run.tag}` : null} · asked for ${moment(run.created_at, now)} ${isVariant(run) ? null : html` · took ${span(run.started_at, run.finished_at, now)}`}`,
    ...(isOpen && {
      script: '/ui/assets/live.js',
      live: html` data-events="${runKinds[kind].events(run.id)}"`,
    }),
    body: html`${isOpen ? openState(run) : run.status === 'completed' ? null : endedState(run)}
${body}
<h2>Lineage</h2>
${hashes(run)}`,
  })
}

/** A sweep does its variants together: none has a time of its own. */
function isVariant(run: Detail): boolean {
  return 'sweep_id' in run && run.sweep_id != null
}

/** What a run is made of, by its hashes: more to copy than to read. */
function hashes({ id, lineage }: Detail): Markup {
  const rows = [['run', html`<code>${id}</code>`] as const, ...lineageRows(lineage)]
  return html`<details><summary>What the run is made of</summary><dl class="hashes">${rows.map(
    ([name, value]) => html`<div><dt>${name.replaceAll('_', ' ')}</dt><dd>${value}</dd></div>`,
  )}</dl></details>`
}

/** How far a run is. The script keeps it up to date. */
export function openState({ status, progress = 0 }: { status: Detail['status']; progress?: number }): Markup {
  return html`<div class="verdict"><span data-state>${stateCell(status)}</span> ${progressCell('progress', progress)} <small data-step role="status"></small></div>
<noscript>${note('Reload the page to see how far it is.')}</noscript>`
}

/** Why a run has no result. */
export function endedState({ status, error }: Pick<Detail, 'status' | 'error'>): Markup {
  return html`<div class="verdict fail">${stateCell(status)}${error ? html`: ${error.message}` : null}</div>
${error?.next ? html`<p>${error.next}</p>` : null}`
}

const keyFigures: readonly FigureName[] = [
  'score',
  'sharpe',
  'sortino',
  'calmar',
  'cum_return',
  'cagr',
  'max_dd',
  'win_rate',
  'exposure',
  'trades',
  'dsr',
  'psr',
]

function backtestBody(run: BacktestDetail): Markup {
  if (run.status !== 'completed' || !run.metrics) return html``
  const { gate, sweep_id, statistics, metrics } = run
  const figures = { ...metrics, score: run.score, dsr: statistics?.dsr, psr: statistics?.psr }
  return html`<p class="verdict ${gate ? (gate.pass ? 'pass' : 'fail') : 'open'}">${gate ? (gate.pass ? '✓ ' : '✗ ') : null}${run.verdict ?? 'There is no verdict.'}</p>
<ul class="links">
<li><a href="/reports/${run.id}">The whole report</a></li>
<li><a href="/reports/${run.id}?format=json">its data as JSON</a></li>
${sweep_id ? html`<li><a href="${pathTo('sweeps', sweep_id)}">the sweep that it is of</a></li>` : null}
</ul>
<div class="split"><section><h2>Key figures</h2>
${pairs([['Rule', ruleText(run.config)], ...keyFigures.map((name) => [figureKinds[name].title, figure(figures, name)] as const)])}</section>
<section><h2>The gate</h2>${gateBody(run)}</section></div>
<h2>Equity and drawdown</h2>
${
  (run.equity ?? []).length > 0
    ? html`<a href="/reports/${run.id}"><img class="picture" src="/reports/${run.id}?format=svg" alt="Equity and drawdown by session; the report has the figures"></a>`
    : note('No returns are stored for this run, so that there is nothing to draw.')
}`
}

function gateBody({ gate, non_causal }: BacktestDetail): Markup {
  if (!gate) {
    return non_causal
      ? note('Combinatorial folds are judged by no gate: their models saw rows after their test folds.')
      : note('The run is not judged yet.')
  }
  const limits = gate.not_applied ?? []
  return html`${
    gate.pass
      ? html`<p><span class="good">✓</span> Every limit that applies is met.</p>`
      : html`<ul>${(gate.plain ?? gate.reasons).map((reason) => html`<li>${reason}</li>`)}</ul>`
  }${
    limits.length > 0
      ? html`<h3>Limits that do not apply</h3><ul>${limits.map(({ limit, why }) => html`<li>${limit.replaceAll('_', ' ')}: ${why}</li>`)}</ul>`
      : null
  }`
}

function trainingBody(run: TrainingRunDetail): Markup {
  if (run.status !== 'completed') return html``
  return html`<ul class="links"><li><a href="/reports/${run.id}">The whole report</a></li>
${run.promoted_from ? html`<li><a href="${pathTo('runs', run.promoted_from)}">the backtest that it was promoted from</a></li>` : null}</ul>
<h2>Figures</h2>
${pairs([
  ['Rows', count(run.rows)],
  ['Features', count(run.features?.length)],
  ['Calibration', run.calibration ?? 'none'],
  ['Gate', (run.gate_state ?? 'not_evaluated').replaceAll('_', ' ')],
  ...Object.entries(run.metrics ?? {}).map(
    ([name, value]) =>
      [
        name.replaceAll('_', ' '),
        typeof value === 'number' ? fixed(value, 4) : absent('not defined for this fit'),
      ] as const,
  ),
])}${note(run.metrics_basis === 'training' ? 'The figures are of the rows that the model was fitted on.' : 'The figures are out of fold.')}`
}

function buildBody(run: BuildRunDetail): Markup {
  if (run.status !== 'completed') return html``
  const { preview, leakage, matrix_sha, matrix_cached } = run
  return html`<h2>The matrix</h2>
${pairs([
  ['Matrix', html`<code>${matrix_sha ?? ''}</code>`],
  ['Rows', count(preview?.rows)],
  ['Features', count(preview?.features?.length)],
  ['From', matrix_cached ? 'the store, where an equal one was' : 'its bars, computed anew'],
  ['Leakage scan', leakage ? leakageText(leakage) : absent('no scan was made')],
])}`
}

function leakageText({ verdict, findings }: NonNullable<BuildRunDetail['leakage']>): string {
  return `${verdict}, ${findings.length === 0 ? 'no feature is marked' : plural(findings.length, 'finding')}`
}
