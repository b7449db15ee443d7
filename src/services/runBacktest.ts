import type { HoursSource } from '../contract/types.ts'
import {
  type BacktestResult,
  datasetOfHours,
  pathsEvaluator,
  type Selection,
  type ThresholdMeasure,
} from '../core/backtest/index.ts'
import {
  type Backtest,
  findBacktest,
  findBacktestByRequestKey,
  insertBacktest,
  type NewBacktest,
  updateBacktest,
} from '../store/backtests.ts'
import { inTransaction } from '../store/transaction.ts'
import type { WorkChanges } from '../store/work.ts'
import { appliedHours, hoursWarnings } from './appliedHours.ts'
import { type Asked, findOrInsert, newWork } from './asked.ts'
import { type PreparedAudit, prepareAudit } from './auditRun.ts'
import {
  configSha,
  configTuple,
  plainConfig,
  type RunRequest,
  requestKey,
  type Trial,
  trialSha,
} from './backtestRequest.ts'
import { bracketWarnings } from './brackets.ts'
import { backtestAssumptions } from './cardAssumptions.ts'
import { backtestRisks } from './cardRisks.ts'
import { checkTrial } from './checkTrial.ts'
import { type FitContext, fitFolds } from './fitModels.ts'
import { checkSame, type KeptTrial, keptTrial } from './fromTrial.ts'
import { readJudgement } from './gateOfRun.ts'
import { keepFile } from './keepFile.ts'
import { assessLedger } from './ledger.ts'
import { loadData } from './loadData.ts'
import { type CardFacts, keepCard } from './modelCards.ts'
import { tellGateFailed } from './notifications.ts'
import { optionWarnings } from './optionExecution.ts'
import type { Parts } from './parts.ts'
import { selectionByHour } from './perHour.ts'
import { policyWarnings } from './policyChange.ts'
import type { PreparedData } from './preparedData.ts'
import { referencesOf } from './references.ts'
import { returnsCsv } from './returnsCsv.ts'
import { keepRunRecord } from './runRecord.ts'
import { executionOf, fitConfig, thresholdsOf } from './runSettings.ts'
import { saveResult } from './saveResult.ts'
import { resolveSubject, type Subject } from './subject.ts'
import { startWork } from './work.ts'

export interface BacktestRequest extends RunRequest {
  selection?: Selection
  /** Chooses a threshold for each hour, by this measure. */
  perHour?: ThresholdMeasure
  /** Makes a sample of its decisions again from data cut at each of them; the run fails when one differs. */
  audit?: boolean
  /** A run whose trial is done again, on its data: of the rest of the request tag, profile and the like are heard. */
  fromTrial?: string
}

/**
 * Starts a purged walk-forward backtest as a job. Whatever is wrong with the request or its data is thrown here;
 * an equal request that is done or on its way is returned instead, unless `force`.
 */
export async function runBacktest(parts: Parts, asked: BacktestRequest): Promise<Asked<Backtest>> {
  const started = performance.now()
  const kept = asked.fromTrial === undefined ? null : await keptTrial(parts, asked.fromTrial)
  const request = kept ? { ...kept.subject, ...kept.data, ...asked } : asked
  const subject = await resolveSubject(parts, request)
  const data = await loadData(parts, subject, request)
  const resolved = kept ? keptAs(data, kept) : resolveTrial(subject, data, request)
  const { trial, hoursFrom, warnings: ofTrial } = resolved
  checkTrial(data.dataset, trial)
  if (kept && asked.fromTrial !== undefined) checkSame(asked.fromTrial, kept, trialSha(data, trial))
  const warnings = [
    ...ofTrial,
    ...bracketWarnings(data.dataset, trial.execution),
    ...(await policyWarnings(parts, subject)),
  ]
  const audit = request.audit ? await prepareAudit(parts, subject, data, request) : null
  // A stored run that was not audited is no answer to a request for an audit; what a trial is does not change by it.
  const kind = audit ? 'backtest, audited' : 'backtest'
  const key = requestKey(kind, subject, data, request, parts.engineVersion, [trialSha(data, trial)])
  const { run, deduplicated } = await findOrInsert(parts, {
    subject,
    requestKey: key,
    force: request.force,
    find: (db) => findBacktestByRequestKey(db, key),
    insert: (db) =>
      insertBacktest(db, newRun(parts, subject, data, trial, { key, tag: request.tag, hoursFrom })),
  })
  if (deduplicated) return { run, deduplicated, warnings }
  startWork(parts, {
    kind: 'backtest',
    id: run.id,
    save: (changes) => saveBacktest(parts, run.id, changes),
    work: (context) =>
      evaluate(
        parts,
        subject,
        data,
        trial,
        run.id,
        { ...context, threads: request.threads },
        { audit, loadMs: performance.now() - started },
      ),
  })
  return { run, deduplicated: false, warnings }
}

