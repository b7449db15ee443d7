import { listBacktests } from '../store/backtests.ts'
import type { Parts } from './parts.ts'
import type { Subject } from './subject.ts'

/**
 * What is told when a model's policy is no longer that of its newest backtest: the figures of both rest on different
 * rules, and nothing else in them says so. Each run keeps the policy that it began with.
 */
export async function policyWarnings(
  { db }: Parts,
  { packId, modelId, model, lineage }: Subject,
): Promise<string[]> {
  if (model === null) return []
  const newest = { limit: 1, offset: 0 }
  const { rows } = await listBacktests(db, { packId, modelId, status: 'completed' }, newest)
  const [before] = rows
  const sha = before?.lineage?.policy_sha
  if (before === undefined || sha === undefined || sha === lineage.policy_sha) return []
  return [
    `the policy of ${modelId} has changed since its newest backtest, ${before.id} (${short(sha)}, now ${short(lineage.policy_sha)}): sigma compare shows what differs between that run and this one`,
  ]
}

const short = (sha: unknown): string => (typeof sha === 'string' ? sha.slice(0, 12) : 'none')
