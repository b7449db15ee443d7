import { invalidParam, SigmaError } from '../errors.ts'

/**
 * @throws UNPROCESSABLE without rows or features
 * @throws INVALID_PARAM for columns of another length than the labels
 */
export function checkShape(columns: Float64Array[], labels: Float64Array, field: string): void {
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
  const odd = columns.findIndex((column) => column.length !== labels.length)
  if (odd < 0) return
  const issue = `feature ${odd} has ${columns[odd].length} rows, the labels have ${labels.length}`
  throw invalidParam([{ field, issue }])
}
