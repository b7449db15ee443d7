import { formatDay } from '../core/bars/day.ts'
import { type FieldError, invalidParam } from '../core/errors.ts'
import type { Steps } from '../core/steps.ts'
import {
  type ColumnKind,
  type CsvTable,
  notANumber,
  quotedNumber,
  sharedNumbers,
  type TableFile,
} from './csvTable.ts'
import { openParquet, type ParquetColumns, type ParquetFile, type ParquetKind } from './parquetFile.ts'
import { latestInstant, parquetTimes } from './parquetTimes.ts'
import { rowPlaces } from './places.ts'

const sampledRows = 100
const listedFaults = 20

/** What pandas writes for the numbers of rows that were left over by a filter: they are no data. */
const rowNumbers = /^__index_level_\d+__$/

/**
 * A Parquet file of any program as a table like that of a CSV file: what its columns are is told by their names and values
 * in the same way. Numbers may be of any kind, true and false are 1 and 0; columns within columns are left out.
 *
 * @throws INVALID_PARAM when it is no Parquet, or packed in a way that is not read
 */
export async function openParquetTable(bytes: Uint8Array): Promise<TableFile> {
  const file = openParquet(bytes)
  const columns = file.columns.filter(({ name, kind }) => kind !== 'number' || !rowNumbers.test(name))
  const read = await file.read(columns.map(({ name }) => name))
  const names = columns.map(({ name }) => name)
  const samples = columns.map(({ name, kind }) =>
    read
      .values(name)
      .slice(0, sampledRows)
      .map((value) => textOf(value, kind)),
  )
  const rows = Math.min(file.rows, sampledRows)
  return {
    names,
    sample: Array.from({ length: rows }, (_, row) => samples.map((values) => values[row])),
    steps: (kinds) => tableOf(file, columns, read, kinds),
  }
}

function* tableOf(
  { rows }: ParquetFile,
  columns: ParquetFile['columns'],
  read: ParquetColumns,
  kinds: readonly ColumnKind[],
): Steps<CsvTable> {
  const numbers: [string, Float64Array][] = []
  const times: [string, ReturnType<typeof parquetTimes>][] = []
  const texts: [string, string[]][] = []
  for (const [place, { name, kind }] of columns.entries()) {
    if (kinds[place] === 'number') numbers.push([name, numbersOf(read, name, kind, rows)])
    if (kinds[place] === 'time') times.push([name, parquetTimes(read, name, kind, rows)])
    if (kinds[place] === 'text') texts.push([name, read.values(name).map((value) => textOf(value, kind))])
    yield
  }
  return {
    names: columns.map(({ name }) => name),
    rows,
    numbers: new Map(numbers),
    times: new Map(times),
    texts: new Map(texts),
    places: rowPlaces,
  }
}

function numbersOf(read: ParquetColumns, name: string, kind: ParquetKind, rows: number): Float64Array {
  const values = sharedNumbers(rows)
  if (kind !== 'text') {
    values.set(read.numbers(name))
    return values
  }
  const faults: FieldError[] = []
  const texts = read.values(name)
  for (let row = 0; row < rows && faults.length < listedFaults; row++) {
    const text = String(texts[row] ?? '').trim()
    const value = text === '' ? Number.NaN : quotedNumber(text)
    if (value === undefined) faults.push(rowPlaces.fault(name, notANumber(text), row))
    else values[row] = value
  }
  if (faults.length > 0) throw invalidParam(faults)
  return values
}

/** A value as a CSV file would write it; nothing for a missing one. */
function textOf(value: number | string | undefined, kind: ParquetKind): string {
  if (typeof value !== 'number') return value?.trim() ?? ''
  if (Number.isNaN(value)) return ''
  if (kind === 'day') return formatDay(value)
  const isTime = kind === 'instant' || kind === 'clock'
  // What is no time is no number either: who reads the column for times says which it is.
  if (isTime && Math.abs(value) > latestInstant) return `${value} ms`
  return isTime ? new Date(value).toISOString().slice(0, kind === 'clock' ? -1 : undefined) : String(value)
}
