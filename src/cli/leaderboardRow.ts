import { SigmaError } from '../core/errors.ts'
import type { CliContext } from './context.ts'

/** Whose leaderboard it is. */
export interface RankedBy {
  model?: string
  pack?: string
}

/**
 * The id of a backtest that was named by its id, or by its place on the leaderboard as `sigma leaderboard` numbers its
 * rows, for a model or a pack where one is named.
 *
 * @throws NOT_FOUND when the leaderboard is shorter
 */
export async function backtestId(
  context: CliContext,
  named: string,
  { model, pack }: RankedBy,
): Promise<string> {
  if (!/^[1-9]\d{0,5}$/.test(named)) return named
  const query = { model_id: model, pack_id: pack, offset: Number(named) - 1, limit: 1 }
  const { rows, total } = await context.ask((client) => client.GET('/leaderboard', { params: { query } }))
  const [row] = rows
  if (row) return row.id
  const of = model === undefined ? 'the leaderboard' : `the leaderboard of ${model}`
  throw new SigmaError('NOT_FOUND', `${of} has no row ${named}: it has ${total}`, {
    next: `see them with: sigma leaderboard${model === undefined ? '' : ` --model ${model}`}`,
  })
}
