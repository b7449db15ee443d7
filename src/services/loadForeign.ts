import { readFile } from 'node:fs/promises'
import { sha256OfJson } from '../core/lineage/canonicalJson.ts'
import { leakageScan } from '../core/matrix/index.ts'
import type { Dataset, Matrix } from '../core/matrix/matrix.ts'
import { type ForeignDataset, type MatrixCsvOptions, readMatrixCsv } from '../data/matrixCsv.ts'
import { openTable } from '../data/openTable.ts'
import { askedOf, type DataRequest } from './dataRequest.ts'
import { inTurns } from './inTurns.ts'
import { judgeLeaks, leakageWarnings } from './leakage.ts'
import type { Parts } from './parts.ts'
import type { DataPurpose, PreparedData } from './preparedData.ts'
import { recentForeign } from './recentForeign.ts'
import { remembered } from './remembered.ts'
import type { Subject } from './subject.ts'
import { inputPath } from './workspace.ts'

/** The data of a run on a file of rows in the workspace. */
export async function loadForeign(
  parts: Parts,
  subject: Subject,
  request: DataRequest,
  csv: string,
  purpose: DataPurpose,
): Promise<PreparedData> {
  const { dataset, contentHash, ledgerHash, warnings } = await readForeign(parts, request, csv, {
    timesRequired: purpose === 'backtest',
  })
  const scan = purpose === 'training' ? null : judgeLeaks(leakageOf(dataset), subject.pack)
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

const leakageOf = remembered(({ matrix, horizon }: Dataset) => leakageScan({ matrix, horizon, origin: null }))

/** The columns that a file was read by. One that tells no tickers apart is not told from none. */
function columnsOf({ columns = {} }: DataRequest, { tickers }: Matrix): object {
  const { ticker, ...rest } = columns
  return tickers ? { ...rest, tickers: tickers.names } : rest
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
  return recentForeign(bytes, options, async () =>
    inTurns(readMatrixCsv(bytes, options, await openTable(bytes)), parts.stopping),
  )
}
