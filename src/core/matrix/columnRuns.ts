/** Where a column of doubles lies in files, as it is in memory: little-endian, without any encoding. */
export interface ColumnRuns {
  rows: number
  /** In the order of its rows. */
  runs: readonly ColumnRun[]
}

/** Rows of a column that lie together: `count` of them from byte `at` on. */
export interface ColumnRun {
  /** Path of a local file, which does not change. */
  file: string
  at: number
  count: number
}

/** Values that lie in a file, of which rows are read as they are needed. */
export interface StoredValues {
  readonly length: number
  /** Where they lie in files in the order of their rows; absent where they do not. */
  readonly runs?: ColumnRuns
  /** The values of some rows, which rise; they are read anew each time. */
  at(rows: Int32Array): Float64Array
}
