/** A column, or what reads it when its turn comes, so that not all columns need be in memory at a time. */
export type LateColumn = Float64Array | (() => Float64Array)

/** The values of a column; one that is read when its turn comes is read anew each time. */
export function valuesOf(column: LateColumn): Float64Array {
  return typeof column === 'function' ? column() : column
}
