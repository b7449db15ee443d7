import {
  auditBacktest,
  auditFailure,
  auditText,
  type BacktestResult,
  cutAfter,
  type FoldScores,
  type KnownAt,
  recomputedAt,
  recomputedTickersAt,
} from '../core/backtest/index.ts'
import { SigmaError } from '../core/errors.ts'
import type { Trial } from './backtestRequest.ts'
import type { DataRequest } from './dataRequest.ts'
import type { FitContext } from './fitModels.ts'
import { inTurns } from './inTurns.ts'
import { findMatrixRecord } from './matrixRecord.ts'
import type { Parts } from './parts.ts'
import type { PreparedData } from './preparedData.ts'
import type { Subject } from './subject.ts'

/** What a passed audit looked at; part of a backtest's answer. */
export interface AuditSummary {
  decisions: number
  folds: number
  features: number
  training_rows: number
  checked: string
  not_checked: string
}

/** An audit that is ready for the results of its run. */
export interface PreparedAudit {
  /** @throws UNPROCESSABLE naming the first decision that differs, its time and what differed */
  run(
    traded: { trial: Trial; folds: readonly FoldScores[]; result: BacktestResult },
    context: FitContext,
  ): Promise<AuditSummary>
}

/**
 * Gathers what an audit needs before anything is fitted: of a stored matrix everything that it was computed from, which
 * must be the same as when it was built. A foreign file can only be cut.
 *
 * @throws UNPROCESSABLE when the matrix can't be computed again
 */
export async function prepareAudit(
  parts: Parts,
  subject: Subject,
  data: PreparedData,
  request: DataRequest,
): Promise<PreparedAudit> {
  const isForeign = request.csv !== undefined
  const known = isForeign ? cutAfter(data.dataset) : await recomputing(parts, subject, data)
  return {
    async run({ trial, folds, result }, { signal, report }) {
      report({ done: 0, total: 1, share: 0.99, message: 'making decisions again for the audit' })
      const { config, selection, execution } = trial
      const steps = auditBacktest({
        dataset: data.dataset,
        config,
        variant: { selection },
        execution,
        folds,
        result,
        known,
      })
      const found = await inTurns(steps, signal)
      if (found.differences.length > 0) throw failed(found.differences)
      const { checked, notChecked } = auditText(found, isForeign)
      return {
        decisions: found.decisions,
        folds: found.folds,
        features: found.features,
        training_rows: found.trainingRows,
        checked,
        not_checked: notChecked,
      }
    },
  }
}

function failed(differences: Parameters<typeof auditFailure>[0]): SigmaError {
  return new SigmaError('UNPROCESSABLE', auditFailure(differences), {
    details: { differences: differences.slice(0, 20) },
    next: 'its result can not be believed: mend or leave out what differs, then build the matrix again',
  })
}

async function recomputing(parts: Parts, subject: Subject, data: PreparedData): Promise<KnownAt> {
  if (!subject.model) throw new Error('a stored matrix has a model')
  const { record } = await findMatrixRecord(parts, data.matrixSha)
  const { planMatrix } = await import('./matrixPlan.ts')
  const plan = await planMatrix(parts, { ...subject, model: subject.model }, record.request ?? {})
  if (plan.sha !== data.matrixSha) {
    throw new SigmaError(
      'UNPROCESSABLE',
      `the matrix ${data.matrixSha.slice(0, 16)} can not be audited: the model, its policy or its data is no longer what it was built from`,
      { next: `build it again with: sigma build ${subject.modelId}` },
    )
  }
  const { indicators, flow, missingFlags, label, instruments } = plan
  const origin = { indicators, flow, missingFlags, label }
  const { panel } = data.dataset
  if (!panel) return recomputedAt(data.dataset, { ...origin, market: instruments[0].market })
  const markets = new Map(instruments.map(({ bars: { ticker }, market }) => [ticker, market]))
  return recomputedTickersAt({ ...data.dataset, panel }, { ...origin, markets })
}
