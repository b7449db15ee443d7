import { constants, type Stats } from 'node:fs'
import { type FileHandle, lstat, open, readlink, realpath } from 'node:fs/promises'
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { invalidParam, SigmaError } from '../core/errors.ts'
import { findArtifactBySha } from '../store/artifacts.ts'
import type { Parts } from './parts.ts'
import type { Workspace } from './workspace.ts'

/** Folders of a workspace whose files may be looked at; of what is `kept` the rows only where that is allowed. */
export const readableRoots = [
  { folder: 'reports', kept: false },
  { folder: 'static', kept: false },
  { folder: 'matrices', kept: true },
  { folder: 'artifacts', kept: true },
  { folder: '.sigma/artifacts', kept: true },
] as const

/** A file below one of these folders, behind no link. */
export interface ReadableFile {
  /** Inside the workspace, with slashes. */
  path: string
  /** Where it lies. */
  file: string
  /** Whether it is an artifact or a matrix. */
  kept: boolean
}

export interface OpenFile extends ReadableFile {
  handle: FileHandle
  /** In bytes. */
  size: number
  modified: Date
}

/** A link that leads to a link, and so on, is followed as far as the system itself follows one. */
const mostLinks = 40

/**
 * The file of a path below the folders that may be read. A link is followed only to a place that lies below them too, and
 * is looked at nowhere else, so that an answer tells nothing of the files outside: not even whether they are there.
 *
 * @throws INVALID_PARAM for a path that leads out, and for what is no file; NOT_FOUND where there is none
 */
export async function findReadable(workspace: Workspace, path: string): Promise<ReadableFile> {
  const root = await realpath(workspace.root)
  let rest = partsBelow(workspace.root, root, path)
  let at = ''
  let links = 0
  for (let part = rest.shift(); part !== undefined; part = rest.shift()) {
    const next = at === '' ? part : `${at}/${part}`
    if (!isOnTheWay(next)) throw outside()
    const facts = await factsOf(join(root, next), path)
    if (!facts.isSymbolicLink()) {
      at = next
      continue
    }
    // The folders themselves are none: a link in the place of one could lead to the store.
    if (rootOf(next) === undefined || ++links > mostLinks) throw outside()
    const target = await readlink(join(root, next))
    rest = [...partsBelow(root, root, resolve(dirname(join(root, next)), target)), ...rest]
    at = ''
  }
  const below = rootOf(at)
  if (below === undefined) throw outside()
  const file = join(root, at)
  if (!(await factsOf(file, path)).isFile()) throw noFile(at)
  return { path: at, file, kept: below.kept }
}

/**
 * Opens such a file for reading. It is to be closed.
 *
 * @throws as `findReadable`, and INVALID_PARAM for one that this user of the system may not read
 */
export async function openReadable(workspace: Workspace, path: string): Promise<OpenFile> {
  const found = await findReadable(workspace, path)
  // What was put in its place since is not followed, and a pipe is not waited for.
  const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)
  const handle = await open(found.file, flags).catch((error: unknown) => {
    throw unreadable(error, found.path)
  })
  const facts = await handle.stat()
  if (facts.isFile()) return { ...found, handle, size: facts.size, modified: facts.mtime }
  await handle.close()
  throw noFile(found.path)
}

/** Where all of a file is read: the address of an artifact that a run refers to, else its path. */
export async function addressOf({ db }: Pick<Parts, 'db'>, { path }: ReadableFile): Promise<string> {
  const [, sha256] = /^\.sigma\/artifacts\/[0-9a-f]{2}\/([0-9a-f]{64})\.[a-z0-9.]+$/.exec(path) ?? []
  const isKnown = sha256 !== undefined && (await findArtifactBySha(db, sha256)) !== undefined
  return isKnown ? `/artifacts/${sha256}` : path
}

/** The refusal of whatever does not lie below these folders. It says nothing of what was asked for. */
export function outside(field = 'path'): SigmaError {
  const names = readableRoots.map(({ folder }) => `${folder}/`)
  return invalidParam([
    {
      field,
      issue: `only files below ${names.slice(0, -1).join(', ')} and ${names.at(-1)} can be looked at`,
    },
  ])
}

/** The names on the way to a path from the workspace on, which are all that is looked at. */
function partsBelow(named: string, real: string, path: string): string[] {
  if (path.includes('\0')) throw outside()
  const absolute = resolve(named, path)
  const inner = [named, real].map((root) => relative(root, absolute)).find(isInside)
  if (inner === undefined) throw outside()
  return inner.split(sep)
}

const isInside = (inner: string): boolean =>
  inner !== '' && inner !== '..' && !inner.startsWith(`..${sep}`) && !isAbsolute(inner)

/** Whether a path is one of the folders, lies below one, or on the way to one. */
function isOnTheWay(path: string): boolean {
  return rootOf(path) !== undefined || readableRoots.some(({ folder }) => folder.startsWith(`${path}/`))
}

function rootOf(path: string): (typeof readableRoots)[number] | undefined {
  return readableRoots.find(({ folder }) => path === folder || path.startsWith(`${folder}/`))
}

async function factsOf(file: string, path: string): Promise<Stats> {
  try {
    return await lstat(file)
  } catch (error) {
    throw unreadable(error, path)
  }
}

function unreadable(error: unknown, path: string): unknown {
  if (!(error instanceof Error && 'code' in error)) return error
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR' || error.code === 'ENAMETOOLONG') {
    return new SigmaError('NOT_FOUND', `there is no file ${shown(path)} in this workspace`, {
      next: 'reports.search lists the files that there are',
    })
  }
  if (error.code === 'ELOOP') return outside()
  return invalidParam([{ field: 'path', issue: `${shown(path)} can't be read: ${String(error.code)}` }])
}

function noFile(path: string): SigmaError {
  return invalidParam([{ field: 'path', issue: `${shown(path)} is no file` }])
}

/** What was asked for, as text that cannot be taken for anything else. */
function shown(path: string): string {
  const text = JSON.stringify(path)
  return text.length > 200 ? `${text.slice(0, 199)}…"` : text
}
