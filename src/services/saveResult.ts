import type { BacktestResult } from '../core/backtest/index.ts'
import type { RiskBudget } from '../core/gate/riskBudget.ts'
import { score } from '../core/gate/score.ts'
import { sharpeSample } from '../core/statistics/sharpeTests.ts'
import { insertBacktestFolds } from '../store/backtestFolds.ts'
import { updateBacktest } from '../store/backtests.ts'
import { appendTrial } from '../store/trials.ts'
import type { Trial } from './backtestRequest.ts'
import { trialSha } from './backtestRequest.ts'
import type { Parts } from './parts.ts'
import type { PreparedData } from './preparedData.ts'
import type { References } from './references.ts'
import type { RunFacts } from './runFacts.ts'
import type { Subject } from './subject.ts'

/** A finished run with what its saving needs. */
export interface Evaluated {
  runId: string
  trial: Trial
  result: BacktestResult
  timings: Record<string, number>
  /** Variants that it was chosen among, itself included. */
  variants: number
  /** Of a sweep's variants only the best one has them, once it is known. */
  references?: References
}

/**
 * Saves a run's results, its folds and its trial together or not at all.
 * The assessment against the ledger is a step of its own: it depends on how much else was tried.
 */
export async function saveResult(
  parts: Parts,
  subject: Subject,
  data: PreparedData,
  evaluated: Evaluated,
): Promise<void> {
  const { runId, trial, result, timings, variants, references } = evaluated
  const sha = trialSha(data, trial)
  await parts.db.transaction().execute(async (trx) => {
    const { seq } = await appendTrial(trx, {
      ledgerKey: data.ledgerKey,
      sha,
      runId,
      sharpe: sharpeSample(result.sessionReturns)?.sharpe ?? null,
      sessions: result.sessions,
      sessionReturns: result.sessionReturns,
      createdAt: parts.now().toISOString(),
    })
    await insertBacktestFolds(
      trx,
      runId,
      result.folds.map((fold) => foldRow(fold, result)),
    )
    await updateBacktest(trx, runId, {
      metrics: {
        ...result.metrics,
        unavailable: result.undefined,
        costs: result.costs,
        ...references,
        return_basis: result.returnBasis,
        timings,
      },
      statistics: { basis: factsOf(subject.budget, data, result, variants) },
      score: scoreOf(subject, result),
      trialSha: sha,
      ledgerKey: data.ledgerKey,
      ledgerSeq: seq,
    })
  })
}

function foldRow(fold: BacktestResult['folds'][number], { thresholdResults }: BacktestResult) {
  return {
    fold: fold.fold,
    thresholdUsed: fold.threshold,
    cumReturn: fold.cumReturn,
    sharpeHourly: null,
    sharpe: fold.sharpe,
    sortino: null,
    maxDrawdown: fold.maxDrawdown,
    trades: fold.trades,
    metrics: { ...fold, threshold_results: thresholdResults.filter((one) => one.fold === fold.fold) },
  }
}

function factsOf(budget: RiskBudget, data: PreparedData, result: BacktestResult, variants: number): RunFacts {
  return {
    sample: sharpeSample(result.sessionReturns),
    budget: { ...budget },
    instrument: data.instrument,
    variants,
    leakage: data.leakage,
    pbo: null,
    oosLossProbability: null,
    cscvBlocks: null,
    trialsAtRun: null,
  }
}

function scoreOf({ pack }: Subject, { metrics, folds }: BacktestResult): number | null {
  return score(pack.score, { ...metrics, folds })
}
