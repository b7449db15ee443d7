import type { Dirent } from 'node:fs'
import { lstat, readdir, realpath } from 'node:fs/promises'
import { join } from 'node:path'
import { readableRoots } from './readableFiles.ts'
import type { Workspace } from './workspace.ts'

/** A file below the folders that may be read. */
interface ListedFile {
  /** Inside the workspace, with slashes. */
  path: string
  /** In bytes. */
  size: number
  modified: Date
}

export interface ReadableList {
  /** Newest first. */
  files: ListedFile[]
  /** Whether there were more files than are looked at. */
  isCut: boolean
}

/** Files and folders that are looked at: a workspace of years of sweeps has some ten thousands. */
const mostEntries = 50_000
const deepest = 20

/**
 * The files below these folders whose paths are wanted. Links are left out, whatever they lead to, and so is what is
 * hidden, as a file that is being written.
 */
export async function listReadable(
  workspace: Workspace,
  isWanted: (path: string) => boolean,
  signal: AbortSignal,
): Promise<ReadableList> {
  const root = await realpath(workspace.root)
  const folders: { path: string; depth: number }[] = []
  for (const { folder } of readableRoots)
    if (await isFolder(root, folder)) folders.push({ path: folder, depth: 0 })
  const files: ListedFile[] = []
  let entries = 0
  let isCut = false
  for (let folder = folders.shift(); folder !== undefined && !isCut; folder = folders.shift()) {
    for (const entry of await entriesOf(join(root, folder.path))) {
      signal.throwIfAborted()
      isCut = ++entries > mostEntries
      if (isCut) break
      const path = `${folder.path}/${entry.name}`
      if (entry.name.startsWith('.')) continue
      if (entry.isDirectory()) {
        if (folder.depth < deepest) folders.push({ path, depth: folder.depth + 1 })
      } else if (entry.isFile() && isWanted(path)) files.push(...(await factsOf(root, path)))
    }
  }
  files.sort((a, b) => b.modified.getTime() - a.modified.getTime() || (a.path < b.path ? -1 : 1))
  return { files, isCut }
}

/** Whether a folder of the workspace is there, with no link on the way to it. */
async function isFolder(root: string, folder: string): Promise<boolean> {
  let at = root
  for (const name of folder.split('/')) {
    at = join(at, name)
    const facts = await lstat(at).catch(gone)
    if (!facts?.isDirectory()) return false
  }
  return true
}

async function entriesOf(folder: string): Promise<Dirent[]> {
  return (await readdir(folder, { withFileTypes: true }).catch(gone)) ?? []
}

async function factsOf(root: string, path: string): Promise<ListedFile[]> {
  const facts = await lstat(join(root, path)).catch(gone)
  return facts?.isFile() ? [{ path, size: facts.size, modified: facts.mtime }] : []
}

/** What was removed meanwhile, or is not for this user of the system, is not listed. */
function gone(error: unknown): undefined {
  if (error instanceof Error && 'code' in error) return undefined
  throw error
}
