import type { Kysely } from 'kysely'
import { type Backtest, toBacktest } from './backtestColumns.ts'
import type { Database } from './schema.ts'

/** The newest completed backtests of a model on a matrix, at most so many. */
export async function listBacktestsOn(
  db: Kysely<Database>,
  { packId, modelId, matrixSha }: { packId?: string; modelId: string; matrixSha: string },
  limit: number,
): Promise<Backtest[]> {
  let runs = db
    .selectFrom('backtest_runs')
    .selectAll()
    .where('matrix_sha', '=', matrixSha)
    .where('model_id', '=', modelId)
    .where('status', '=', 'completed')
  if (packId !== undefined) runs = runs.where('pack_id', '=', packId)
  const rows = await runs.orderBy('created_at', 'desc').orderBy('id', 'desc').limit(limit).execute()
  return rows.map(toBacktest)
}
