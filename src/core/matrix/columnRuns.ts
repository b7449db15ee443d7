/** Where a column of doubles lies in a file, as it is in memory: little-endian, without any encoding. */
export interface ColumnRuns {
  /** Path of a local file, which does not change. */
  file: string
  rows: number
  /** Parts of the column, in the order of its rows: `count` rows from byte `at` on. */
  runs: readonly { at: number; count: number }[]
}

/** Values that lie in a file, of which rows are read as they are needed. */
export interface StoredValues {
  readonly length: number
  /** Where they lie in one file in the order of their rows; absent where they do not. */
  readonly runs?: ColumnRuns
  /** The values of some rows, which rise; they are read anew each time. */
  at(rows: Int32Array): Float64Array
}
