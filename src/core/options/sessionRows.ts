/** Rows `from` (inclusive) to `to` (exclusive) of a table. */
export interface RowRange {
  from: number
  to: number
}

/**
 * The rows of a table that belong to each of these sessions, none where it has none. Both columns hold days and never
 * decrease; one pass over both.
 */
export function rowsOfSessions(table: Int32Array, sessions: Int32Array): RowRange[] {
  let row = 0
  return Array.from(sessions, (session) => {
    while (row < table.length && table[row] < session) row++
    const from = row
    while (row < table.length && table[row] === session) row++
    return { from, to: row }
  })
}
