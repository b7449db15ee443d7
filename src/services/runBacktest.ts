import type { HoursSource } from '../contract/types.ts'
import type { Selection, ThresholdMeasure } from '../core/backtest/index.ts'
import {
  type Backtest,
  findBacktestByRequestKey,
  insertBacktest,
  type NewBacktest,
} from '../store/backtests.ts'
import { appliedHours, hoursWarnings } from './appliedHours.ts'
import { type Asked, findOrInsert, newWork } from './asked.ts'
import { prepareAudit } from './auditRun.ts'
import { startBacktest } from './backtestJob.ts'
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
import { checkTrial } from './checkTrial.ts'
import { checkSame, type KeptTrial, keptTrial } from './fromTrial.ts'
import { loadData } from './loadData.ts'
import { optionWarnings } from './optionExecution.ts'
import type { Parts } from './parts.ts'
import { selectionByHour } from './perHour.ts'
import { policyWarnings } from './policyChange.ts'
import type { PreparedData } from './preparedData.ts'
import { executionOf, fitConfig, thresholdsOf } from './runSettings.ts'
import { storedBacktest } from './storedBacktest.ts'
import { storedRequest } from './storedRequest.ts'
import { resolveSubject, type Subject } from './subject.ts'
import { takenUp } from './takeUp.ts'

export interface BacktestRequest extends RunRequest {
  selection?: Selection
  /** Chooses a threshold for each hour, by this measure. */
  perHour?: ThresholdMeasure
  /** Makes a sample of its decisions again from data cut at each of them; the run fails when one differs. */
  audit?: boolean
  /** Draws and stores its report once it is done; of one that is done again alone, else it is for who asks. */
  report?: boolean
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
      insertBacktest(db, {
        ...newRun(parts, subject, data, trial, { key, tag: request.tag, hoursFrom }),
        request: storedRequest(request, hoursFrom),
      }),
  })
  if (deduplicated) return { run: await takenUp(parts, storedBacktest, run), deduplicated, warnings }
  const { threads } = request
  startBacktest(parts, run.id, () => ({ subject, data, trial, audit, threads, asked: started }))
  return { run, deduplicated: false, warnings }
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
