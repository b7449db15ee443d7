import { Buffer } from 'node:buffer'
import readSpreadsheet from 'read-excel-file/node'
import { cutText } from '../core/cutText.ts'
import { longestCell } from './tableCells.ts'

/** What the process is given: a spreadsheet that is small, but of which nothing else is known, and what to read of it. */
export interface SheetQuestion {
  bytes: Uint8Array
  /** Its name; the first when absent. */
  sheet: string | undefined
  rows: number
  columns: number
}

/** Cells are as JSON has them, times as ISO 8601. */
export type SheetCell = string | number | boolean | null

export interface SheetPreview {
  /** Names of all sheets. */
  sheets: string[]
  /** Undefined where there is no such sheet. */
  chosen: { name: string; rows: SheetCell[][]; columns: number } | undefined
}

export type SheetAnswer = SheetPreview | { failure: string }

async function answer({ bytes, sheet, rows, columns }: SheetQuestion): Promise<SheetAnswer> {
  try {
    const sheets = await readSpreadsheet(Buffer.from(bytes))
    const found = sheets.find((one) => one.sheet === (sheet ?? sheets[0].sheet))
    // Rows without a cell, that stand before all others, are none.
    const first = found?.data.findIndex((row) => row.some((cell) => cell !== null)) ?? -1
    const below = found === undefined || first < 0 ? [] : found.data.slice(first, first + rows)
    return {
      sheets: sheets.map((one) => cutText(one.sheet, longestCell)),
      chosen: found && {
        name: cutText(found.sheet, longestCell),
        rows: below.map((row) => row.slice(0, columns).map(cellOf)),
        columns: Math.max(0, ...below.map((row) => row.length)),
      },
    }
  } catch (error) {
    return { failure: cutText(error instanceof Error ? error.message : String(error), 200) }
  }
}

function cellOf(value: unknown): SheetCell {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString()
  if (typeof value === 'string') return cutText(value, longestCell)
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value)
  return typeof value === 'boolean' ? value : null
}

// The entry of a process that reads one spreadsheet, and ends.
process.once('message', async (question: SheetQuestion) => {
  process.send?.(await answer(question), () => process.disconnect())
})
