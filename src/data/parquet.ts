import { type ColumnSource, parquetWriteBuffer, type SchemaElement } from 'hyparquet-writer'
import { invalidParam } from '../core/errors.ts'
import { openParquet } from './parquetFile.ts'

/** A column of a Parquet file, by what its values mean. Missing numbers are NaN, missing times NaN, missing text ''. */
export type ParquetColumn =
  | { name: string; kind: 'double'; values: Float64Array }
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
  const schema: SchemaElement[] = [{ name: 'root', num_children: columns.length }, ...columns.map(schemaOf)]
  const buffer = parquetWriteBuffer({
    columnData: columns.map(dataOf),
    schema,
    rowGroupSize,
    kvMetadata: [{ key: metadataKey, value: JSON.stringify(metadata) }],
    createdBy: 'sigma',
  })
  return new Uint8Array(buffer)
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

function dataOf(column: ParquetColumn): ColumnSource {
  const { name } = column
  switch (column.kind) {
    case 'double':
      return { name, data: column.values, encoding: 'PLAIN', codec: 'UNCOMPRESSED' }
    case 'time':
      return { name, data: Array.from(column.values, (time) => (Number.isNaN(time) ? null : BigInt(time))) }
    case 'text':
      return { name, data: column.values.map((text) => (text === '' ? null : text)) }
    default:
      return { name, data: column.values }
  }
}

/** What a Parquet file holds, with times in milliseconds and days as numbers. */
export interface ParquetContent {
  metadata: Record<string, unknown>
  rows: number
  /** A column as doubles; NaN is missing. A missing column is INVALID_PARAM. */
  numbers(name: string): Float64Array
  /** A column as text; '' is missing. */
  texts(name: string): string[]
}

/** Reads what `writeParquet` has written; any other file is INVALID_PARAM. */
export async function readParquet(bytes: Uint8Array): Promise<ParquetContent> {
  const { metadata, rows, read } = openParquet(bytes)
  const text = metadata.get(metadataKey)
  if (text === undefined) {
    throw invalidParam(
      [{ field: 'file', issue: 'expected a Parquet file written by Sigma, found no metadata of it' }],
      { next: 'build the matrix again, or give a foreign one as CSV with --csv' },
    )
  }
  const { numbers, values } = await read()
  return {
    metadata: JSON.parse(text),
    rows,
    numbers,
    texts: (name) => values(name).map((value) => (typeof value === 'string' ? value : '')),
  }
}