/** Saves changes of a run, and with its end that its gate failed, for whoever is to be told of it. */
async function saveBacktest(parts: Parts, id: string, changes: WorkChanges): Promise<void> {
  const { db, notifier } = parts
  if (changes.status !== 'completed' || !notifier.wants('gate.failed')) return updateBacktest(db, id, changes)
  await inTransaction(db, {}, async (trx) => {
    await updateBacktest(trx, id, changes)
    const run = await findBacktest(trx, id)
    if (run?.gate?.pass === false) await tellGateFailed(parts, trx, run, 'backtest')
  })
  notifier.wake()
}

interface Resolved {
  trial: Trial
  hoursFrom: HoursSource | null
  warnings: string[]
}

function keptAs({ warnings }: PreparedData, { trial, hoursFrom }: KeptTrial): Resolved {
  return { trial, hoursFrom, warnings }
}

function resolveTrial(subject: Subject, data: PreparedData, request: BacktestRequest): Resolved {
  const asked = request.selection ?? { kind: 'thresholds', thresholds: thresholdsOf(subject) }
  const { selection, warnings } = selectionByHour(asked, request.perHour, data)
  const config = fitConfig(subject, request, data)
  const execution = executionOf(subject, request, data)
  const hours = appliedHours(subject, request.hours, data)
  return {
    trial: { config, selection, execution },
    hoursFrom: hours.from,
    warnings: [
      ...data.warnings,
      ...optionWarnings(subject, request.options, data.dataset),
      ...hoursWarnings(subject, hours, data),
      ...warnings,
    ],
  }
}

/** A run that is about to start. Also used for the variants of a sweep. */
export function newRun(
  parts: Parts,
  subject: Subject,
  data: PreparedData,
  trial: Trial,
  {
    key,
    tag,
    sweepId,
    hoursFrom,
  }: { key: string; tag?: string; sweepId?: string; hoursFrom: HoursSource | null },
): NewBacktest {
  const time = parts.now().toISOString()
  return {
    ...newWork(parts, subject, { requestKey: key, tag, time }),
    startedAt: time,
    sweepId: sweepId ?? null,
    config: configTuple(trial, { tag, held: data.dataset.matrix.features.map(({ name }) => name) }),
    params: {
      config: plainConfig(trial.config),
      selection: trial.selection,
      execution: trial.execution,
      data: data.asked,
      hours_from: hoursFrom,
    },
    lineage: {
      ...subject.lineage,
      matrix_sha: data.matrixSha,
      config_sha: configSha(trial.config),
      engine_version: parts.engineVersion,
    },
  }
}

async function evaluate(
  parts: Parts,
  subject: Subject,
  data: PreparedData,
  trial: Trial,
  runId: string,
  context: FitContext,
  { audit, loadMs }: { audit: PreparedAudit | null; loadMs: number },
): Promise<void> {
  const started = performance.now()
  let fits = 0
  const folds = await fitFolds(parts, data.dataset, trial.config, {
    ...context,
    onFit: () => {
      fits++
    },
  })
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
