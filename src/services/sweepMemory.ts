import { byteSizeText } from '../contract/byteSize.ts'
import type { BacktestConfig } from '../core/backtest/index.ts'
import { defaultBoosterParams } from '../core/boosting/index.ts'
import { SigmaError } from '../core/errors.ts'
import type { Matrix } from '../core/matrix/matrix.ts'
import { tableSize } from '../data/tableSize.ts'
import { columnBytes, fitBytes, lanesWithin, loadBytes, peakBytes } from '../jobs/fitBytes.ts'
import type { DataRequest } from './dataRequest.ts'
import { findMatrixRecord } from './matrixRecord.ts'
import type { Parts } from './parts.ts'
import { inputPath } from './workspace.ts'

/** What a request may say about memory and threads. */
export interface MemoryRequest {
  threads?: number
  /** Bytes that the process may take, as far as they can be told before. */
  memoryLimit?: number
}

/** Of a matrix beside its features: time, end of the label, return and so on. */
const columnsBeside = 8

/** The least that fitting on any matrix takes beside rows: trees of one split on one feature. */
const leastFit = { features: 1, groups: 1, depth: 1, maxBins: defaultBoosterParams.maxBins }

/** Peak in bytes of a process that fits these configs, one after the other, on so many threads. */
export function sweepBytes(matrix: Matrix, configs: readonly BacktestConfig[], threads: number): number {
  const { columns, fit } = sizesOf(matrix, configs)
  return peakBytes(columns, fit, threads)
}

/**
 * Refuses, before any of it is read, data that cannot be fitted on within the limit, whatever is tried on it. `matrixSha`
 * names the matrix of a request without a file.
 *
 * @throws UNPROCESSABLE with the numbers
 */
export async function checkDataFits(
  parts: Parts,
  { csv, matrixSha, ...request }: Pick<DataRequest, 'csv' | 'matrixSha'> & MemoryRequest,
): Promise<void> {
  const limit = limitOf(parts, request)
  if (limit === undefined) return
  const size = await (csv === undefined
    ? matrixSize(parts, matrixSha)
    : tableSize(inputPath(parts.workspace, csv, 'csv')))
  if (!size) return
  const columns = columnBytes(size.rows, size.columns)
  const needed = Math.max(
    loadBytes(size.bytes, columns),
    peakBytes(columns, fitBytes({ ...leastFit, rows: size.rows }), 1),
  )
  if (needed > limit) throw tooLarge(needed, limit, size)
}

/**
 * As many threads as a sweep may use: those that were asked for, or fewer, with a warning, where so many fits at a time
 * would take more than the limit. Undefined: the pool's own number.
 *
 * @throws UNPROCESSABLE with the numbers where one fit at a time takes more
 */
export function threadsWithinLimit(
  parts: Parts,
  matrix: Matrix,
  configs: readonly BacktestConfig[],
  request: MemoryRequest,
): { threads: number | undefined; warnings: string[] } {
  const limit = limitOf(parts, request)
  if (limit === undefined) return { threads: request.threads, warnings: [] }
  const { columns, fit } = sizesOf(matrix, configs)
  const most = Math.min(request.threads ?? parts.fits.threads, parts.fits.threads)
  const threads = lanesWithin(limit, columns, fit, most)
  if (threads === most) return { threads: request.threads, warnings: [] }
  if (threads === 0) {
    const size = { rows: matrix.ts.length, columns: matrix.features.length }
    throw tooLarge(peakBytes(columns, fit, 1), limit, size)
  }
  const warning = `fits on ${threads} of ${most} threads: ${most} would take about ${byteSizeText(
    Math.round(peakBytes(columns, fit, most)),
  )}, and the memory limit is ${byteSizeText(limit)}`
  return { threads, warnings: [warning] }
}

/** The lower of what the request and the process allow; undefined for no limit. */
function limitOf(
  { memoryLimit: ofProcess }: Parts,
  { memoryLimit: asked }: MemoryRequest,
): number | undefined {
  return asked === undefined || ofProcess === undefined ? (asked ?? ofProcess) : Math.min(asked, ofProcess)
}

/** Bytes of the columns, and of the largest of the fits. */
function sizesOf(matrix: Matrix, configs: readonly BacktestConfig[]): { columns: number; fit: number } {
  const rows = matrix.ts.length
  const fits = configs.map(({ features, booster }) => {
    const { depth = defaultBoosterParams.depth, maxBins = defaultBoosterParams.maxBins } = booster
    return fitBytes({ rows, features: (features ?? matrix.features).length, groups: 1, depth, maxBins })
  })
  return {
    columns: columnBytes(rows, matrix.features.length + columnsBeside),
    fit: fits.reduce((most, one) => Math.max(most, one), 0),
  }
}

async function matrixSize(parts: Parts, sha: string | undefined) {
  if (sha === undefined) return undefined
  const { record } = await findMatrixRecord(parts, sha)
  return { rows: record.rows, columns: record.features.length + columnsBeside, bytes: record.size_bytes }
}

function tooLarge(
  needed: number,
  limit: number,
  { rows, columns }: { rows: number; columns: number },
): SigmaError {
  const [needs, allowed] = [needed, limit].map((size) => byteSizeText(Math.ceil(size)))
  return new SigmaError(
    'UNPROCESSABLE',
    `about ${rows} rows of ${columns} columns take ${needs} with one fit at a time, and the memory limit is ${allowed}`,
    {
      details: { needed_bytes: Math.ceil(needed), limit_bytes: limit, rows, columns },
      next: 'raise --memory-limit (memory_limit, SIGMA_MEMORY_LIMIT), or sweep fewer rows, features or bins',
    },
  )
}
