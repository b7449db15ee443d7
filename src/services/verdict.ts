import { listLeaderboard } from '../store/leaderboard.ts'
import type { Parts } from './parts.ts'
import type { Subject } from './subject.ts'

/**
 * Whether any backtest of the model passed its gate: the best one stands first on the leaderboard. Files of one
 * name need not be the same data, so that a model of a file has no verdict.
 */
export async function latestVerdict(
  { db }: Parts,
  { packId, modelId, model }: Subject,
): Promise<'not_evaluated' | 'passed' | 'failed'> {
  if (model === null) return 'not_evaluated'
  const { rows } = await listLeaderboard(db, { packId, modelId }, 'score', { limit: 1, offset: 0 })
  const gate = rows.at(0)?.gate
  if (!gate) return 'not_evaluated'
  return gate.pass ? 'passed' : 'failed'
}
