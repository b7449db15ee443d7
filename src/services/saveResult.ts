import { advBps, type BacktestResult, type PathResult } from '../core/backtest/index.ts'
import { foldSharpeStd, score, tieBreaks } from '../core/gate/score.ts'
import { capitalOf } from '../core/policy/capital.ts'
import { sharpeSample } from '../core/statistics/sharpeTests.ts'
import { insertBacktestFolds, type NewBacktestFold } from '../store/backtestFolds.ts'
import { type BacktestChanges, updateBacktest } from '../store/backtests.ts'
import { inTransaction } from '../store/transaction.ts'
import { appendTrial, type NewTrial } from '../store/trials.ts'
import type { AuditSummary } from './auditRun.ts'
import type { Trial } from './backtestRequest.ts'
import type { Parts } from './parts.ts'
import type { PreparedData } from './preparedData.ts'
import type { References } from './references.ts'
import type { RunFacts } from './runFacts.ts'
import type { Subject } from './subject.ts'

/** A finished run with what its saving needs. */
export interface Evaluated {
  runId: string
  trial: Trial
  trialSha: string
  result: BacktestResult
  timings: Record<string, number>
  /** Variants that it was chosen among, itself included. */
  variants: number
  /** Of combinatorial folds every path; null or absent for walk-forward ones. */
  paths?: PathResult[] | null
  /** What a passed audit looked at; absent without one. */
  audit?: AuditSummary | null
  /** Models that were fitted for it alone. */
  fits?: number
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
  const { trial, folds, columns } = resultRows(subject, data, evaluated, parts.now().toISOString())
  await inTransaction(parts.db, { locks: [data.ledgerKey] }, async (trx) => {
    const { seq } = await appendTrial(trx, trial)
    await insertBacktestFolds(trx, folds)
    await updateBacktest(trx, evaluated.runId, { ...columns, ledgerSeq: seq })
  })
}

/** What is stored of a result, but for its number in the ledger. */
export interface ResultRows {
  trial: NewTrial
  folds: NewBacktestFold[]
  columns: Pick<BacktestChanges, 'metrics' | 'statistics' | 'score' | 'ties' | 'trialSha' | 'ledgerKey'>
  facts: RunFacts
}

export function resultRows(
  subject: Subject,
  data: PreparedData,
  evaluated: Evaluated,
  createdAt: string,
): ResultRows {
  const { runId, trialSha, result, timings, variants, fits, paths, audit, references } = evaluated
  const adv = advOf(subject, data, evaluated)
  // It takes a simulation for each group: the variants of a sweep do without.
  const breakdown = variants === 1 ? result.breakdown() : undefined
  const facts = factsOf(subject, data, evaluated)
  return {
    trial: {
      ledgerKey: data.ledgerKey,
      sha: trialSha,
      runId,
      sharpe: facts.sample?.sharpe ?? null,
      sessions: result.sessions,
      sessionReturns: result.sessionReturns,
      createdAt,
    },
    folds: result.folds.map((fold, place) => ({
      runId,
      ...foldRow(fold, result, breakdown?.by_fold[place]),
    })),
    columns: {
      metrics: {
        ...result.metrics,
        ...steadiness(result),
        ...adv,
        costs: result.costs,
        cost_curve: result.costCurve,
        ...(fits !== undefined && { fits }),
        ...references,
        return_basis: result.returnBasis,
        ...(breakdown && { breakdown }),
        ...(result.brackets && { brackets: result.brackets }),
        ...(result.options && { options: result.options }),
        ...(paths && { paths: paths.map(storedPath) }),
        ...(audit && { audit }),
        timings,
      },
      statistics: { basis: facts },
      score: scoreOf(subject, result),
      ties: tieBreaks(subject.pack.score, result.metrics),
      trialSha,
      ledgerKey: data.ledgerKey,
    },
    facts,
  }
}

/** The money that shares are traded with; null where the policy tells none, and where no shares are traded. */
function tradedCapital(
  { policy }: Subject,
  { instrument }: PreparedData,
  { execution }: Trial,
): number | null {
  return instrument === 'equity' && !execution.options && policy ? capitalOf(policy) : null
}

/** What is traded of the daily volume, in basis points, or why that is not known. Nothing without a capital. */
function advOf(subject: Subject, data: PreparedData, { trial, result }: Evaluated) {
  const capital = tradedCapital(subject, data, trial)
  if (capital === null) return {}
  const { unavailable } = steadiness(result)
  const adv = advBps(data.dataset, trial.execution, result.decisions, capital)
  if (adv !== null) return { adv_bps: adv, unavailable: without(unavailable, 'adv_bps') }
  const why = 'nothing was traded, or no volume of the sessions before is known'
  return { unavailable: { ...unavailable, adv_bps: why } }
}

function without(reasons: Readonly<Record<string, string>>, name: string): Record<string, string> {
  return Object.fromEntries(Object.entries(reasons).filter(([key]) => key !== name))
}

/** A gate judges combinatorial folds, which train on later rows, only where the policy says so. */
function isGated({ policy }: Subject, { config }: Trial): boolean {
  return config.cpcv === undefined || policy?.gate_cv === 'cpcv'
}

function storedPath(one: PathResult) {
  const { path, headline, metrics } = one
  return { path, headline, metrics: { ...metrics, ...steadiness(one) } }
}

function foldRow(
  fold: BacktestResult['folds'][number],
  { thresholdResults, metrics }: BacktestResult,
  part: { win_rate: number | null } | undefined,
) {
  return {
    fold: fold.fold,
    thresholdUsed: fold.threshold,
    cumReturn: fold.cumReturn,
    sharpeHourly: perBar(fold.sharpe, metrics.periods_per_year),
    sharpe: fold.sharpe,
    sortino: fold.sortino,
    maxDrawdown: fold.maxDrawdown,
    trades: fold.trades,
    metrics: {
      ...fold,
      ...(part && { winRate: part.win_rate }),
      threshold_results: thresholdResults.filter((one) => one.fold === fold.fold),
    },
  }
}

/** How much the folds differ, with the reasons for all figures of the run that are undefined. */
function steadiness({ folds, undefined: reasons }: Pick<BacktestResult, 'folds' | 'undefined'>) {
  const spread = foldSharpeStd(folds)
  const why = folds.length < 2 ? 'there are fewer than two folds' : 'the returns of a fold do not vary'
  return {
    fold_sharpe_std: spread,
    unavailable: { ...reasons, ...(spread === null && { fold_sharpe_std: why }) },
  }
}

/** A Sharpe ratio a year is the one per bar times √(bars of a year). */
function perBar(annual: number | null, periodsPerYear: number): number | null {
  return annual === null ? null : annual / Math.sqrt(periodsPerYear)
}

function factsOf(subject: Subject, data: PreparedData, { result, variants, trial }: Evaluated): RunFacts {
  return {
    sample: sharpeSample(result.sessionReturns),
    budget: { ...subject.budget },
    instrument: data.instrument,
    variants,
    leakage: data.leakage,
    pbo: null,
    oosLossProbability: null,
    cscvBlocks: null,
    trialsAtRun: null,
    boundedLoss: trial.execution.brackets !== undefined || trial.execution.options !== undefined,
    capitalKnown: tradedCapital(subject, data, trial) !== null,
    dailyLossCapR: subject.limits.dailyLossCapR,
    gated: isGated(subject, trial),
  }
}

function scoreOf({ pack }: Subject, { metrics, folds }: BacktestResult): number | null {
  return score(pack.score, { ...metrics, folds })
}
