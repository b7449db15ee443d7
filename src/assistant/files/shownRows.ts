/** What a cell of a file is in an answer. */
export type Cell = string | number | boolean | null

export interface ShownRows {
  columns: string[]
  /** A cell for each column. */
  rows: Cell[][]
  /** Where not all columns are shown, how many there are. */
  total_columns?: number
  /** Cells of which the end is left out. */
  cut_cells?: number
  /** Whether rows were left out so that the answer does not grow without end. */
  isCapped: boolean
}

/** Longer texts are cut. In characters. */
const longestCell = 500
/** Columns that are shown where none are named. */
export const mostColumns = 100
/** Of all cells together, in characters. */
const mostCharacters = 100_000

/** Rows as they are answered: no wider, and their cells no longer, than somebody can read. The texts are data as they are. */
export function shownRows(names: readonly string[], given: Iterable<readonly Cell[]>): ShownRows {
  const columns = names.slice(0, mostColumns).map((name) => cutText(name))
  const rows: Cell[][] = []
  let characters = 0
  let cutCells = 0
  let isCapped = false
  for (const cells of given) {
    const row = columns.map((_, index) => shownCell(cells[index] ?? null))
    characters += row.reduce<number>((sum, cell) => sum + String(cell).length, 0)
    isCapped = characters > mostCharacters && rows.length > 0
    if (isCapped) break
    cutCells += row.filter((cell, index) => cell !== (cells[index] ?? null)).length
    rows.push(row)
  }
  return {
    columns,
    rows,
    ...(names.length > columns.length && { total_columns: names.length }),
    ...(cutCells > 0 && { cut_cells: cutCells }),
    isCapped,
  }
}

function shownCell(cell: Cell): Cell {
  return typeof cell === 'string' ? cutText(cell) : cell
}

function cutText(text: string): string {
  if (text.length <= longestCell) return text
  // No half of a character that takes two.
  const kept = text.slice(0, longestCell).replace(/[\ud800-\udbff]$/, '')
  return `${kept}… (cut: ${text.length} characters)`
}
