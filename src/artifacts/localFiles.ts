import { createHash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { lstat, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { ArtifactState, FoundFile } from './artifacts.ts'
import { artifactFolder, isArtifactUri, isAside, isMissing, nameAside, unwritable } from './localPaths.ts'

// What is to be done with all files of a workspace's folder of artifacts, rather than with one that is named.

/** Every file below the folder, folder by folder and in the order of their names. Links are not followed. */
export async function* listFiles(workspace: string): AsyncGenerator<FoundFile> {
  yield* filesBelow(workspace, artifactFolder)
}

async function* filesBelow(workspace: string, folder: string): AsyncGenerator<FoundFile> {
  const entries = await entriesOf(join(workspace, folder))
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = `${folder}/${entry.name}`
    if (entry.isDirectory()) {
      yield* filesBelow(workspace, path)
      continue
    }
    const found = await statIfThere(join(workspace, path))
    if (!found) continue
    const uri = `file:${path}`
    yield { uri, role: entry.isFile() ? roleOf(uri, entry.name) : 'foreign', ...found }
  }
}

function roleOf(uri: string, name: string): FoundFile['role'] {
  if (isArtifactUri(uri)) return 'artifact'
  return isAside(name) ? 'leftover' : 'foreign'
}

async function entriesOf(folder: string) {
  try {
    return await readdir(folder, { withFileTypes: true })
  } catch (error) {
    // Nothing was stored yet.
    if (isMissing(error)) return []
    throw error
  }
}

async function statIfThere(file: string): Promise<Pick<FoundFile, 'size' | 'modified'> | undefined> {
  try {
    const { size, mtime } = await lstat(file)
    return { size, modified: mtime }
  } catch (error) {
    // Renamed or removed since its folder was read.
    if (isMissing(error)) return undefined
    throw error
  }
}

/** Whether a file is there with the bytes of its hash. It is read in pieces, whatever its size. */
export async function checkFile(file: string, sha256: string): Promise<ArtifactState> {
  const hash = createHash('sha256')
  let size = 0
  try {
    for await (const piece of createReadStream(file)) {
      hash.update(piece)
      size += piece.length
    }
  } catch (error) {
    if (isMissing(error)) return { state: 'missing', size: 0 }
    if (error instanceof Error && 'syscall' in error) {
      return { state: 'unreadable', size: 0, why: error.message }
    }
    throw error
  }
  return { state: hash.digest('hex') === sha256 ? 'whole' : 'changed', size }
}

/**
 * Removes a file unless it was written or used again at or after `before`; tells whether it did.
 *
 * It is moved aside first and looked at then, so that a run which stores the same bytes meanwhile either makes the file
 * newer before, and it is moved back, or doesn't find it, and writes it again.
 */
export async function removeOld(workspace: string, { uri, role }: FoundFile, before: Date): Promise<boolean> {
  if (role === 'foreign') throw new Error(`${uri} is none of ours to remove`)
  const file = join(workspace, ...uri.slice('file:'.length).split('/'))
  const aside = join(file, '..', nameAside(randomUUID()))
  try {
    await rename(file, aside)
  } catch (error) {
    if (isMissing(error)) return false
    throw unwritable(file, error)
  }
  const { mtime } = await lstat(aside)
  if (mtime >= before) {
    await rename(aside, file)
    return false
  }
  await rm(aside)
  return true
}
