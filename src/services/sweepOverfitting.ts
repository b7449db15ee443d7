import type { BacktestResult } from '../core/backtest/index.ts'
import { overfitting } from '../core/statistics/overfitting.ts'
import { alignSessions } from '../core/statistics/sessions.ts'
import { findBacktest, updateBacktest } from '../store/backtests.ts'
import { inTransaction } from '../store/transaction.ts'
import type { Trial } from './backtestRequest.ts'
import type { Parts } from './parts.ts'
import { readRunFacts } from './runFacts.ts'

/** An evaluated variant of a sweep. */
export interface VariantResult {
  runId: string
  trial: Trial
  result: BacktestResult
}

/** What the sweep as a whole says about choosing its best variant; null where the data is too short. */
export interface Overfitting {
  pbo: number | null
  oosLossProbability: number | null
  degradationSlope: number | null
  blocks: number | null
}

/**
 * Cross-validates the choice among the variants of a sweep, and writes the outcome to each variant's run:
 * the figures belong to the sweep, and are the same on all of its rows.
 */
export async function judgeSweep(
  { db }: Parts,
  ledgerKey: string,
  results: readonly VariantResult[],
): Promise<Overfitting> {
  const series = results.map(({ result }) => ({ sessions: result.sessions, returns: result.sessionReturns }))
  const found = overfitting(alignSessions(series).columns)
  const verdict: Overfitting = {
    pbo: found?.pbo ?? null,
    oosLossProbability: found?.oosLossProbability ?? null,
    degradationSlope: found?.degradationSlope ?? null,
    blocks: found?.blocks ?? null,
  }
  // The runs are judged by their ledger at the same time, which reads and writes the same documents.
  await inTransaction(db, { lock: ledgerKey }, async (trx) => {
    for (const { runId } of results) {
      const run = await findBacktest(trx, runId)
      if (!run) throw new Error(`the run ${runId} of the sweep is gone`)
      const basis = {
        ...readRunFacts(run),
        pbo: verdict.pbo,
        oosLossProbability: verdict.oosLossProbability,
        cscvBlocks: verdict.blocks,
      }
      await updateBacktest(trx, runId, { statistics: { basis } })
    }
  })
  return verdict
}
