import { readFile } from 'node:fs/promises'
import { invalidParam, SigmaError } from '../core/errors.ts'
import { sha256OfJson } from '../core/lineage/canonicalJson.ts'
import { leakageScan } from '../core/matrix/index.ts'
import type { Matrix } from '../core/matrix/matrix.ts'
import { type ForeignDataset, type MatrixCsvOptions, readMatrixCsv } from '../data/matrixCsv.ts'
import { openTable } from '../data/openTable.ts'
import { isSameDay } from '../packs/modelConfig.ts'
import { findLatestBuild } from '../store/builds.ts'
import { findMatrix } from '../store/matrices.ts'
import { inTurns } from './inTurns.ts'
import { acceptedLeaks, judgeLeaks, leakageWarnings } from './leakage.ts'
import { type MatrixRequest, planMatrix } from './matrixPlan.ts'
import { quotesFor } from './optionQuotes.ts'
import type { Parts } from './parts.ts'
import type { AskedData, PreparedData } from './preparedData.ts'
import { findMatrixRecord, type MatrixRecord, openDatasetOf, readDatasetOf } from './storedMatrix.ts'
import { storeMatrix } from './storeMatrix.ts'
import type { Subject } from './subject.ts'
import { inputPath } from './workspace.ts'

/** Which data a request is to be done on: a stored matrix, or a foreign file. */
export interface DataRequest {
  /** Else the matrix of `matrix`, else the model's latest. */
  matrixSha?: string
  /** Builds this matrix of the model first, or takes the equal one from the store. */
  matrix?: MatrixRequest
  csv?: string
  columns?: {
    time?: string
    ticker?: string
    target?: string
    return?: string
    weights?: string
    close?: string
    features?: string[]
    exclude?: string[]
  }
  horizon?: number
  periodsPerYear?: number
  /** The target of a foreign file is a number to be learned by regression. */
  numericTarget?: boolean
}

/**
 * The data of a run. A model without a matrix is UNPROCESSABLE, saying how to build one. For training alone a foreign
 * file may do without times, and is not scanned for leaks, which decides about backtests only.
 */
export function loadData(
  parts: Parts,
  subject: Subject,
  request: DataRequest,
  purpose: 'backtest' | 'training' = 'backtest',
): Promise<PreparedData> {
  refuseMatrixOfFile(request)
  return request.csv === undefined
    ? loadStored(parts, subject, request, purpose)
    : loadForeign(parts, subject, request, request.csv, purpose)
}

function refuseMatrixOfFile({ csv, matrix }: DataRequest): void {
  if (csv === undefined || matrix === undefined) return
  throw invalidParam([
    {
      field: 'csv',
      issue: 'a file has no source, ticker or window; leave out source, ticker, start and end',
    },
  ])
}

/** A request that names its matrix, which is built if that is asked for; as it is where it names a file. */
export async function withMatrix<Request extends DataRequest>(
  parts: Parts,
  subject: Subject,
  request: Request,
): Promise<Request> {
  refuseMatrixOfFile(request)
  return request.csv === undefined ? { ...request, matrixSha: await shaOf(parts, subject, request) } : request
}

async function shaOf(parts: Parts, subject: Subject, { matrixSha, matrix }: DataRequest): Promise<string> {
  return matrixSha ?? (matrix ? windowMatrix(parts, subject, matrix) : latestMatrix(parts, subject))
}

async function loadStored(
  parts: Parts,
  subject: Subject,
  request: DataRequest,
  purpose: 'backtest' | 'training',
): Promise<PreparedData> {
  const sha = await shaOf(parts, subject, request)
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

async function loadForeign(
  parts: Parts,
  subject: Subject,
  request: DataRequest,
  csv: string,
  purpose: 'backtest' | 'training',
): Promise<PreparedData> {
  const { dataset, contentHash, ledgerHash, warnings } = await readForeign(parts, request, csv, {
    timesRequired: purpose === 'backtest',
  })
  const scan =
    purpose === 'training'
      ? null
      : leakageScan({
          matrix: dataset.matrix,
          horizon: dataset.horizon,
          origin: null,
          accepted: acceptedLeaks(subject.pack),
        })
  return {
    dataset: { ...dataset, periodsGiven: request.periodsPerYear !== undefined },
    matrixSha: sha256OfJson({
      content: contentHash,
      features: dataset.matrix.features.map(({ name }) => name),
      columns: columnsOf(request, dataset.matrix),
      horizon: dataset.horizon,
    }),
    ledgerKey: ledgerHash,
    band: null,
    hours: null,
    entry: 'next_open',
    instrument: 'none',
    leakage: scan?.verdict ?? null,
    warnings: [...warnings, ...(scan ? leakageWarnings(scan) : [])],
    asked: askedOf(request),
  }
}

/** The columns that a file was read by. One that tells no tickers apart is not told from none. */
function columnsOf({ columns = {} }: DataRequest, { tickers }: Matrix): object {
  const { ticker, ...rest } = columns
  return tickers ? { ...rest, tickers: tickers.names } : rest
}

function askedOf({ csv, columns, horizon, periodsPerYear }: DataRequest): AskedData {
  return {
    ...(csv !== undefined && { csv }),
    ...(columns && { columns: { ...columns } }),
    ...(horizon !== undefined && { horizon }),
    ...(periodsPerYear !== undefined && { periods_per_year: periodsPerYear }),
  }
}

/** Reads a foreign file of the workspace. */
export async function readForeign(
  parts: Parts,
  { columns = {}, horizon, periodsPerYear, numericTarget }: DataRequest,
  csv: string,
  needs: Pick<MatrixCsvOptions, 'labelRequired' | 'timesRequired'>,
): Promise<ForeignDataset> {
  const bytes = await readFile(inputPath(parts.workspace, csv, 'csv'))
  const { return: returns, ticker: tickers, ...rest } = columns
  const options: MatrixCsvOptions = {
    ...rest,
    ...needs,
    ...(returns !== undefined && { returns }),
    ...(tickers !== undefined && { tickers }),
    ...(horizon !== undefined && { horizon }),
    ...(periodsPerYear !== undefined && { periodsPerYear }),
    ...(numericTarget !== undefined && { numericTarget }),
  }
  return inTurns(readMatrixCsv(bytes, options, await openTable(bytes)), parts.stopping)
}
