import { type BacktestResult, datasetOfHours, pathsEvaluator } from '../core/backtest/index.ts'
import { findBacktest, updateBacktest } from '../store/backtests.ts'
import { leaveRun } from '../store/leftRuns.ts'
import { inTransaction } from '../store/transaction.ts'
import type { WorkChanges } from '../store/work.ts'
import type { PreparedAudit } from './auditRun.ts'
import { configSha, plainConfig, type Trial, trialSha } from './backtestRequest.ts'
import { backtestAssumptions } from './cardAssumptions.ts'
import { backtestRisks } from './cardRisks.ts'
import { type FitContext, fitFolds } from './fitModels.ts'
import { readJudgement } from './gateOfRun.ts'
import { keepFile } from './keepFile.ts'
import { assessLedger } from './ledger.ts'
import { type CardFacts, keepCard } from './modelCards.ts'
import { tellGateFailed } from './notifications.ts'
import type { Parts } from './parts.ts'
import type { PreparedData } from './preparedData.ts'
import { referencesOf } from './references.ts'
import { returnsCsv } from './returnsCsv.ts'
import { keepRunRecord } from './runRecord.ts'
import { withSavedProgress } from './savedProgress.ts'
import { saveResult } from './saveResult.ts'
import { withSharedFits } from './sharedFits.ts'
import type { Subject } from './subject.ts'
import { startWork } from './work.ts'

/** A backtest with everything that it takes. */
export interface BacktestTask {
  subject: Subject
  data: PreparedData
  trial: Trial
  audit: PreparedAudit | null
  threads: number | undefined
  /** By the clock of `performance.now`: when it was asked for. */
  asked: number
}

/**
 * Works on a backtest as a job of this process. A server that stops leaves it to the next one.
 *
 * @param prepare gets what it takes, once it is its turn
 */
export function startBacktest(
  parts: Parts,
  id: string,
  prepare: () => BacktestTask | Promise<BacktestTask>,
): void {
  startWork(parts, {
    kind: 'backtest',
    id,
    save: (changes) => saveBacktest(parts, id, changes),
    leave: () => leaveRun(parts.db, 'backtest', id, parts.owner),
    async work(context) {
      const task = await prepare()
      context.signal.throwIfAborted()
      await withSharedFits(parts, { runKind: 'backtest', runId: id }, task.data, (shared) =>
        evaluate(parts, id, task, { ...context, threads: task.threads, shared }),
      )
    },
  })
}

/** Saves changes of a run, and with its end that its gate failed, for whoever is to be told of it. */
async function saveBacktest(parts: Parts, id: string, changes: WorkChanges): Promise<void> {
  const { db, notifier, owner } = parts
  if (changes.status !== 'completed' || !notifier.wants('gate.failed'))
    return updateBacktest(db, id, changes, owner)
  await inTransaction(db, {}, async (trx) => {
    await updateBacktest(trx, id, changes, owner)
    const run = await findBacktest(trx, id)
    if (run?.gate?.pass === false) await tellGateFailed(parts, trx, run, 'backtest')
  })
  notifier.wake()
}

async function evaluate(
  parts: Parts,
  runId: string,
  { subject, data, trial, audit, asked }: BacktestTask,
  context: FitContext,
): Promise<void> {
  const started = performance.now()
  const loadMs = started - asked
  let fits = 0
  const save = (changes: { progress: number }) => updateBacktest(parts.db, runId, changes, parts.owner)
  const onFit = (): void => {
    fits++
  }
  const folds = await withSavedProgress(parts, `backtest ${runId}`, context, save, (report) =>
    fitFolds(parts, data.dataset, trial.config, { ...context, report, onFit }),
  )
  const fitted = performance.now()
  const evaluate = pathsEvaluator(datasetOfHours(data.dataset, trial.config.hours), folds, trial.execution)
  const { result, paths } = evaluate({ selection: trial.selection })
  const evaluated = performance.now()
  const references = await referencesOf(data, trial, result, context.signal)
  const compared = performance.now()
  const audited = audit && (await audit.run({ trial, folds: folds[0], result }, context))
  const ended = performance.now()
  const timings = {
    load_ms: loadMs,
    fit_ms: fitted - started,
    evaluate_ms: evaluated - fitted,
    references_ms: compared - evaluated,
    ...(audited && { audit_ms: ended - compared }),
    total_ms: ended - started + loadMs,
  }
  await saveResult(parts, subject, data, {
    runId,
    trial,
    trialSha: trialSha(data, trial),
    result,
    timings,
    variants: 1,
    fits,
    paths,
    audit: audited,
    references,
  })
  const file = await keepFile(
    parts,
    Buffer.from(returnsCsv(result)),
    { kind: 'csv', extension: 'csv' },
    { backtestRunId: runId },
  )
  await updateBacktest(parts.db, runId, { dataCsvUri: file.uri })
  await keepRunRecord(parts, runId, data.dataset, result)
  await assessLedger(parts, data.ledgerKey, [runId])
  const judged = await findBacktest(parts.db, runId)
  await keepCard(parts, subject, {
    ...backtestCard(runId, subject, data, trial, result, folds[0]?.[0]?.classes.names ?? null),
    risks: backtestRisks({
      result,
      breakdown: result.breakdown(),
      references,
      gate: judged ? readJudgement(judged) : null,
      nonCausal: paths !== null,
      leakage: data.leakage,
    }),
  })
}

function backtestCard(
  runId: string,
  subject: Subject,
  data: PreparedData,
  { config, selection, execution }: Trial,
  { metrics, folds }: BacktestResult,
  classes: readonly string[] | null,
): Omit<CardFacts, 'risks'> {
  const held = data.dataset.matrix.features.map(({ name }) => name)
  const day = (time: number | undefined): string | null =>
    time === undefined ? null : new Date(time).toISOString().slice(0, 10)
  return {
    event: 'backtest',
    run_id: runId,
    lineage: {
      ...subject.lineage,
      matrix_sha: data.matrixSha,
      config_sha: configSha(config),
    },
    params: { config: plainConfig(config), selection, execution },
    metrics: {
      ...metrics,
      best_sharpe_hourly: metrics.sharpe_hourly,
      best_cum_ret: metrics.cum_return,
      rows: folds.reduce((sum, { testRows }) => sum + testRows, 0),
      n_trades: metrics.trades,
    },
    features: config.features ?? held,
    window: {
      train_start: day(data.dataset.matrix.ts.at(0)),
      train_end: null,
      test_start: day(folds.at(0)?.from),
      test_end: day(folds.at(-1)?.to),
    },
    evaluation: {
      method: config.cpcv ? 'cpcv' : 'walk_forward',
      splits: config.cpcv?.folds ?? config.splits,
      embargo: config.embargo,
      metrics: {
        sharpe_hourly: metrics.sharpe_hourly,
        cum_ret: metrics.cum_return,
        hit_rate: metrics.win_rate,
        mdd: metrics.max_dd,
      },
      costs: { slippage_bps: execution.slippageBps, commission_bps: execution.commissionBps },
    },
    assumptions: backtestAssumptions(subject, data.dataset, { config, selection, execution }),
    outputs: {
      classes,
      calibration: config.calibration,
      thresholds: selection.kind === 'thresholds' ? selection.thresholds : null,
      top_pct: selection.kind === 'top_pct' ? selection.topPct : null,
    },
  }
}
