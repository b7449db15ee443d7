import { closeSync, openSync, writeSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import type { ColumnRun } from '../core/matrix/columnRuns.ts'
import { notStored } from './keepFile.ts'
import type { Parts } from './parts.ts'

/** A local file that columns are put into for a while, as they are in memory, one after the other. */
export interface ScratchColumns {
  /**
   * Puts values at the end of the file, and tells where they lie.
   *
   * @throws UNAVAILABLE for a disk that is full or can't be written
   */
  append(values: Float64Array): ColumnRun
  /** Removes the file; what lies in it can't be read then. */
  close(): Promise<void>
}

/** @throws UNAVAILABLE for a disk that can't be written */
export async function openScratchColumns({ artifacts }: Parts): Promise<ScratchColumns> {
  const file = await artifacts.aside()
  const handle = storing(() => openSync(file, 'wx'))
  let end = 0
  return {
    append(values) {
      const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
      for (let written = 0; written < bytes.length; )
        written += storing(() => writeSync(handle, bytes, written))
      const run = { file, at: end, count: values.length }
      end += bytes.length
      return run
    },
    async close() {
      closeSync(handle)
      await rm(file, { force: true })
    },
  }
}

function storing<Result>(work: () => Result): Result {
  try {
    return work()
  } catch (cause) {
    throw notStored(cause)
  }
}
