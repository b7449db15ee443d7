import { type Grouped, groupAt } from '../core/groupBy.ts'
import type { ColumnRun, ColumnRuns } from '../core/matrix/columnRuns.ts'
import type { Column, Matrix } from '../core/matrix/matrix.ts'
import { valuesAt } from '../core/matrix/spreadRows.ts'
import { wholeColumn } from '../jobs/fileColumn.ts'
import type { Parts } from './parts.ts'
import { openScratchColumns } from './scratchColumns.ts'

/** The features of a matrix of several tickers, those of one at a time. */
export interface FeaturesByTicker {
  /** By the place of the ticker in the matrix; -1 of one that has no row. */
  of(ticker: number): Column[]
  /** Afterwards nothing can be asked for. */
  close(): Promise<void>
}

/**
 * Rows of a ticker lie all over a matrix. Where its features are left in files each is read once, and put by ticker into a file
 * of its own: to pick the rows of each ticker, all of it would be read as often as there are tickers.
 *
 * @param rowsOf the rows of each ticker
 * @throws UNAVAILABLE where there is no room on the disk for them
 */
export async function featuresByTicker(
  parts: Parts,
  { features }: Matrix,
  rowsOf: Grouped,
): Promise<FeaturesByTicker> {
  if (features.every(({ stored }) => stored === undefined)) {
    return {
      of: (ticker) =>
        features.map(({ name, values }) => ({ name, values: valuesAt(values, groupAt(rowsOf, ticker)) })),
      close: async () => undefined,
    }
  }
  const scratch = await openScratchColumns(parts)
  try {
    const laid = features.map((feature) => ({
      name: feature.name,
      run: scratch.append(valuesAt(feature.values, rowsOf.index)),
    }))
    return {
      of: (ticker) =>
        laid.map(({ name, run }) => ({ name, values: wholeColumn(ofTicker(run, rowsOf, ticker)) })),
      close: scratch.close,
    }
  } catch (error) {
    await scratch.close()
    throw error
  }
}

/** Where the rows of a ticker lie of a column that has those of each after those of another. */
function ofTicker({ file, at }: ColumnRun, { start }: Grouped, ticker: number): ColumnRuns {
  if (ticker < 0) return { rows: 0, runs: [] }
  const rows = start[ticker + 1] - start[ticker]
  return { rows, runs: [{ file, at: at + 8 * start[ticker], count: rows }] }
}
