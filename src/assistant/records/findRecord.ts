import { SigmaError } from '../../core/errors.ts'
import type { Row } from '../../store/readOnly.ts'
import { askTemplate } from '../templates/ask.ts'
import type { ToolContext } from '../tool.ts'
import type { RecordKind } from './addresses.ts'

/** Backtests first: their ids are what is asked for most. */
const lookUps: readonly [RecordKind, string, (id: string) => Record<string, unknown>][] = [
  ['backtest', 'backtests_by_id', (id) => ({ ids: [id] })],
  ['sweep', 'sweep_by_id', (id) => ({ id })],
  ['train', 'training_by_id', (id) => ({ id })],
  ['build', 'build_by_id', (id) => ({ id })],
]

/** A run of any kind by its id. @throws NOT_FOUND */
export async function findRecord(context: ToolContext, id: string): Promise<{ kind: RecordKind; row: Row }> {
  for (const [kind, template, values] of lookUps) {
    const [row] = await askTemplate(context, template, values(id))
    if (row) return { kind, row }
  }
  throw new SigmaError('NOT_FOUND', `there is no run ${id} in this workspace`, {
    next: 'sigma runs backtest, sigma runs train, sigma runs build and sigma sweep list show the ids',
  })
}

/** A sweep by its id. @throws NOT_FOUND */
export async function findSweep(context: ToolContext, id: string): Promise<Row> {
  const [sweep] = await askTemplate(context, 'sweep_by_id', { id })
  if (sweep) return sweep
  throw new SigmaError('NOT_FOUND', `there is no sweep ${id} in this workspace`, {
    next: 'sigma sweep list shows the ids',
  })
}
