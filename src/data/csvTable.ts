import { Buffer } from 'node:buffer'
import { type FieldError, invalidParam } from '../core/errors.ts'
import { CsvCursor } from './csvCursor.ts'
import { parseDecimal } from './decimal.ts'

/** What to make of a column: numbers (an empty cell is missing, NaN), text, or nothing. */
export type ColumnKind = 'number' | 'text' | 'skip'

/** A CSV file by columns, each a view of memory with room for every line. Rows leave out the header and blank lines. */
export interface CsvTable {
  names: string[]
  rows: number
  numbers: ReadonlyMap<string, Float64Array>
  texts: ReadonlyMap<string, string[]>
  /** Line of the file, from 1, in which each row begins. */
  lines: Int32Array
}

/** Faults listed before giving up: enough to mend a file, not enough to fill a screen. */
const listedFaults = 20
const sampledRows = 100

/** A CSV file whose header has been read. */
export interface CsvFile {
  names: string[]
  /** The first rows as text, to tell what the columns are; rows with too few or too many cells are left out. */
  sample: string[][]
  /** Reads all rows, in one pass over the bytes; `kinds` says what each column is. */
  read(kinds: readonly ColumnKind[]): CsvTable
}

/**
 * Opens a CSV file. Comma, semicolon or tab, told from the header; quotes, CRLF, a byte order mark and a last line
 * without its end are understood. Faults are INVALID_PARAM with line and column, the first 20 together.
 */
export function openCsv(bytes: Uint8Array): CsvFile {
  const cursor = new CsvCursor(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
  const names = headerNames(cursor)
  return {
    names,
    sample: sampleRows(cursor.fork(), names.length),
    read: (kinds) => readBody(cursor.fork(), names, kinds),
  }
}

function headerNames(cursor: CsvCursor): string[] {
  if (cursor.looksLikeUtf16()) {
    throw invalidParam([{ field: 'csv', issue: 'expected UTF-8 text, got UTF-16' }], {
      next: 'save the file as UTF-8',
    })
  }
  if (!cursor.nextRow())
    throw invalidParam([{ field: 'csv', issue: 'expected a header line, got an empty file' }])
  const names = cursor.restOfRow().map((name) => name.trim())
  const faults: FieldError[] = []
  names.forEach((name, i) => {
    if (name === '') faults.push({ field: `column ${i + 1}`, issue: 'has no name', line: cursor.line })
    else if (names.indexOf(name) < i)
      faults.push({ field: name, issue: 'stands twice in the header', line: cursor.line })
  })
  if (faults.length > 0) throw invalidParam(faults.slice(0, listedFaults))
  return names
}

function sampleRows(cursor: CsvCursor, columns: number): string[][] {
  const sample: string[][] = []
  while (sample.length < sampledRows && cursor.nextRow()) {
    const cells = cursor.restOfRow()
    if (cells.length === columns) sample.push(cells.map((cell) => cell.trim()))
  }
  return sample
}

function readBody(cursor: CsvCursor, names: string[], kinds: readonly ColumnKind[]): CsvTable {
  const capacity = cursor.linesLeft()
  const numbers = kinds.map((kind) => (kind === 'number' ? new Float64Array(capacity) : null))
  const texts = kinds.map((kind): string[] | null => (kind === 'text' ? [] : null))
  const lines = new Int32Array(capacity)
  const faults: FieldError[] = []
  const { bytes } = cursor
  let rows = 0
  while (cursor.nextRow() && faults.length < listedFaults) {
    lines[rows] = cursor.line
    let column = 0
    while (true) {
      const numeric = numbers[column]
      if (numeric && cursor.nextShortNumber()) {
        numeric[rows] = cursor.value
        column++
        continue
      }
      if (!cursor.nextCell()) break
      if (numeric) {
        const value = cursor.quoted
          ? quotedNumber(cursor.text())
          : parseDecimal(bytes, cursor.start, cursor.end)
        if (value !== undefined) numeric[rows] = value
        else if (cursor.isBlank()) numeric[rows] = Number.NaN
        else faults.push({ field: names[column], issue: notANumber(cursor.text()), line: lines[rows] })
      } else texts[column]?.push(cursor.text().trim())
      column++
    }
    if (column !== names.length) {
      const issue = `expected ${names.length} cells as in the header, got ${column}`
      throw invalidParam([...faults, { field: 'row', issue, line: lines[rows] }])
    }
    rows++
  }
  if (faults.length > 0) throw invalidParam(faults)
  const named = <T>(columns: (T | null)[], trim: (values: T) => T) =>
    new Map(
      columns.flatMap((values, i): [string, T][] => (values === null ? [] : [[names[i], trim(values)]])),
    )
  return {
    names,
    rows,
    numbers: named(numbers, (values) => values.subarray(0, rows)),
    texts: named(texts, (values) => values),
    lines: lines.subarray(0, rows),
  }
}

function quotedNumber(text: string): number | undefined {
  const bytes = Buffer.from(text.trim())
  return parseDecimal(bytes, 0, bytes.length)
}

function notANumber(text: string): string {
  const shown = text.length > 40 ? `${text.slice(0, 40)}…` : text
  return `expected a number, got "${shown}"${looksMissing(text) ? '; leave the cell empty where a value is missing' : ''}`
}

/** Whether a text is one of the words that programs write for a missing or infinite number. */
export function looksMissing(text: string): boolean {
  return /^[+-]?(nan|null|none|nil|na|n\/a|#n\/a|inf|infinity|nat|-|\?)$/i.test(text.trim())
}

/** Whether a text reads as a decimal number. */
export function looksNumeric(text: string): boolean {
  return quotedNumber(text) !== undefined
}
