import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { type FileMetaData, parquetMetadata, parquetRead, type SchemaElement } from 'hyparquet'
import { invalidParam, type SigmaError } from '../core/errors.ts'
import { type ByteSource, sourceOfBytes } from './parquetSource.ts'

/** What the values of a column are: an `instant` is stored in UTC, a `clock` is a wall time that names no zone. */
export type ParquetKind = 'number' | 'instant' | 'clock' | 'day' | 'text'

/** A Parquet file of any program, of which the head has been read. Columns within columns are left out. */
export interface ParquetFile {
  columns: { name: string; kind: ParquetKind }[]
  rows: number
  /** The pairs that programs add, by key. */
  metadata: ReadonlyMap<string, string>
  /** Reads columns; all of them when none are named. */
  read(names?: readonly string[]): Promise<ParquetColumns>
}

/** Columns that were read. A column that is not there is INVALID_PARAM. */
export interface ParquetColumns {
  /**
   * As doubles, times in milliseconds, days as numbers of days, true and false as 1 and 0; NaN is missing, and whatever is
   * no number.
   */
  numbers(name: string): Float64Array
  /** As they are: numbers (of times and days too), texts, `undefined` for missing. */
  values(name: string): (number | string | undefined)[]
}

/**
 * Opens a Parquet file. Read are plain, dictionary and delta encodings, uncompressed or by snappy, gzip or brotli; others
 * are INVALID_PARAM, as is a file that is no Parquet or ends too early.
 */
export function openParquet(bytes: Uint8Array): ParquetFile {
  const head = readHead(bytes)
  return fileOf(head, (names) => readColumns(sourceOfBytes(bytes), head, names))
}

function fileOf(head: FileMetaData, read: ParquetFile['read']): ParquetFile {
  const rows = Number(head.num_rows)
  return {
    columns: topLevel(head.schema).map((element) => ({ name: element.name, kind: kindOf(element) })),
    rows,
    metadata: pairsOf(head),
    read,
  }
}

/** Reads columns of a file whose head is known; all of them when none are named. */
export async function readColumns(
  source: ByteSource,
  head: FileMetaData,
  names?: readonly string[],
): Promise<ParquetColumns> {
  return columnsOf(await readChunks(source, head, names), Number(head.num_rows))
}

/** The pairs that programs add to a file, by key. */
export function pairsOf({ key_value_metadata: pairs = [] }: FileMetaData): ReadonlyMap<string, string> {
  return new Map(pairs.flatMap(({ key, value }) => (value === undefined ? [] : [[key, value]])))
}

/** The description at the end of a file. @throws INVALID_PARAM when it is no Parquet, or ends too early */
export async function headOf({ byteLength, slice }: ByteSource): Promise<FileMetaData> {
  const last = new DataView(await slice(Math.max(0, byteLength - 8), byteLength))
  const length = last.byteLength < 8 ? 0 : last.getUint32(0, true)
  return readHead(new Uint8Array(await slice(Math.max(0, byteLength - 8 - length), byteLength)))
}

/** Rows and columns, from the description at the end of a file. @throws INVALID_PARAM when it is none */
export function parquetShape(end: Uint8Array): { rows: number; columns: number } {
  const { rows, names } = parquetOutline(end)
  return { rows, columns: names.length }
}

/** Rows, and the names of the columns, from the description at the end of a file. @throws INVALID_PARAM when it is none */
export function parquetOutline(end: Uint8Array): { rows: number; names: string[] } {
  const head = readHead(end)
  return { rows: Number(head.num_rows), names: topLevel(head.schema).map(({ name }) => name) }
}

function readHead(bytes: Uint8Array): FileMetaData {
  try {
    return parquetMetadata(bytes)
  } catch (cause) {
    throw invalidParam([{ field: 'file', issue: `expected a Parquet file (${String(cause)})` }])
  }
}

