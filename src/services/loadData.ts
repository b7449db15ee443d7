import { readFile } from 'node:fs/promises'
import { SigmaError } from '../core/errors.ts'
import { sha256OfJson } from '../core/lineage/canonicalJson.ts'
import { leakageScan } from '../core/matrix/index.ts'
import { type ForeignDataset, type MatrixCsvOptions, readMatrixCsv } from '../data/matrixCsv.ts'
import { findLatestBuild } from '../store/builds.ts'
import { acceptedLeaks } from './acceptedLeaks.ts'
import type { Parts } from './parts.ts'
import type { PreparedData } from './preparedData.ts'
import { findMatrixRecord, readDatasetOf } from './storedMatrix.ts'
import type { Subject } from './subject.ts'
import { inputPath } from './workspace.ts'

/** Which data a request is to be done on: a stored matrix, or a foreign file. */
export interface DataRequest {
  /** Else the model's latest matrix. */
  matrixSha?: string
  csv?: string
  columns?: {
    time?: string
    target?: string
    return?: string
    close?: string
    features?: string[]
    exclude?: string[]
  }
  horizon?: number
  periodsPerYear?: number
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
  return request.csv === undefined
    ? loadStored(parts, subject, request)
    : loadForeign(parts, subject, request, request.csv, purpose)
}

async function loadStored(parts: Parts, subject: Subject, request: DataRequest): Promise<PreparedData> {
  const sha = request.matrixSha ?? (await latestMatrix(parts, subject))
  const { record } = await findMatrixRecord(parts, sha)
  const dataset = await readDatasetOf(parts, sha)
  return {
    dataset:
      request.periodsPerYear === undefined ? dataset : { ...dataset, periodsPerYear: request.periodsPerYear },
    matrixSha: sha,
    ledgerKey: record.ledger_key,
    band: record.band,
    entry: record.label.kind === 'close_to_open' ? 'session_close' : 'next_open',
    // The bundled sample is an index; other sources hold what can be traded.
    instrument: record.asset_type === 'opt' ? 'options' : record.source === 'sample' ? 'index' : 'equity',
    leakage: record.leakage.verdict,
    warnings: record.warnings,
  }
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
  const scan = () =>
    leakageScan({
      matrix: dataset.matrix,
      horizon: dataset.horizon,
      origin: null,
      accepted: acceptedLeaks(subject.pack),
    })
  return {
    dataset,
    matrixSha: sha256OfJson({
      content: contentHash,
      features: dataset.matrix.features.map(({ name }) => name),
      columns: request.columns ?? {},
      horizon: dataset.horizon,
    }),
    ledgerKey: ledgerHash,
    band: null,
    entry: 'next_open',
    instrument: 'none',
    leakage: purpose === 'backtest' ? scan().verdict : null,
    warnings,
  }
}

/** Reads a foreign file of the workspace. */
export async function readForeign(
  parts: Parts,
  { columns = {}, horizon, periodsPerYear }: DataRequest,
  csv: string,
  needs: Pick<MatrixCsvOptions, 'labelRequired' | 'timesRequired'>,
): Promise<ForeignDataset> {
  const bytes = await readFile(inputPath(parts.workspace, csv, 'csv'))
  const { return: returns, ...rest } = columns
  return readMatrixCsv(bytes, {
    ...rest,
    ...needs,
    ...(returns !== undefined && { returns }),
    ...(horizon !== undefined && { horizon }),
    ...(periodsPerYear !== undefined && { periodsPerYear }),
  })
}
