import { SigmaError } from '../core/errors.ts'
import { isSameDay } from '../packs/modelConfig.ts'
import { findLatestBuild } from '../store/builds.ts'
import { findMatrix } from '../store/matrices.ts'
import { askedOf, type DataRequest } from './dataRequest.ts'
import { judgeLeaks, leakageWarnings } from './leakage.ts'
import { type MatrixRequest, planMatrix } from './matrixPlan.ts'
import { findMatrixRecord, type MatrixRecord } from './matrixRecord.ts'
import { quotesFor } from './optionQuotes.ts'
import type { Parts } from './parts.ts'
import type { DataPurpose, PreparedData } from './preparedData.ts'
import { openDatasetOf, readDatasetOf } from './storedMatrix.ts'
import { storeMatrix } from './storeMatrix.ts'
import type { Subject } from './subject.ts'

/** Which stored matrix a request is about; that of a window is built first where there is none. */
export async function matrixShaOf(
  parts: Parts,
  subject: Subject,
  { matrixSha, matrix }: DataRequest,
): Promise<string> {
  return matrixSha ?? (matrix ? windowMatrix(parts, subject, matrix) : latestMatrix(parts, subject))
}

/** The data of a run on a stored matrix. */
export async function loadStored(
  parts: Parts,
  subject: Subject,
  request: DataRequest,
  purpose: DataPurpose,
): Promise<PreparedData> {
  const sha = await matrixShaOf(parts, subject, request)
  const { record } = await findMatrixRecord(parts, sha)
  const dataset = await (purpose === 'training' ? openDatasetOf : readDatasetOf)(parts, sha)
  const leakage = judgeLeaks(record.leakage, subject.pack)
  const entry = record.label.kind === 'close_to_open' ? 'session_close' : 'next_open'
  const { quotes, warnings } = await quotesFor(parts, subject, record, dataset, entry)
  const given = request.periodsPerYear ?? subject.model?.config.periodsPerYear ?? undefined
  const periodsPerYear = given ?? dataset.periodsPerYear
  return {
    dataset: { ...dataset, ...(quotes && { quotes }), periodsPerYear, periodsGiven: given !== undefined },
    matrixSha: sha,
    ledgerKey: record.ledger_key,
    band: record.band,
    hours: dataset.matrix.hourEt === null ? null : record.hours,
    entry,
    instrument: instrumentOf(subject, record),
    leakage: leakage.verdict,
    warnings: [...leakageWarnings(leakage), ...warnings],
    asked: askedOf(request),
  }
}

/**
 * The bundled sample is an index; other sources hold what can be traded. Options are bought where they expire the same day,
 * also where a source has no quotes to buy them at, which a gate then misses; of later ones no backtest buys any.
 */
function instrumentOf({ model }: Subject, { source }: MatrixRecord): PreparedData['instrument'] {
  if (model && isSameDay(model.config)) return 'options'
  return source === 'sample' ? 'index' : 'equity'
}

/** The matrix of a window that a run names. It is no build: the model's own matrix stays what it was. */
async function windowMatrix(parts: Parts, subject: Subject, request: MatrixRequest): Promise<string> {
  if (!subject.model) throw new Error('a file has no matrix to build')
  const plan = await planMatrix(parts, { ...subject, model: subject.model }, request)
  if (!(await findMatrix(parts.db, plan.sha))) await storeMatrix(parts, subject, plan)
  return plan.sha
}

async function latestMatrix({ db }: Parts, { packId, modelId }: Subject): Promise<string> {
  const build = await findLatestBuild(db, { packId, modelId })
  if (build?.matrixSha) return build.matrixSha
  throw new SigmaError('UNPROCESSABLE', `${modelId} has no matrix in this workspace yet`, {
    next: `build it with: sigma build ${modelId}`,
  })
}
