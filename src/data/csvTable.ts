import { Buffer } from 'node:buffer'
import { type FieldError, invalidParam } from '../core/errors.ts'
import { runSteps, type Steps } from '../core/steps.ts'
import { CsvCursor } from './csvCursor.ts'
import { parseDecimal } from './decimal.ts'
import { linePlaces, type Places } from './places.ts'
import { readTime, readTimeText, type TimeCell, timeKind } from './readTime.ts'
import { notATime } from './timeColumn.ts'
import { WrittenTimes } from './writtenTimes.ts'

/** What to make of a column: numbers or times (an empty cell is missing), text, or nothing. */
export type ColumnKind = 'number' | 'time' | 'text' | 'skip'

/** A file by columns, each a view of memory with room for every line. Rows leave out the header and blank lines. */
export interface CsvTable {
  names: string[]
  rows: number
  numbers: ReadonlyMap<string, Float64Array>
  times: ReadonlyMap<string, WrittenTimes>
  texts: ReadonlyMap<string, string[]>
  /** Where each row stands: in CSV the line of the file, from 1, in which it begins. */
  places: Places
}

/** Faults listed before giving up: enough to mend a file, not enough to fill a screen. */
const listedFaults = 20
const sampledRows = 100

/** Of a wide file these take some milliseconds. */
const rowsOfStep = 1_024

/** A file whose header has been read. */
export interface TableFile {
  names: string[]
  /** The first rows as text, to tell what the columns are; rows with too few or too many cells are left out. */
  sample: string[][]
  /** Reads all rows, in one pass over the bytes and in steps; `kinds` says what each column is. */
  steps(kinds: readonly ColumnKind[]): Steps<CsvTable>
}

/** A CSV file whose header has been read. */
export interface CsvFile extends TableFile {
  /** All steps at once. */
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
    get sample() {
      return sampleRows(cursor.fork(), names.length)
    },
    read: (kinds) => runSteps(readBody(cursor.fork(), names, kinds)),
    steps: (kinds) => readBody(cursor.fork(), names, kinds),
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

function* readBody(cursor: CsvCursor, names: string[], kinds: readonly ColumnKind[]): Steps<CsvTable> {
  const capacity = cursor.linesLeft()
  const numbers = kinds.map((kind) => (kind === 'number' ? sharedNumbers(capacity) : null))
  const times = kinds.map((kind) => (kind === 'time' ? WrittenTimes.missing(capacity) : null))
  const texts = kinds.map((kind): string[] | null => (kind === 'text' ? [] : null))
  const wanted = kinds.findLastIndex((kind) => kind !== 'skip') + 1
  const lines = new Int32Array(capacity)
  const faults: FieldError[] = []
  let rows = 0
  while (cursor.nextRow() && faults.length < listedFaults) {
    lines[rows] = cursor.line
    let column = cursor.readPlainNumbers(numbers, 0, rows)
    while (column < wanted && cursor.nextCell()) {
      const issue = readCell(cursor, numbers[column], times[column], texts[column], rows)
      if (issue !== undefined) faults.push({ field: names[column], issue, line: lines[rows] })
      column = cursor.readPlainNumbers(numbers, column + 1, rows)
    }
    const cells = column + cursor.skipRow()
    if (cells !== names.length) {
      const issue = `expected ${names.length} cells as in the header, got ${cells}`
      throw invalidParam([...faults, { field: 'row', issue, line: lines[rows] }])
    }
    rows++
    if (rows % rowsOfStep === 0) yield
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
    times: named(times, (values) => values.first(rows)),
    texts: named(texts, (values) => values),
    places: linePlaces(lines.subarray(0, rows)),
  }
}

/** Memory that worker threads read too, so that columns need not be copied for them. */
export function sharedNumbers(length: number): Float64Array {
  return new Float64Array(new SharedArrayBuffer(length * Float64Array.BYTES_PER_ELEMENT))
}

/** Reads a cell into the column that takes it, if any. Says what is wrong with it. */
function readCell(
  cursor: CsvCursor,
  numbers: Float64Array | null,
  times: WrittenTimes | null,
  texts: string[] | null,
  row: number,
): string | undefined {
  if (numbers !== null) return readNumberCell(cursor, numbers, row)
  if (times !== null) return readTimeCell(cursor, times, row)
  texts?.push(cursor.text().trim())
  return undefined
}

/** What is wrong with a cell that is no number, if anything; a blank one is missing. */
function readNumberCell(cursor: CsvCursor, values: Float64Array, row: number): string | undefined {
  const value = cursor.quoted
    ? quotedNumber(cursor.text())
    : parseDecimal(cursor.bytes, cursor.start, cursor.end)
  if (value === undefined && !cursor.isBlank()) return notANumber(cursor.text())
  values[row] = value ?? Number.NaN
  return undefined
}

const timeCell: TimeCell = { kind: timeKind.missing, wall: 0, offset: 0 }

function readTimeCell(cursor: CsvCursor, times: WrittenTimes, row: number): string | undefined {
  const isTime = cursor.quoted
    ? readTimeText(cursor.text().trim(), timeCell)
    : readTime(cursor.bytes, cursor.start, cursor.end, timeCell)
  if (isTime) times.set(row, timeCell)
  else if (!cursor.isBlank()) return notATime(cursor.text())
  return undefined
}

/** The number that a text is; undefined for any other text. */
export function quotedNumber(text: string): number | undefined {
  const bytes = Buffer.from(text.trim())
  return parseDecimal(bytes, 0, bytes.length)
}

export function notANumber(text: string): string {
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
