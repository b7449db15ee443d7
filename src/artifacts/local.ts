import { createHash, randomUUID } from 'node:crypto'
import { mkdir, open, readFile, realpath, rename, rm, stat } from 'node:fs/promises'
import { dirname, isAbsolute, join, relative, sep } from 'node:path'
import { SigmaError } from '../core/errors.ts'
import type { Artifacts } from './artifacts.ts'

const FOLDER = '.sigma/artifacts'
const EXTENSION = /^[a-z0-9]+(?:\.[a-z0-9]+)*$/
const URI = /^file:\.sigma\/artifacts\/([0-9a-f]{2})\/(\1[0-9a-f]{62})\.[a-z0-9]+(?:\.[a-z0-9]+)*$/

/** Artifacts in the workspace's own folder: `.sigma/artifacts/<first two of the hash>/<hash>.<extension>`. */
export function openArtifacts(workspace: string): Artifacts {
  return {
    async put(bytes, { extension }) {
      if (!EXTENSION.test(extension)) {
        throw new SigmaError(
          'INVALID_PARAM',
          `Expected an extension such as parquet or csv.gz, got ${extension}`,
        )
      }
      const sha256 = sha256Of(bytes)
      const uri = `file:${FOLDER}/${sha256.slice(0, 2)}/${sha256}.${extension}`
      const { file } = await locate(workspace, uri)
      const present = await readIfThere(file)
      // A file that was damaged since it was stored is mended by storing it again.
      if (!present || sha256Of(present) !== sha256) await writeWhole(file, bytes)
      return { uri, sha256, size: bytes.byteLength }
    },

    async get(uri) {
      const { file, sha256 } = await locate(workspace, uri)
      const bytes = await readIfThere(file)
      if (!bytes) throw missing(uri)
      if (sha256Of(bytes) !== sha256) throw changed(uri)
      return bytes
    },

    async exists(uri) {
      const { file } = await locate(workspace, uri)
      return isFile(file)
    },

    async path(uri) {
      const { file } = await locate(workspace, uri)
      if (!(await isFile(file))) throw missing(uri)
      return file
    },
  }
}

/** The file of a uri, known to lie in the workspace whatever links the folders on its way are. */
async function locate(workspace: string, uri: string): Promise<{ file: string; sha256: string }> {
  const sha256 = URI.exec(uri)?.[2]
  if (!sha256) {
    throw new SigmaError('INVALID_PARAM', `Expected the uri of an artifact, file:${FOLDER}/…, got ${uri}`)
  }
  const file = join(workspace, ...uri.slice('file:'.length).split('/'))
  const path = relative(await realpath(workspace), await realFolder(dirname(file)))
  if (path === '..' || path.startsWith(`..${sep}`) || isAbsolute(path)) {
    throw new SigmaError(
      'INVALID_PARAM',
      `The artifact ${uri} lies outside the workspace ${workspace}, behind a link`,
      {
        next: `Replace the link in ${join(workspace, FOLDER)} by a folder.`,
      },
    )
  }
  return { file, sha256 }
}

/** The folder with its links followed, as far as it exists: what is not there yet can't be a link. */
async function realFolder(folder: string): Promise<string> {
  try {
    return await realpath(folder)
  } catch (error) {
    if (!isMissing(error)) throw error
    return realFolder(dirname(folder))
  }
}

/** Writes aside, flushes and renames, so that the file is there whole or not at all, also after a power cut. */
async function writeWhole(file: string, bytes: Uint8Array): Promise<void> {
  const aside = join(dirname(file), `.${randomUUID()}.part`)
  try {
    await mkdir(dirname(file), { recursive: true })
    const handle = await open(aside, 'wx')
    try {
      await handle.writeFile(bytes)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(aside, file)
  } catch (error) {
    await rm(aside, { force: true })
    throw unwritable(file, error)
  }
  await flushFolder(dirname(file))
}

/** Makes the new name as durable as the bytes. Windows can't open a folder, and needs no such step. */
async function flushFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function readIfThere(file: string): Promise<Buffer | undefined> {
  try {
    return await readFile(file)
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

async function isFile(file: string): Promise<boolean> {
  try {
    return (await stat(file)).isFile()
  } catch (error) {
    if (isMissing(error)) return false
    throw error
  }
}

function isMissing(error: unknown): boolean {
  return hasCode(error, ['ENOENT'])
}

function hasCode(error: unknown, codes: readonly string[]): error is Error {
  return error instanceof Error && 'code' in error && codes.some((code) => code === error.code)
}

function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

function missing(uri: string): SigmaError {
  return new SigmaError('NOT_FOUND', `The artifact ${uri} is not in this workspace`, {
    next: 'Make it again by repeating its run with --force, or restore it from a backup.',
  })
}

function changed(uri: string): SigmaError {
  return new SigmaError(
    'UNAVAILABLE',
    `The artifact ${uri} was changed after it was stored: its bytes don't match its hash`,
    {
      next: 'Delete the file and repeat its run with --force, or restore it from a backup.',
    },
  )
}

/** A full disk or a folder of somebody else is the user's to mend; anything else is passed on. */
function unwritable(file: string, error: unknown): unknown {
  if (!hasCode(error, ['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT'])) return error
  return new SigmaError('UNAVAILABLE', `The artifact ${file} can't be written: ${error.message}`, {
    next: `Make room on its disk and ${dirname(file)} writable for this user, or choose another workspace.`,
    cause: error,
  })
}
