import type { Backtest } from '../store/backtests.ts'
import { prepareAudit } from './auditRun.ts'
import { type BacktestTask, startBacktest } from './backtestJob.ts'
import type { DataRequest } from './dataRequest.ts'
import type { Parts } from './parts.ts'
import type { PreparedData } from './preparedData.ts'
import { requireBacktestRun } from './runs.ts'
import { readRequest } from './storedRequest.ts'
import { trialOfRun } from './storedTrial.ts'
import { resolveSubject, type Subject } from './subject.ts'
import type { Repeatable } from './takeUp.ts'
import { loadUnchanged, refuseChanged } from './unchanged.ts'

/** Backtests as they are done again: those of a sweep are done by that. */
export const storedBacktest: Repeatable<Backtest> = {
  kind: 'backtest',
  require: requireBacktestRun,
  start(parts, run) {
    startBacktest(parts, run.id, () => restoreBacktest(parts, run))
    if (run.request?.report === true) parts.keepReportWhenDone(run.id)
  },
}

/** The data that a backtest was asked for on. @throws CONFLICT when it is not what it was */
export async function dataOfBacktest(parts: Parts, run: Backtest): Promise<PreparedData> {
  const request = readRequest('backtest', run)
  return dataOf(parts, run, await resolveSubject(parts, request.subject), request.data)
}

function dataOf(
  parts: Parts,
  { id, lineage }: Backtest,
  subject: Subject,
  asked: DataRequest,
): Promise<PreparedData> {
  const sha = lineage?.matrix_sha
  const matrixSha = typeof sha === 'string' ? sha : null
  return loadUnchanged(parts, { kind: 'backtest', id, matrixSha }, subject, asked)
}

/** @throws CONFLICT when its data, or what else it is made of, has changed since it was asked for */
async function restoreBacktest(parts: Parts, run: Backtest): Promise<BacktestTask> {
  const asked = performance.now()
  const request = readRequest('backtest', run)
  const subject = await resolveSubject(parts, request.subject)
  refuseChanged('backtest', run, subject.lineage)
  const data = await dataOf(parts, run, subject, request.data)
  const audit = request.audit ? await prepareAudit(parts, subject, data, request.data) : null
  return { subject, data, trial: trialOfRun(run), audit, threads: request.threads, asked }
}
