import { dirname } from 'node:path'
import { SigmaError } from '../../core/errors.ts'
import { storeUnavailable } from '../target.ts'

/** SQLite's primary result codes. The driver has no names for the finer codes of the same kinds. */
const RESULT = {
  perm: 3,
  busy: 5,
  readOnly: 8,
  io: 10,
  corrupt: 11,
  full: 13,
  cantOpen: 14,
  notADatabase: 26,
} as const

/** Compares the low byte, which is the primary code; the rest tells kinds of it apart. */
export function isResult(error: unknown, ...kinds: (keyof typeof RESULT)[]): boolean {
  if (!(error instanceof Error && 'rawCode' in error && typeof error.rawCode === 'number')) return false
  const primary = error.rawCode & 0xff
  return kinds.some((kind) => RESULT[kind] === primary)
}

/** A transaction that reads before it takes the write lock, which another has had since: no waiting helps. */
const BUSY_SNAPSHOT = 517

/** Whether another process has the file locked, and waiting helps. */
export function isBusy(error: unknown): boolean {
  return (
    isResult(error, 'busy') &&
    !(error instanceof Error && 'rawCode' in error && error.rawCode === BUSY_SNAPSHOT)
  )
}

/**
 * What a failed statement, or a failed start, tells the user: UNAVAILABLE, with the file and what to do. Other errors
 * stay as they are.
 */
export function sqliteError(file: string, error: unknown): unknown {
  if (error instanceof SigmaError) return error
  if (isResult(error, 'notADatabase', 'corrupt')) {
    return storeUnavailable(
      `The database ${file} is damaged, or is no SQLite file`,
      `Restore ${file} from a backup, or move it (and its -wal and -shm files) away to start with an empty one.`,
      error,
    )
  }
  if (isResult(error, 'readOnly', 'cantOpen', 'perm')) return notWritable(file, error)
  if (isResult(error, 'full')) {
    return storeUnavailable(
      `The database ${file} can't grow: the disk is full`,
      `Free some space on the disk of ${dirname(file)}, then ask again. What was stored before is kept.`,
      error,
    )
  }
  if (isResult(error, 'io')) {
    return storeUnavailable(
      `The database ${file} can't be read or written: ${error instanceof Error ? error.message : error}`,
      `Look at the disk of ${dirname(file)}: it is full, failing, or no longer there.`,
      error,
    )
  }
  if (isResult(error, 'busy')) {
    return storeUnavailable(
      `The database ${file} is locked by another process`,
      'Wait until the other sigma process is done, or end it.',
      error,
    )
  }
  return error
}

export function notWritable(file: string, cause: unknown): SigmaError {
  return storeUnavailable(
    `The database ${file} can't be opened for writing`,
    `Make ${dirname(file)} and the files in it writable for this user, or choose another workspace.`,
    cause,
  )
}
