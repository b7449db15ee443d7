import { bracketFacts } from './backtest/brackets.ts'
import { figureOf } from './backtest/data.ts'
import { equitySpec } from './backtest/equityPlot.ts'
import { overfittingSection } from './backtest/overfitting.ts'
import { count, duration, fixed, percent, plural, two, unknown } from './figures.ts'
import { html, type Markup } from './markup.ts'
import { figure, lineageRows, note, page, pairs, table } from './page.ts'
import { renderSvg } from './svg.ts'
import { pathsNotJudged, type ReportedSweep, type ReportedVariant, ruleText } from './sweepFacts.ts'

/** More variants than these are no table that is read. */
const variantsAtMost = 200

/** The report of a sweep as one HTML file. */
export async function sweepPage(sweep: ReportedSweep): Promise<string> {
  const { rows, command, lineage, timings, tag } = sweep
  const total = timings?.total_ms
  return page({
    title: `Sweep of ${sweep.model_id}`,
    verdict: sweep.verdict,
    passed: isJudged(sweep) ? rows.some(({ gate }) => gate?.pass) : null,
    facts: [
      `pack ${sweep.pack_id}`,
      plural(rows.length, 'variant'),
      ...bracketFacts(rows.at(0)?.config),
      ...(tag ? [`tag ${tag}`] : []),
      ...(total === undefined ? [] : [`done in ${duration(total)}`]),
    ],
    sections: [
      { title: 'Variants', body: variantTable(rows) },
      { title: 'Equity of the best', body: await equity(sweep) },
      { title: 'Why the best passes or fails', body: reasons(rows.at(0)) },
      { title: 'The choice among variants', body: await overfittingSection(sweep.overfitting) },
      {
        title: 'Trials and luck',
        body: luck(sweep),
      },
      {
        title: 'Lineage',
        body: pairs([
          ['sweep', html`<code>${sweep.sweep_id}</code>`],
          ['created', sweep.created_at],
          ...lineageRows(lineage),
        ]),
      },
      {
        title: 'Repeat it',
        body: command
          ? html`<pre>${command.line}</pre>${command.notes.map(note)}`
          : note('No variant was done, so that there is nothing to repeat.'),
      },
    ],
  })
}

/** The equity of the best variant as one picture, with the verdict; null where no returns are stored for it. */
export function sweepPicture({
  equity: curve,
  model_id,
  rows,
  verdict,
}: ReportedSweep): Promise<string> | null {
  if (curve.length === 0) return null
  const text = `${model_id}: the best of ${plural(rows.length, 'variant')}`
  const title = { text, subtitle: [verdict], anchor: 'start' as const, offset: 12 }
  return renderSvg({ ...equitySpec(curve, null, 'file'), title })
}

function isJudged({ status, rows }: ReportedSweep): boolean {
  return status === 'completed' && (rows.length === 0 || rows.some(({ gate }) => gate != null))
}

function variantTable(rows: readonly ReportedVariant[]): Markup {
  const shown = rows.slice(0, variantsAtMost)
  const places = new Map(shown.map((row, place) => [row.id, place + 1]))
  const some =
    shown.length < rows.length
      ? `The first ${count(shown.length)} of ${count(rows.length)} variants`
      : 'Variants'
  return table(
    `${some}, out of sample and net of costs: gate first, then score`,
    [
      { title: '#', number: true, cell: ({ id }) => String(places.get(id)) },
      { title: 'Rule', wrap: true, cell: ({ config }) => ruleText(config) },
      { title: 'Gate', cell: ({ gate }) => (gate ? (gate.pass ? 'pass' : 'fail') : unknown) },
      { title: 'Score', number: true, cell: ({ score }) => two(score) },
      { title: 'Sharpe', number: true, cell: ({ metrics }) => two(figureOf(metrics, 'sharpe')) },
      { title: 'Return', number: true, cell: ({ metrics }) => percent(figureOf(metrics, 'cum_return')) },
      { title: 'Drawdown', number: true, cell: ({ metrics }) => percent(figureOf(metrics, 'max_dd')) },
      { title: 'Trades', number: true, cell: ({ metrics }) => count(figureOf(metrics, 'trades')) },
      { title: 'DSR', number: true, cell: ({ statistics }) => two(figureOf(statistics, 'dsr')) },
      { title: 'Run', cell: ({ id }) => html`<code>${id}</code>` },
    ],
    shown,
  )
}

async function equity({ equity: curve, rows }: ReportedSweep): Promise<Markup> {
  if (curve.length === 0) return note('No returns are stored for a variant.')
  const made = percent(figureOf(rows.at(0)?.metrics, 'cum_return'))
  const words = `Equity of the first variant by session from ${curve[0].ts} to ${curve[curve.length - 1].ts}: ${made} in all, net of costs. The best of many looks good by luck alone.`
  return figure('equity', await renderSvg(equitySpec(curve, null, 'page')), words, words)
}

/** Whether luck explains the best row. */
function luck({ statistics }: ReportedSweep): Markup {
  const of = (name: string) => figureOf(statistics, name)
  const [low, high] = statistics?.best_sharpe_interval ?? []
  const why = statistics?.spa_unavailable ?? undefined
  return pairs([
    ['Trials on this data', count(of('trials')), 'this sweep among them'],
    [
      'Sharpe a year of the best, 95 % interval',
      low === undefined || high === undefined ? unknown : `${two(low)} to ${two(high)}`,
      'by resampling sessions in blocks, before counting that it was chosen',
    ],
    [
      'SPA p (Hansen)',
      fixed(of('spa_p'), 3),
      why ?? 'so likely is a best variant as good as this one when none has an edge',
    ],
    ['Reality check p (White)', fixed(of('reality_check_p'), 3), why ?? 'the same, in its older form'],
    [
      'Slope of out-of-sample on in-sample Sharpe',
      fixed(of('degradation_slope'), 2),
      'below 0: the better it looked, the worse it did on the rest',
    ],
  ])
}

function reasons(best: ReportedVariant | undefined): Markup {
  if (!best?.gate) return note(best?.non_causal ? pathsNotJudged : 'No variant has been judged.')
  const { pass, plain, reasons: codes } = best.gate
  if (pass) return html`<p>Every limit that applies is met.</p>`
  return html`<ul>${(plain ?? codes).map((reason) => html`<li>${reason}</li>`)}</ul>`
}
