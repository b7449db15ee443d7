import type { ErrorBody, RunStatus } from '../../contract/types.ts'
import { fixed } from './format.ts'
import { timeCell } from './runTables.ts'

/** What every run has, whatever was done. */
export interface RunState {
  id: string
  model_id: string
  status: RunStatus
  progress?: number
  created_at: string
  error?: ErrorBody | null
}

/** How a run stands; nothing for a completed one, whose result says all. */
export function stateLines({ id, model_id, status, progress, created_at, error }: RunState): string[] {
  if (status === 'completed') return []
  const share = status === 'running' && progress !== undefined ? `, ${fixed(0)(progress)} % done` : ''
  return [
    `run ${id} of ${model_id}: ${status}${share}, started ${timeCell(created_at)} UTC`,
    ...(error ? [`${error.message}`, ...(error.next ? [`next: ${error.next}`] : [])] : []),
  ]
}
