import { randomUUID } from 'node:crypto'
import { mkdir, open, readFile, rename, rm, stat, utimes } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Artifacts } from './artifacts.ts'
import { changed, missing, nameOf, sha256Of, unreadable } from './content.ts'
import { checkFile, listFiles, removeOld } from './localFiles.ts'
import { artifactFolder, isMissing, locate, nameAside, unwritable } from './localPaths.ts'

const here = 'this workspace'

/** Artifacts in the workspace's own folder: `.sigma/artifacts/<first two of the hash>/<hash>.<extension>`. */
export function openArtifacts(workspace: string): Artifacts {
  return {
    async put(bytes, { extension }) {
      const sha256 = sha256Of(bytes)
      const uri = `file:${artifactFolder}/${nameOf(sha256, extension)}`
      const { file } = await locate(workspace, uri)
      const present = await readIfThere(file)
      // A file that was damaged since it was stored is mended by storing it again.
      const isWhole = present !== undefined && sha256Of(present) === sha256
      if (!isWhole || !(await touch(file))) await writeWhole(file, bytes)
      return { uri, sha256, size: bytes.byteLength }
    },

    async putFile(from, { sha256, extension }) {
      const uri = `file:${artifactFolder}/${nameOf(sha256, extension)}`
      const { file } = await locate(workspace, uri)
      const { size } = await stat(from)
      const isWhole = (await checkFile(file, sha256)).state === 'whole'
      if (!isWhole || !(await touch(file))) await takeOver(from, file)
      return { uri, sha256, size }
    },

    async aside() {
      const folder = join(workspace, artifactFolder)
      await mkdir(folder, { recursive: true })
      return join(folder, nameAside(randomUUID()))
    },

    async get(uri) {
      const { file, sha256 } = await locate(workspace, uri)
      const bytes = await readIfThere(file)
      if (!bytes) throw missing(uri, here)
      if (sha256Of(bytes) !== sha256) throw changed(uri)
      return bytes
    },

    async exists(uri) {
      const { file } = await locate(workspace, uri)
      return isFile(file)
    },

    async path(uri) {
      const { file } = await locate(workspace, uri)
      if (!(await isFile(file))) throw missing(uri, here)
      return file
    },

    async checkedPath(uri) {
      const { file, sha256 } = await locate(workspace, uri)
      const { state, ...found } = await checkFile(file, sha256)
      if (state === 'missing') throw missing(uri, here)
      if (state === 'changed') throw changed(uri)
      if (state === 'unreadable' && 'why' in found) throw unreadable(uri, found.why)
      return file
    },

    async check(uri) {
      const { file, sha256 } = await locate(workspace, uri)
      return checkFile(file, sha256)
    },

    list: () => listFiles(workspace),
    remove: (found, before) => removeOld(workspace, found, before),

    async link(uri) {
      await locate(workspace, uri)
      return null
    },
  }
}

/** Writes aside, flushes and renames, so that the file is there whole or not at all, also after a power cut. */
async function writeWhole(file: string, bytes: Uint8Array): Promise<void> {
  const aside = join(dirname(file), nameAside(randomUUID()))
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

/** Moves a file of the same folder to its place, flushed first, so that it is there whole or not at all. */
async function takeOver(from: string, file: string): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true })
    const handle = await open(from, 'r+')
    try {
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(from, file)
  } catch (error) {
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

/**
 * Makes a file look new to whoever collects old ones: its row is about to be written. False when it has just been
 * collected.
 */
async function touch(file: string): Promise<boolean> {
  const now = new Date()
  try {
    await utimes(file, now, now)
    return true
  } catch (error) {
    if (isMissing(error)) return false
    throw unwritable(file, error)
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
