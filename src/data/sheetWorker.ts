import { Buffer } from 'node:buffer'
import { parentPort, workerData } from 'node:worker_threads'
import readSpreadsheet from 'read-excel-file/node'

/** What the thread is given: a spreadsheet that is small, but of which nothing else is known. */
export interface SheetMessage {
  bytes: Uint8Array
}

/** Cells are as JSON has them, times as ISO 8601. */
export type SheetCell = string | number | boolean | null

export type SheetAnswer = { sheets: { name: string; rows: SheetCell[][] }[] } | { failure: string }

/**
 * The entry of a thread that reads one spreadsheet. In a file that means ill a row may claim to be the billionth, and the
 * library makes all those before it: only a thread can be stopped then.
 */
async function answer({ bytes }: SheetMessage): Promise<SheetAnswer> {
  try {
    const sheets = await readSpreadsheet(Buffer.from(bytes))
    return {
      sheets: sheets.map(({ sheet, data }) => ({ name: sheet, rows: data.map((row) => row.map(cellOf)) })),
    }
  } catch (error) {
    return { failure: error instanceof Error ? error.message : String(error) }
  }
}

function cellOf(value: unknown): SheetCell {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString()
  if (typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value)
  return null
}

parentPort?.postMessage(await answer(workerData))
