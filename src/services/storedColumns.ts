import { matrixColumnNames } from '../data/matrixFile.ts'
import type { MatrixRecord } from './matrixRecord.ts'

/** The columns of a stored matrix of a model, in the order of its file. Rows within the day have their hour. */
export function storedColumns({ features, contracts, preview, label }: MatrixRecord): string[] {
  const { coverage_by_hour: byHour } = preview
  return matrixColumnNames(features, {
    hours: Array.isArray(byHour) && byHour.length > 0,
    event: label.kind === 'headfake_reversal' || label.kind === 'pin_drift',
    contracts,
  })
}
