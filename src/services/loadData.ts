import { invalidParam } from '../core/errors.ts'
import type { DataRequest } from './dataRequest.ts'
import type { Parts } from './parts.ts'
import type { DataPurpose, PreparedData } from './preparedData.ts'
import type { Subject } from './subject.ts'

// A run takes rows of a file or a matrix of a model, each of which takes program that the other can do without.

/**
 * The data of a run. A model without a matrix is UNPROCESSABLE, saying how to build one. For training alone a foreign
 * file may do without times, and is not scanned for leaks, which decides about backtests only.
 */
export async function loadData(
  parts: Parts,
  subject: Subject,
  request: DataRequest,
  purpose: DataPurpose = 'backtest',
): Promise<PreparedData> {
  refuseMatrixOfFile(request)
  if (request.csv !== undefined) {
    const { loadForeign } = await import('./loadForeign.ts')
    return loadForeign(parts, subject, request, request.csv, purpose)
  }
  const { loadStored } = await import('./loadStored.ts')
  return loadStored(parts, subject, request, purpose)
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
  if (request.csv !== undefined) return request
  const { matrixShaOf } = await import('./loadStored.ts')
  return { ...request, matrixSha: await matrixShaOf(parts, subject, request) }
}
