import type { ColumnRuns } from '../core/matrix/columnRuns.ts'
import type { Column } from '../core/matrix/matrix.ts'
import { fileColumn, wholeColumn } from '../jobs/fileColumn.ts'
import { columnBytes } from '../jobs/fitBytes.ts'

/** Bytes of features up to which a matrix is held in memory: reading larger ones anew takes little beside what is done with them. */
const heldBytes = 256 * 2 ** 20

/** Whether the features of a matrix are left in a file, of which columns are read as they are needed. */
export function isLarge(rows: number, features: number): boolean {
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
