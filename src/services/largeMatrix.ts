import type { ColumnRuns } from '../core/matrix/columnRuns.ts'
import type { Column } from '../core/matrix/matrix.ts'
import { fileColumn, wholeColumn } from '../jobs/fileColumn.ts'
import { columnBytes } from '../jobs/fitBytes.ts'
import type { Parts } from './parts.ts'

/** Whether the features of a matrix are left in a file, of which columns are read as they are needed. */
export function isLarge({ heldBytes }: Pick<Parts, 'heldBytes'>, rows: number, features: number): boolean {
  return columnBytes(rows, features) > heldBytes
}

/** A feature that is left in its file. */
export function leftColumn(name: string, runs: ColumnRuns): Column {
  return {
    name,
    stored: fileColumn(runs),
    get values() {
      return wholeColumn(runs)
    },
  }
}
