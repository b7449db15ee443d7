import { createHash } from 'node:crypto'
import { canonicalJson } from '../core/lineage/canonicalJson.ts'
import type { ForeignDataset, MatrixCsvOptions } from '../data/matrixCsv.ts'

/** Of larger files the memory is worth more than the time. */
const mostBytes = 16 * 2 ** 20

const mostFiles = 2

/** What was read last, by what the files held and how they were read: a desk sweeps the same rows all day. */
const recent = new Map<string, ForeignDataset>()

/** What `read` makes of a file, or made of the same bytes a short while ago. It must not be changed. */
export async function recentForeign(
  bytes: Uint8Array,
  options: MatrixCsvOptions,
  read: () => Promise<ForeignDataset>,
): Promise<ForeignDataset> {
  if (bytes.length > mostBytes) return read()
  const key = `${createHash('sha256').update(bytes).digest('hex')} ${canonicalJson(options)}`
  const found = recent.get(key) ?? (await read())
  // The latest is the last one to be forgotten.
  recent.delete(key)
  recent.set(key, found)
  const [oldest] = recent.keys()
  if (recent.size > mostFiles) recent.delete(oldest)
  return found
}
