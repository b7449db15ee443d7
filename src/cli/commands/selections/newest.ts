import { SigmaError } from '../../../core/errors.ts'
import type { CliContext } from '../../context.ts'

/** The id that was given, else that of the newest selection. @throws NOT_FOUND when there is none */
export async function selectionOf(context: CliContext, id: string | undefined): Promise<string> {
  if (id !== undefined) return id
  const query = { limit: 1 }
  const { rows } = await context.ask((client) => client.GET('/selections', { params: { query } }))
  const [newest] = rows
  if (newest) return newest.selection_id
  throw new SigmaError('NOT_FOUND', 'there are no selections yet', {
    next: 'make one with: sigma selections add BACKTEST',
  })
}
