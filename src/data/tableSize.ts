import { type FileHandle, open } from 'node:fs/promises'
import { openCsv } from './csvTable.ts'
import { readAt } from './readAt.ts'

/** How much a file of rows holds. */
export interface TableSize {
  /** Exact in Parquet; of a CSV file by the length of its first lines. */
  rows: number
  columns: number
  /** Of the file. */
  bytes: number
}

/** Enough of a CSV file for its header and some lines of average length. */
const headBytes = 256 * 2 ** 10
/** At the end of a Parquet file: length of its description, and its mark. */
const tailBytes = 8
const newline = 10

/**
 * How much a CSV or Parquet file holds, without reading it: of the one its first lines are read, of the other what it says
 * of itself at its end.
 *
 * @throws INVALID_PARAM when it is neither
 */
export async function tableSize(path: string): Promise<TableSize> {
  const file = await open(path)
  try {
    const { size: bytes } = await file.stat()
    const head = await readAt(file, 0, Math.min(bytes, headBytes))
    const isParquet = head.subarray(0, 4).toString('latin1') === 'PAR1'
    return { bytes, ...(isParquet ? await parquetSize(file, bytes) : csvSize(head, bytes)) }
  } finally {
    await file.close()
  }
}

function csvSize(head: Buffer, bytes: number): { rows: number; columns: number } {
  const columns = openCsv(head).names.length
  const ends = [...head.keys()].filter((place) => head[place] === newline)
  const header = (ends[0] ?? head.length - 1) + 1
  const known = (ends.at(-1) ?? header) + 1 - header
  const lines = ends.length - 1
  if (lines < 1) return { rows: bytes > header ? 1 : 0, columns }
  return { rows: Math.ceil((bytes - header) / (known / lines)), columns }
}

async function parquetSize(file: FileHandle, bytes: number): Promise<{ rows: number; columns: number }> {
  const tail = await readAt(file, Math.max(0, bytes - tailBytes), Math.min(bytes, tailBytes))
  const { parquetShape } = await import('./parquetFile.ts')
  const length = Math.min(bytes, (tail.length < tailBytes ? 0 : tail.readUInt32LE(0)) + tailBytes)
  return parquetShape(await readAt(file, bytes - length, length))
}
