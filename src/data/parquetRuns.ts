import { type ColumnChunk, type FileMetaData, readOffsetIndex } from 'hyparquet'
import type { ColumnRun, ColumnRuns } from '../core/matrix/columnRuns.ts'
import type { ByteSource } from './parquetSource.ts'

/**
 * Where a column lies in a Parquet file as it is in memory: one of doubles without missing values, plain and not compressed,
 * of which each page ends with its values. Null where it is written otherwise.
 */
export async function plainRuns(
  file: string,
  source: ByteSource,
  { row_groups: groups, num_rows: rows, schema }: FileMetaData,
  name: string,
): Promise<ColumnRuns | null> {
  const element = schema.find((one) => one.name === name)
  if (element?.repetition_type !== 'REQUIRED') return null
  const runs: ColumnRun[] = []
  for (const { columns, num_rows: count } of groups) {
    const chunk = columns.find(({ meta_data: meta }) => meta?.path_in_schema.join('.') === name)
    const found = chunk && (await runsOfChunk(source, chunk, Number(count)))
    if (!found) return null
    runs.push(...found.map((run) => ({ file, ...run })))
  }
  return { rows: Number(rows), runs }
}

async function runsOfChunk(
  source: ByteSource,
  chunk: ColumnChunk,
  rows: number,
): Promise<Omit<ColumnRun, 'file'>[] | null> {
  const { meta_data: meta, offset_index_offset: index, offset_index_length: length } = chunk
  if (meta?.type !== 'DOUBLE' || meta.codec !== 'UNCOMPRESSED') return null
  if (meta.dictionary_page_offset !== undefined || meta.encodings.some((encoding) => encoding !== 'PLAIN')) {
    return null
  }
  const start = Number(meta.data_page_offset)
  const bytes = Number(meta.total_compressed_size)
  // Without an index there is one page, which the sizes must bear out: a page has a head of some bytes.
  if (index === undefined || length === undefined) {
    return bytes - 8 * rows < 1024 ? [{ at: start + bytes - 8 * rows, count: rows }] : null
  }
  const view = new DataView(await source.slice(Number(index), Number(index) + length))
  const pages = readOffsetIndex({ view, offset: 0 }).page_locations
  return pages.map((page, place) => {
    const next = pages[place + 1]?.first_row_index ?? BigInt(rows)
    const count = Number(next - page.first_row_index)
    return { at: Number(page.offset) + page.compressed_page_size - 8 * count, count }
  })
}
