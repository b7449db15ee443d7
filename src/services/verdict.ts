import { listLeaderboard } from '../store/leaderboard.ts'
import type { Parts } from './parts.ts'
import type { Subject } from './subject.ts'

/** Whether any backtest of the model passed its gate: the best one stands first on the leaderboard. */
export async function latestVerdict(
  { db }: Parts,
  { packId, modelId }: Subject,
): Promise<'not_evaluated' | 'passed' | 'failed'> {
  const { rows } = await listLeaderboard(db, { packId, modelId }, 'score', { limit: 1, offset: 0 })
  const gate = rows.at(0)?.gate
  if (!gate) return 'not_evaluated'
  return gate.pass ? 'passed' : 'failed'
}
