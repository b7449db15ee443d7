import { createReadStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { matrixFileWriter, writeMatrixCsv } from '../data/matrixFile.ts'
import { notStored } from './keepFile.ts'
import { type FoundMatrix, findMatrixRecord } from './matrixRecord.ts'
import type { Parts } from './parts.ts'
import { matrixUris, openDatasetOf, readDatasetOf } from './storedMatrix.ts'
import { outputPath, shownPath } from './workspace.ts'
import { writeWhole } from './writeWhole.ts'

export interface CopyRequest {
  /** A copy inside the workspace, as CSV or Parquet. */
  out?: string
  format?: 'csv' | 'parquet'
}

/**
 * Writes the copy of a matrix that was asked for, whole or not at all, with a sidecar `<file>.json` that says what it is; tells the
 * path of the copy inside the workspace.
 */
export async function copyOut(
  parts: Parts,
  sha: string,
  { out, format }: CopyRequest,
): Promise<string | null> {
  if (out === undefined) return null
  const path = outputPath(parts.workspace, out, 'out')
  const asCsv = (format ?? (out.endsWith('.parquet') ? 'parquet' : 'csv')) === 'csv'
  const found = await findMatrixRecord(parts, sha)
  if (asCsv) await writeWhole(path, writeMatrixCsv(await readDatasetOf(parts, sha)))
  else await writeParquetCopy(parts, found, path)
  await writeWhole(`${path}.json`, new TextEncoder().encode(`${JSON.stringify(found.record, null, 2)}\n`))
  return shownPath(parts.workspace, path)
}

/** One file, of however many the matrix is. */
async function writeParquetCopy(parts: Parts, found: FoundMatrix, path: string): Promise<void> {
  const [uri, ...others] = await matrixUris(parts, found)
  if (others.length === 0) return writeWhole(path, createReadStream(await parts.artifacts.checkedPath(uri)))
  const whole = await parts.artifacts.aside()
  try {
    matrixFileWriter(await openDatasetOf(parts, found.stored.sha))(whole)
    await writeWhole(path, createReadStream(whole))
  } catch (cause) {
    throw notStored(cause)
  } finally {
    await rm(whole, { force: true })
  }
}
