import { invalidParam, SigmaError } from '../errors.ts'
import type { LateColumn } from '../lateColumn.ts'

/**
 * Columns that are read when their turn comes are as long as the labels by the word of who reads them.
 *
 * @throws UNPROCESSABLE without rows or features
 * @throws INVALID_PARAM for columns of another length than the labels
 */
export function checkShape(columns: readonly LateColumn[], labels: Float64Array, field: string): void {
  if (columns.length === 0 || labels.length === 0) {
    const what = `${labels.length} rows and ${columns.length} features`
    throw new SigmaError(
      'UNPROCESSABLE',
      `${field}: expected at least one row and one feature, got ${what}`,
      {
        next: 'widen the training window, or choose an indicator set that gives features',
      },
    )
  }
  for (const [feature, column] of columns.entries()) {
    if (typeof column === 'function' || column.length === labels.length) continue
    const issue = `feature ${feature} has ${column.length} rows, the labels have ${labels.length}`
    throw invalidParam([{ field, issue }])
  }
}
