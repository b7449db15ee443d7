import type { FileHandle } from 'node:fs/promises'
import { csvPreview } from '../data/csvPreview.ts'
import { parquetOutline } from '../data/parquetFile.ts'
import { readAt } from '../data/readAt.ts'
import { inTurns } from './inTurns.ts'
import type { OpenFile } from './readableFiles.ts'

/** The beginning of a table. */
export interface TablePreview {
  names: string[]
  rows: string[][]
  /** Absent where counting them would take reading a large file. */
  total?: number
  hasMore: boolean
}

/** A larger file is not read as a whole. In bytes. */
const mostRead = 20 * 2 ** 20
/** How much of a larger one is looked at: 200 rows of some thousand numbers each. */
const beginning = 8 * 2 ** 20

/**
 * The first rows of a CSV file; of a Parquet file its columns and how many rows it has, and none of them.
 *
 * @throws UNPROCESSABLE or INVALID_PARAM, in a sentence, for a file that is neither or is damaged
 */
export async function previewTable(
  { handle, path, size }: OpenFile,
  limit: number,
  signal: AbortSignal,
): Promise<TablePreview> {
  if (path.endsWith('.parquet')) {
    const { names, rows } = parquetOutline(await parquetEnd(handle, size))
    return { names, rows: [], total: rows, hasMore: rows > 0 }
  }
  const isWhole = size <= mostRead
  const bytes = await readAt(handle, 0, isWhole ? size : beginning)
  const { total, ...preview } = await inTurns(csvPreview(bytes, { limit, isWhole }), signal)
  return { ...preview, ...(total !== undefined && { total }) }
}

/** Of a wide table a description takes some hundred kilobytes. */
const longestDescription = 8 * 2 ** 20

/** A Parquet file describes itself at its end, behind which stand the length of that and a mark. */
async function parquetEnd(handle: FileHandle, size: number): Promise<Buffer> {
  const tail = await readAt(handle, Math.max(0, size - 8), Math.min(size, 8))
  const length = tail.length < 8 ? 0 : tail.readUInt32LE(0)
  const bytes = Math.min(size, longestDescription, length + 8)
  return readAt(handle, size - bytes, bytes)
}
