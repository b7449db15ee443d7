import { existsSync } from 'node:fs'
import { mkdir, readdir, rm, rmdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { SigmaError } from '../core/errors.ts'

/**
 * Makes a folder for a backup and has it filled. When that fails, what was begun is removed again, with the folders that
 * were made for it; where that can't be done, the error says so.
 *
 * @throws INVALID_PARAM for a folder that holds something, or is a file; UNAVAILABLE when it can't be made or written
 */
export async function inNewFolder<Result>(folder: string, fill: () => Promise<Result>): Promise<Result> {
  await assertFree(folder)
  const missing = missingFolders(folder)
  const made: string[] = []
  try {
    // One by one, to know which are ours; where none can be made, as below /proc, Node's own way tries for ever.
    for (const one of missing) if (await makeFolder(one, folder)) made.unshift(one)
    return await fill()
  } catch (error) {
    const failure = folderError(folder, error)
    const isOurs = missing.length === 0 || made[0] === folder
    const left = await removeBegun(isOurs ? folder : null, made)
    if (left === null || !(failure instanceof SigmaError)) throw failure
    const { code, message, details, next, cause } = failure
    throw new SigmaError(code, `${message}; what was begun could not be removed: ${left}`, {
      details,
      next: [next, `remove ${folder}`].filter(Boolean).join('; '),
      cause,
    })
  }
}

/**
 * Looks whether a backup may be written to a folder: it is not there yet, or is empty.
 *
 * @throws INVALID_PARAM when it holds something, or is a file; UNAVAILABLE when it can't be read
 */
export async function assertFree(folder: string): Promise<void> {
  const names = await namesIn(folder)
  if (names.length === 0) return
  throw new SigmaError('INVALID_PARAM', `the folder ${folder} holds something already`, {
    next: 'name a folder that does not exist yet',
  })
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return []
    throw folderError(folder, error)
  }
}

/** The folders that are not there yet, each before those in it. */
function missingFolders(folder: string): string[] {
  return existsSync(folder) ? [] : [...missingFolders(dirname(folder)), folder]
}

/** Makes one folder. False for one on the way to the last that another process has made meanwhile. */
async function makeFolder(folder: string, last: string): Promise<boolean> {
  try {
    await mkdir(folder)
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST' && folder !== last) return false
    throw error
  }
}

/**
 * Removes all of our folder, which was empty, and the folders that were made, the deepest first, unless others use them by
 * now. Tells what kept it from that.
 */
async function removeBegun(ours: string | null, made: readonly string[]): Promise<string | null> {
  try {
    if (ours !== null) {
      for (const name of await readdir(ours)) await rm(join(ours, name), { recursive: true, force: true })
    }
    for (const one of made) await rmdir(one)
    return null
  } catch (error) {
    return codeOf(error) === 'ENOTEMPTY' ? null : messageOf(error)
  }
}

/** What the machine says of files is the user's to mend; anything else is passed on. */
function folderError(folder: string, error: unknown): unknown {
  const code = codeOf(error)
  if (code === undefined) return error
  if (code === 'EEXIST' || code === 'ENOTDIR') {
    return new SigmaError('INVALID_PARAM', `${folder} can't be a folder: it, or what it lies in, is a file`, {
      next: 'name a folder that does not exist yet',
      cause: error,
    })
  }
  return new SigmaError('UNAVAILABLE', `the backup can't be made in ${folder}: ${messageOf(error)}`, {
    next: 'name a folder that this user may write to, on a disk with enough free space',
    cause: error,
  })
}

/** The code of an error of the system, such as ENOSPC. */
function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error && 'syscall' in error && 'code' in error)) return undefined
  return String(error.code)
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
