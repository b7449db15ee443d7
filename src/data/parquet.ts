import { ByteWriter, type ColumnSource, ParquetWriter, type SchemaElement } from 'hyparquet-writer'
import { invalidParam } from '../core/errors.ts'
import type { ColumnRuns, StoredValues } from '../core/matrix/columnRuns.ts'
import { FileWriter, type WrittenFile } from './fileWriter.ts'
import { headOf, pairsOf, readColumns } from './parquetFile.ts'
import { plainRuns } from './parquetRuns.ts'
import { withSource } from './parquetSource.ts'

/** A column of a Parquet file, by what its values mean. Missing numbers are NaN, missing times NaN, missing text ''. */
export type ParquetColumn =
  | { name: string; kind: 'double'; values: Float64Array | StoredValues }
  | { name: string; kind: 'integer' | 'day'; values: Int32Array }
  | { name: string; kind: 'time'; values: Float64Array }
  | { name: string; kind: 'text'; values: readonly string[] }

/** Metadata key under which Sigma keeps what columns can't say. */
const metadataKey = 'sigma'

/** Rows of a group: large enough to be read fast, small enough not to hold a whole file twice. */
const rowGroupSize = 131_072

/**
 * Writes columns as Parquet. Doubles are stored plainly, neither through a dictionary (which would make one of 0
 * and -0) nor compressed (they don't shrink), so that they are read back bit by bit.
 */
export function writeParquet(
  columns: readonly ParquetColumn[],
  metadata: Record<string, unknown>,
): Uint8Array {
  const writer = new ByteWriter()
  writeGroups(writer, columns, metadata, allRows(columns))
  return writer.getBytes()
}

/** Some rows that follow each other: from `begin` to before `end`. */
export interface RowSpan {
  begin: number
  end: number
}

/** Writes the same bytes to a new local file, a group of rows at a time: of all rows, or of some. */
export function writeParquetFile(
  file: string,
  columns: readonly ParquetColumn[],
  metadata: Record<string, unknown>,
  span: RowSpan = allRows(columns),
): WrittenFile {
  const writer = new FileWriter(file)
  try {
    writeGroups(writer, columns, metadata, span)
    return writer.end()
  } finally {
    writer.close()
  }
}

function writeGroups(
  writer: ByteWriter,
  columns: readonly ParquetColumn[],
  metadata: Record<string, unknown>,
  { begin: first, end }: RowSpan,
): void {
  const schema: SchemaElement[] = [{ name: 'root', num_children: columns.length }, ...columns.map(schemaOf)]
  const parquet = new ParquetWriter({
    writer,
    schema,
    kvMetadata: [{ key: metadataKey, value: JSON.stringify(metadata) }],
    createdBy: 'sigma',
  })
  for (let begin = first; begin < end; begin += rowGroupSize) {
    const group = range(begin, Math.min(end, begin + rowGroupSize))
    parquet.write({ columnData: columns.map((column) => dataOf(column, group)), rowGroupSize })
  }
  parquet.finish()
}

function allRows(columns: readonly ParquetColumn[]): RowSpan {
  return { begin: 0, end: columns[0].values.length }
}

function schemaOf({ name, kind }: ParquetColumn): SchemaElement {
  switch (kind) {
    case 'double':
      return { name, type: 'DOUBLE', repetition_type: 'REQUIRED' }
    case 'integer':
      return { name, type: 'INT32', repetition_type: 'REQUIRED' }
    case 'day':
      return { name, type: 'INT32', converted_type: 'DATE', repetition_type: 'REQUIRED' }
    case 'time':
      return { name, type: 'INT64', converted_type: 'TIMESTAMP_MILLIS', repetition_type: 'OPTIONAL' }
    case 'text':
      return { name, type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' }
  }
}

/** The rows of a group, which follow each other, of a column. */
function dataOf(column: ParquetColumn, group: Int32Array): ColumnSource {
  const { name } = column
  const begin = group[0]
  const end = begin + group.length
  switch (column.kind) {
    case 'double':
      return { name, data: doublesOf(column.values, group), encoding: 'PLAIN', codec: 'UNCOMPRESSED' }
    case 'time':
      return {
        name,
        data: Array.from(column.values.subarray(begin, end), (time) =>
          Number.isNaN(time) ? null : BigInt(time),
        ),
      }
    case 'text':
      return { name, data: column.values.slice(begin, end).map((text) => (text === '' ? null : text)) }
    default:
      return { name, data: column.values.subarray(begin, end) }
  }
}

/** All doubles of a column, wherever they are. */
export function allDoubles(values: Float64Array | StoredValues): Float64Array {
  return values instanceof Float64Array ? values : values.at(range(0, values.length))
}

function doublesOf(values: Float64Array | StoredValues, group: Int32Array): Float64Array {
  if (!(values instanceof Float64Array)) return values.at(group)
  return values.subarray(group[0], group[0] + group.length)
}

/** The rows from `begin` to before `end`. */
function range(begin: number, end: number): Int32Array {
  const rows = new Int32Array(end - begin)
  for (let place = 0; place < rows.length; place++) rows[place] = begin + place
  return rows
}

/** What a Parquet file holds, with times in milliseconds and days as numbers. Columns are read when they are asked for. */
export interface ParquetContent {
  metadata: Record<string, unknown>
  rows: number
  /** A column as doubles; NaN is missing. A missing column is INVALID_PARAM. */
  numbers(name: string): Promise<Float64Array>
  /** A column as text; '' is missing. */
  texts(name: string): Promise<string[]>
  /** Where a column of doubles lies as it is in memory; null where it does not, or the file is none of the disk. */
  runs(name: string): Promise<ColumnRuns | null>
}

/**
 * Reads what `writeParquet` has written; any other file is INVALID_PARAM.
 *
 * @param file its bytes, or the path of a local file
 */
export async function readParquet(file: Uint8Array | string): Promise<ParquetContent> {
  const head = await withSource(file, headOf)
  const text = pairsOf(head).get(metadataKey)
  if (text === undefined) {
    throw invalidParam(
      [{ field: 'file', issue: 'expected a Parquet file written by Sigma, found no metadata of it' }],
      { next: 'build the matrix again, or give a foreign one as CSV with --csv' },
    )
  }
  const read = (name: string) => withSource(file, (source) => readColumns(source, head, [name]))
  return {
    metadata: JSON.parse(text),
    rows: Number(head.num_rows),
    numbers: async (name) => (await read(name)).numbers(name),
    texts: async (name) =>
      (await read(name)).values(name).map((value) => (typeof value === 'string' ? value : '')),
    runs: async (name) =>
      typeof file === 'string' ? withSource(file, (source) => plainRuns(file, source, head, name)) : null,
  }
}
