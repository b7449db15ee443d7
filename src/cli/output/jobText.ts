import type { TrainJob } from '../../contract/types.ts'
import { configText } from './backtestText.ts'
import { fixed, plural } from './format.ts'
import { timeCell } from './runTables.ts'

/** A training job in a few lines. */
export function jobText(job: TrainJob): string {
  const { job_id: id, model_id, kind, status, progress, error, attempt = 1 } = job
  const share = status === 'running' ? `, ${fixed(0)(progress)} % done` : ''
  const again = attempt > 1 ? `, asked for ${plural(attempt, 'time')}` : ''
  return [
    `${kind ?? 'training'} ${id} of ${model_id}: ${status}${share}${again}`,
    `asked for ${timeCell(job.submitted_at)} UTC${job.completed_at ? `, ended ${timeCell(job.completed_at)}` : ''}${job.tag ? `, tag ${job.tag}` : ''}`,
    ...originLines(job),
    ...(error ? [error.message, ...(error.next ? [`next: ${error.next}`] : [])] : []),
    ...(status === 'failed' || status === 'canceled' ? [`do it again with: sigma jobs retry ${id}`] : []),
    ...(status === 'completed' ? [`its model: sigma runs train show ${id}`] : []),
  ].join('\n')
}

function originLines({ promoted_from, config, selection_id, gate_state, override }: TrainJob): string[] {
  if (promoted_from == null) return gate_state ? [`gate: ${gate_state.replaceAll('_', ' ')}`] : []
  return [
    `promoted from the backtest ${promoted_from}${config ? ` (${configText(config)})` : ''}`,
    ...(selection_id ? [`of the selection ${selection_id}`] : []),
    ...(override
      ? [`gate: overridden, though ${override.reasons.join(', ')}: ${override.confirmation}`]
      : [`gate: ${(gate_state ?? 'not_evaluated').replaceAll('_', ' ')}`]),
  ]
}
