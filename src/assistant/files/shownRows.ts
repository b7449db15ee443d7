/** What a cell of a file is in an answer. */
type Cell = string | number | boolean | null

export interface ShownRows {
  columns: string[]
  /** A cell for each column. */
  rows: Cell[][]
  /** Where not all columns are shown, how many there are. */
  total_columns?: number
  /** Whether there is more than is shown. */
  truncated: boolean
}

/** Columns that are shown where none are named. */
export const mostColumns = 100
/** Of all cells together, in characters. */
const mostCharacters = 100_000

/**
 * Rows as they are answered: not wider, nor more text in all, than somebody can read. The texts are data as they are.
 *
 * @param names of the columns, or the first of them
 * @param total how many columns there are
 */
export function shownRows(
  names: readonly string[],
  total: number,
  given: readonly (readonly Cell[])[],
): ShownRows {
  const columns = names.slice(0, mostColumns)
  const rows: Cell[][] = []
  let characters = 0
  for (const cells of given) {
    const row = columns.map((_, index) => cells[index] ?? null)
    characters += row.reduce<number>((sum, cell) => sum + String(cell).length, 0)
    if (characters > mostCharacters && rows.length > 0) break
    rows.push(row)
  }
  const isWide = total > columns.length
  return {
    columns,
    rows,
    ...(isWide && { total_columns: total }),
    truncated: isWide || rows.length < given.length,
  }
}
