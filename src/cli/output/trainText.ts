import type { TrainResult } from '../work.ts'
import { explainedText } from './explainedText.ts'
import { count, duration, figure, plural } from './format.ts'
import type { Output } from './output.ts'

/** A training in a few lines. */
export function trainText(run: TrainResult, output: Output): string {
  const { rows, features, classes, calibration, metrics, metrics_basis, timings, model_out } = run
  const basis = metrics_basis === 'training' ? 'on the training rows' : 'out of fold'
  const facts = [
    rows ? plural(rows, 'row') : '',
    features ? plural(features.length, 'feature') : '',
    classes && classes.length > 0 ? `classes ${classes.join(', ')}` : '',
    calibration ? `calibration ${calibration}` : '',
  ]
  const measured = Object.entries(metrics ?? {}).filter(([, value]) => typeof value === 'number')
  return [
    `${output.paint.bold(run.model_id)}  run ${run.run_id}${run.deduplicated ? ' (stored before: an equal training; --force fits it again)' : ''}`,
    facts.filter(Boolean).join(', '),
    ...(measured.length === 0
      ? []
      : [
          `${basis}: ${measured.map(([name, value]) => `${name.replaceAll('_', ' ')} ${figure(value)}`).join(', ')}`,
        ]),
    ...gateLines(run),
    ...(model_out ? [`model file: ${model_out}`] : []),
    ...explainedText(run, output),
    ...(timings?.total_ms === undefined ? [] : [throughput(rows ?? 0, timings)]),
  ].join('\n')
}

function throughput(rows: number, timings: Record<string, number>): string {
  const { total_ms: total, fit_ms: fit } = timings
  const rate =
    fit > 0 && rows > 0 ? `, of which ${duration(fit)} fitting (${count((1_000 * rows) / fit)} rows/s)` : ''
  return `done in ${duration(total)}${rate}`
}

function gateLines({ gate_state, promoted_from, override }: TrainResult): string[] {
  const state = (gate_state ?? 'not_evaluated').replaceAll('_', ' ')
  return [
    ...(promoted_from ? [`promoted from the backtest ${promoted_from}`] : []),
    override
      ? `gate: ${state}, though ${override.reasons.join(', ')}; tag ${override.tag}`
      : `gate: ${state}`,
  ]
}
