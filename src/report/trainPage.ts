import type { Command, Explanation } from './backtest/data.ts'
import { barsSpec } from './bars.ts'
import { count, duration, fixed, percent } from './figures.ts'
import { html, type Markup } from './markup.ts'
import { figure, lineageRows, note, page, pairs } from './page.ts'
import { renderSvg } from './svg.ts'
import { drawImportance, drawReliability, importanceBars, reliabilitySpec } from './trainPlots.ts'

/** A training as answers tell of it, with what a report shows besides. */
export interface ReportedTraining extends Omit<Explanation, 'training_id'> {
  run_id: string
  pack_id: string
  model_id: string
  status: string
  created_at: string
  tag?: string | null
  rows?: number | null
  features?: string[] | null
  classes?: string[]
  calibration?: string
  metrics?: Readonly<Record<string, number | null>> | null
  metrics_basis?: string
  gate_state?: string
  warnings?: string[]
  lineage?: Readonly<Record<string, unknown>> | null
  timings?: Readonly<Record<string, number>>
  verdict: string
  command: Command
}

/** The report of a training as one HTML file. */
export async function trainPage(run: ReportedTraining): Promise<string> {
  const { metrics, metrics_basis, lineage, timings, tag, command } = run
  const total = timings?.total_ms
  const basis =
    metrics_basis === 'training' ? 'of the training rows, which the model has seen' : 'out of fold'
  return page({
    title: `Training of ${run.model_id}`,
    verdict: run.verdict,
    passed: run.gate_state === 'passed' ? true : isNegative(run.gate_state) ? false : null,
    facts: [
      `pack ${run.pack_id}`,
      ...(run.rows == null ? [] : [`${count(run.rows)} rows`]),
      ...(run.features ? [`${run.features.length} features`] : []),
      ...(run.calibration ? [`calibration ${run.calibration}`] : []),
      ...(tag ? [`tag ${tag}`] : []),
      ...(total === undefined ? [] : [`done in ${duration(total)}`]),
    ],
    sections: [
      {
        title: 'Figures',
        body: metrics
          ? html`${pairs(Object.entries(metrics).map(([name, value]) => [name.replaceAll('_', ' '), fixed(value, 4)] as const))}${note(`The figures are ${basis}.`)}${(run.warnings ?? []).map(note)}`
          : note('There are no figures yet.'),
      },
      { title: 'Features', body: await importance(run) },
      { title: 'Calibration', body: await reliability(run) },
      {
        title: 'Lineage',
        body: pairs([
          ['training', html`<code>${run.run_id}</code>`],
          ['created', run.created_at],
          ...lineageRows(lineage),
        ]),
      },
      { title: 'Repeat it', body: html`<pre>${command.line}</pre>${command.notes.map(note)}` },
    ],
  })
}

/** The features by importance as one picture, else the reliability; null where neither was measured. */
export function trainPicture(run: ReportedTraining): Promise<string> | null {
  const { model_id, importance: known, reliability: table } = run
  if (known) return drawImportance(model_id, known.features, known.held_out ?? null)
  return table ? drawReliability(model_id, table.classes, table.basis) : null
}

async function importance({ model_id, importance: known }: ReportedTraining): Promise<Markup> {
  if (!known) return note('This training measured no importances.')
  const svg = await renderSvg(
    barsSpec(importanceBars(model_id, known.features, known.held_out ?? null), 'page'),
  )
  const first = known.features.slice(0, 5).map(({ feature }) => feature)
  const words = `Features by importance; the first are ${first.join(', ')}.`
  return figure('importance', svg, words, words)
}

async function reliability({ model_id, reliability: known }: ReportedTraining): Promise<Markup> {
  if (!known)
    return note(
      'This training has no table of reliability: it has no classes, or no rows that were left out.',
    )
  const svg = await renderSvg(reliabilitySpec(model_id, known.classes, known.basis, 'page'))
  const errors = known.classes.map(
    ({ class: name, raw, calibrated }) =>
      `${name} ${percent((calibrated ?? raw).by_count.expected_calibration_error)}`,
  )
  const words = `Observed share by mean score; calibration error: ${errors.join(', ')}.`
  return figure('reliability', svg, words, words)
}

const isNegative = (gate: string | undefined): boolean => gate === 'failed' || gate === 'overridden'
