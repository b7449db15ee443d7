import { findLatestGate } from '../store/backtests.ts'
import type { Parts } from './parts.ts'
import type { PreparedData } from './preparedData.ts'
import type { Subject } from './subject.ts'

/** What the gate said of the model's newest backtest on the same data and under the same risk profile. */
export async function latestVerdict(
  { db }: Parts,
  { packId, modelId, riskProfile }: Subject,
  { matrixSha }: PreparedData,
): Promise<'not_evaluated' | 'passed' | 'failed'> {
  const pass = await findLatestGate(db, { packId, modelId, riskProfile, matrixSha })
  if (pass === undefined) return 'not_evaluated'
  return pass ? 'passed' : 'failed'
}
