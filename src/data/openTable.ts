import { openCsv, type TableFile } from './csvTable.ts'

/** The signs that every Parquet file begins with. */
const parquetMark = 'PAR1'

/** A table of rows, CSV or Parquet: told by its first bytes, whatever its name. */
export async function openTable(bytes: Uint8Array): Promise<TableFile> {
  const mark = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(parquetMark.length, bytes.byteLength))
  if (mark.toString('latin1') !== parquetMark) return openCsv(bytes)
  const { openParquetTable } = await import('./parquetTable.ts')
  return openParquetTable(bytes)
}
