import type { BacktestResult } from '../core/backtest/index.ts'
import { alignSessionsSteps } from '../core/statistics/sessions.ts'
import { leastRows, superiorAbilitySteps } from '../core/statistics/superiorAbility.ts'
import type { Steps } from '../core/steps.ts'
import { findBacktest, updateBacktest } from '../store/backtests.ts'
import { listLeaderboard } from '../store/leaderboard.ts'
import { inTurns } from './inTurns.ts'
import { resamplesSteps } from './lastResamples.ts'
import type { Parts } from './parts.ts'
import type { PreparedData } from './preparedData.ts'
import { referencesOf } from './references.ts'
import { yearlySharpeInterval } from './sharpeInterval.ts'
import type { VariantResult } from './sweepTrials.ts'

/** How far luck goes in explaining a sweep's best variant, in the words of the contract. */
export interface SweepLuck {
  spa_p: number | null
  spa_p_lower: number | null
  spa_p_upper: number | null
  reality_check_p: number | null
  /** Why there are no p-values. */
  spa_unavailable: string | null
  best_run_id: string | null
  best_sharpe_interval: [number, number] | null
}

/**
 * Tests whether the best of a sweep's variants earned more than the best of as many without an edge would, and looks
 * closer at its best row: of halving the survivor of the last rung, else the first of the leaderboard now. The row's run gets its references.
 */
export async function sweepLuck(
  parts: Parts,
  data: PreparedData,
  sweepId: string,
  results: readonly VariantResult[],
  work: LuckWork,
): Promise<SweepLuck> {
  const best = await bestOf(parts, sweepId, results)
  return {
    ...(await inTurns(testAll(results), work.signal)),
    best_run_id: best?.runId ?? null,
    best_sharpe_interval: best ? await lookCloser(parts, data, best, work) : null,
  }
}

/** The first of the leaderboard; of halving, the first among those that came through to the last rung. */
async function bestOf(
  { db }: Parts,
  sweepId: string,
  results: readonly VariantResult[],
): Promise<VariantResult | undefined> {
  const last = results.reduce((most, { rung = 0 }) => Math.max(most, rung), 0)
  const left = new Map(results.filter(({ rung = 0 }) => rung === last).map((one) => [one.runId, one]))
  // One of so many rows must be among those that came through.
  const limit = results.length - left.size + 1
  const { rows } = await listLeaderboard(db, { sweepId }, 'score', { limit, offset: 0 })
  const first = rows.find(({ id }) => left.has(id))
  return first && left.get(first.id)
}

interface LuckWork {
  signal: AbortSignal
  /** The whole result of a variant. */
  evaluate(variant: VariantResult): Promise<BacktestResult>
}

function* testAll(
  results: readonly VariantResult[],
): Steps<Omit<SweepLuck, 'best_run_id' | 'best_sharpe_interval'>> {
  const { sessions, columns } = yield* alignSessionsSteps(results)
  const isLong = sessions.length >= leastRows
  const found = isLong
    ? yield* superiorAbilitySteps(
        columns,
        yield* resamplesSteps(sessions.length, results[0].trial.config.seed),
      )
    : null
  const unavailable = isLong
    ? 'the returns of no variant vary'
    : `the variants share ${sessions.length} sessions, and ${leastRows} are needed`
  return {
    spa_p: found?.consistent ?? null,
    spa_p_lower: found?.lower ?? null,
    spa_p_upper: found?.upper ?? null,
    reality_check_p: found?.realityCheck ?? null,
    spa_unavailable: found === null ? unavailable : null,
  }
}

async function lookCloser(
  { db }: Parts,
  data: PreparedData,
  best: VariantResult,
  { signal, evaluate }: LuckWork,
): Promise<[number, number] | null> {
  const { runId, trial } = best
  const result = await evaluate(best)
  const references = await referencesOf(data, trial, result, signal)
  const run = await findBacktest(db, runId)
  if (!run) throw new Error(`the run ${runId} of the sweep is gone`)
  await updateBacktest(db, runId, { metrics: { ...run.metrics, ...references } })
  return yearlySharpeInterval(result.metrics, result.sessionReturns, trial.config.seed)
}
