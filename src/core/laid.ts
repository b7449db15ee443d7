/** Columns one after the other, written into one that is as long as all of them. */
export function laid<T extends Float64Array | Int32Array>(into: T, columns: readonly ArrayLike<number>[]): T {
  let start = 0
  for (const column of columns) {
    into.set(column, start)
    start += column.length
  }
  return into
}

/** How many values columns have together. */
export function lengthOf(columns: readonly ArrayLike<number>[]): number {
  return columns.reduce((length, column) => length + column.length, 0)
}
