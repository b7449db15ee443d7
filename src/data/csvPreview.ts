import { type Buffer, isUtf8 } from 'node:buffer'
import { cutText } from '../core/cutText.ts'
import { SigmaError } from '../core/errors.ts'
import type { Steps } from '../core/steps.ts'
import { CsvCursor } from './csvCursor.ts'
import { longestCell } from './tableCells.ts'

/** The first rows of a CSV file as they were written. */
export interface CsvPreview {
  names: string[]
  /** Each with a text for each name, long ones cut. */
  rows: string[][]
  /** Rows of the whole file; undefined where not all of it was given. */
  total: number | undefined
  /** Whether there are rows behind these, as far as that was seen. */
  hasMore: boolean
}

/** Of a wide file these take some milliseconds. */
const rowsOfStep = 1_024

/**
 * Reads the first rows of a file of which nothing is known. What is not understood is refused, with the line it is in,
 * rather than shown as if it were.
 *
 * @param bytes the file, or its beginning: then the last row of it, which may be a part of one, is left out
 * @throws UNPROCESSABLE for what is no CSV in UTF-8
 */
export function* csvPreview(
  bytes: Buffer,
  { limit, isWhole }: { limit: number; isWhole: boolean },
): Steps<CsvPreview> {
  const cursor = new CsvCursor(bytes)
  checkText(cursor, isWhole)
  if (!cursor.nextRow()) throw unreadable('it is empty')
  const names = cursor.restOfRow().map((name, index) => name.trim() || `column ${index + 1}`)
  if (!isWhole && !cursor.fork().nextRow()) throw unreadable('its first line is too long')
  if (names.length === 1 && names[0].includes('|')) {
    throw unreadable('its first line has no comma, semicolon or tab between names')
  }
  const rows: string[][] = []
  let last: { line: number; cells: string[] } | undefined
  let count = 0
  while (cursor.nextRow()) {
    // That another one begins shows that the row before it was whole.
    if (last !== undefined) rows.push(checked(last, names.length))
    last = undefined
    // What stands behind the rows that are shown is only counted, and of a beginning not even that.
    if (count >= limit && !isWhole) return { names, rows, total: undefined, hasMore: true }
    if (count < limit) last = { line: cursor.line, cells: cursor.restOfRow() }
    else cursor.skipRow()
    count++
    if (count % rowsOfStep === 0) yield
  }
  if (!isWhole) return { names, rows, total: undefined, hasMore: true }
  if (last !== undefined) rows.push(checked(last, names.length))
  return { names, rows, total: count, hasMore: count > rows.length }
}

function checked({ line, cells }: { line: number; cells: string[] }, columns: number): string[] {
  if (cells.length === columns) return cells.map((cell) => cutText(cell, longestCell))
  throw unreadable(`line ${line} has ${cells.length} cells, and the first line ${columns}`)
}

function checkText(cursor: CsvCursor, isWhole: boolean): void {
  const { bytes } = cursor
  if (cursor.looksLikeUtf16()) throw unreadable('it is UTF-16: save it as UTF-8')
  if (bytes.includes(0)) throw unreadable('it is no text')
  // A beginning may end within a character, of which a line's end is never a part.
  const text = isWhole ? bytes : bytes.subarray(0, bytes.lastIndexOf(0x0a) + 1)
  if (!isUtf8(text)) throw unreadable('it is not UTF-8: save it as UTF-8')
}

function unreadable(why: string): SigmaError {
  return new SigmaError('UNPROCESSABLE', `the file can't be shown as CSV: ${why}`, {
    next: 'see what the file is, or make it anew',
  })
}
