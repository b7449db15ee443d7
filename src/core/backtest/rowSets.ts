import { SigmaError } from '../errors.ts'
import { laid, lengthOf } from '../laid.ts'
import type { StoredValues } from '../matrix/columnRuns.ts'
import type { Matrix } from '../matrix/matrix.ts'
import type { BacktestConfig } from './config.ts'
import { rowsInHours } from './signals.ts'

/**
 * Rows that the configuration uses at all.
 *
 * @throws UNPROCESSABLE when the data has decisions, and none of them in the hours of the configuration
 */
export function usedRows(matrix: Matrix, config: BacktestConfig): Int32Array {
  const inHours = rowsInHours(matrix, config.hours)
  const rows = new Int32Array(matrix.ts.length)
  for (let row = 0; row < rows.length; row++) rows[row] = row
  if (inHours === null) return rows
  const used = rowsWhere(rows, (row) => inHours[row] === 1)
  if (used.length === 0 && rows.length > 0) throw noneInHours(matrix, config)
  return used
}

/** Said here: what splits the rows would ask for more of them, which no longer window brings. */
function noneInHours({ hourEt }: Matrix, { hours }: BacktestConfig): SigmaError {
  const held = [...new Set(hourEt)].sort((a, b) => a - b)
  return new SigmaError(
    'UNPROCESSABLE',
    `no decision falls in the hours ${hours?.join(', ')}: those of the data are in the hours ${held.join(', ')}`,
    {
      details: { hours: hours ?? [], held },
      next: 'choose among the hours of the data; a label that ends with the session has no decision in its last hour',
    },
  )
}

/** The values of a feature, in memory or in a file. */
export type FeatureValues = Float64Array | StoredValues

/** Values of the given rows, which rise; of those in memory a view, not a copy, where the rows follow each other. */
export function pick(values: FeatureValues, rows: Int32Array): Float64Array {
  if (!(values instanceof Float64Array)) return values.at(rows)
  const count = rows.length
  if (count > 0 && rows[count - 1] - rows[0] === count - 1) return values.subarray(rows[0], rows[0] + count)
  const picked = new Float64Array(count)
  for (let index = 0; index < count; index++) picked[index] = values[rows[index]]
  return picked
}

/** As `rows.filter`, which is some three times slower on typed arrays. */
export function rowsWhere(rows: Int32Array, keep: (row: number) => boolean): Int32Array {
  const kept = new Int32Array(rows.length)
  let count = 0
  for (const row of rows) if (keep(row)) kept[count++] = row
  return kept.subarray(0, count)
}

/** The rows at these places. */
export function pickRows(rows: Int32Array, indexes: Int32Array): Int32Array {
  const picked = new Int32Array(indexes.length)
  for (let index = 0; index < picked.length; index++) picked[index] = rows[indexes[index]]
  return picked
}

/** The rows of all parts, one after the other. */
export function joinRows(parts: readonly Int32Array[]): Int32Array {
  return laid(new Int32Array(lengthOf(parts)), parts)
}