/** Elements of the schema right below its root that hold values; the schema is a tree written from its root down. */
function topLevel([, ...elements]: SchemaElement[]): SchemaElement[] {
  const columns: SchemaElement[] = []
  for (let at = 0; at < elements.length; ) {
    if (elements[at].num_children === undefined) columns.push(elements[at])
    at = endOfTree(elements, at)
  }
  return columns
}

function endOfTree(elements: readonly SchemaElement[], at: number): number {
  let end = at + 1
  for (let child = 0; child < (elements[at].num_children ?? 0); child++) end = endOfTree(elements, end)
  return end
}

/** Stamps by the old way of writing, and those of 96 bits, are in UTC by the specification of the format. */
function kindOf({ type, converted_type, logical_type }: SchemaElement): ParquetKind {
  if (logical_type?.type === 'TIMESTAMP') return logical_type.isAdjustedToUTC ? 'instant' : 'clock'
  if (converted_type === 'TIMESTAMP_MILLIS' || converted_type === 'TIMESTAMP_MICROS') return 'instant'
  if (converted_type === 'DATE' || logical_type?.type === 'DATE') return 'day'
  if (type === 'INT96') return 'instant'
  return type === 'BYTE_ARRAY' && converted_type !== 'DECIMAL' ? 'text' : 'number'
}

interface Chunk {
  columnData: ArrayLike<unknown>
  rowStart: number
}

async function readChunks(
  file: ByteSource,
  metadata: FileMetaData,
  names: readonly string[] | undefined,
): Promise<Map<string, Chunk[]>> {
  const chunks = new Map<string, Chunk[]>()
  try {
    await parquetRead({
      file,
      metadata,
      ...(names !== undefined && { columns: [...names] }),
      parsers: {
        timestampFromMilliseconds: Number,
        timestampFromMicroseconds: (micros) => Math.floor(Number(micros) / 1000),
        timestampFromNanoseconds: (nanos) => Number(nanos / 1_000_000n),
        dateFromDays: (days) => days,
      },
      compressors: {
        GZIP: (input) => gunzipSync(input),
        BROTLI: (input) => brotliDecompressSync(input),
      },
      onChunk({ columnName, columnData, rowStart }) {
        const known = chunks.get(columnName)
        if (known === undefined) chunks.set(columnName, [{ columnData, rowStart }])
        else known.push({ columnData, rowStart })
      },
    })
  } catch (cause) {
    throw unreadable(cause)
  }
  return chunks
}

function unreadable(cause: unknown): SigmaError {
  const issue = `can't be read: ${cause instanceof Error ? cause.message : String(cause)}`
  return invalidParam([{ field: 'file', issue }], {
    next: 'write the file anew, uncompressed or with snappy, gzip or brotli',
  })
}

function columnsOf(chunks: ReadonlyMap<string, Chunk[]>, rows: number): ParquetColumns {
  const chunksOf = (name: string) => {
    const found = chunks.get(name)
    if (found === undefined && rows > 0)
      throw invalidParam([{ field: name, issue: 'missing column in the Parquet file' }])
    return found ?? []
  }
  return {
    numbers(name) {
      const numbers = new Float64Array(rows).fill(Number.NaN)
      for (const { columnData, rowStart } of chunksOf(name)) {
        for (let i = 0; i < columnData.length; i++) {
          const value = columnData[i]
          if (typeof value === 'number') numbers[rowStart + i] = value
          else if (typeof value === 'bigint' || typeof value === 'boolean')
            numbers[rowStart + i] = Number(value)
        }
      }
      return numbers
    },
    values(name) {
      const values = new Array<number | string | undefined>(rows).fill(undefined)
      for (const { columnData, rowStart } of chunksOf(name)) {
        for (let i = 0; i < columnData.length; i++) {
          const value = columnData[i]
          if (typeof value === 'number' || typeof value === 'string') values[rowStart + i] = value
          else if (typeof value === 'bigint' || typeof value === 'boolean')
            values[rowStart + i] = Number(value)
        }
      }
      return values
    },
  }
}
