import { randomUUID } from 'node:crypto'
import { link, mkdir, realpath, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join, relative, sep } from 'node:path'
import { SigmaError } from '../core/errors.ts'
import { isErrno } from './packFile.ts'

/** A file to be made. `path` is relative to the folder it is written under. */
export interface NewFile {
  path: string
  text: string
}

/**
 * Writes new files under a folder, all or none, in the order given. Each is written under a temporary name first and
 * then linked to its own, so that no reader ever sees a part of one, and no existing file is overwritten: that is
 * CONFLICT. A folder that leads out of `root` by a symbolic link is INVALID_PARAM.
 */
export async function writeTogether(root: string, files: readonly NewFile[]): Promise<void> {
  const temporary: string[] = []
  const placed: string[] = []
  try {
    for (const { path, text } of files) {
      await makeFolderOf(root, path)
      const target = join(root, path)
      const name = join(dirname(target), `.${basename(target)}.${randomUUID()}.tmp`)
      temporary.push(name)
      await writeFile(name, text, { flush: true })
    }
    for (const [index, { path }] of files.entries()) {
      await linkNew(temporary[index], join(root, path), path)
      placed.push(join(root, path))
    }
  } catch (error) {
    await removeAll(placed)
    throw error
  } finally {
    await removeAll(temporary)
  }
}

/**
 * Writes a file under a folder, in place of the one that is there: whole, so that no reader ever sees a part of it.
 *
 * @throws INVALID_PARAM for a folder that leads out of `root` by a symbolic link
 */
export async function replaceFile(root: string, { path, text }: NewFile): Promise<void> {
  await makeFolderOf(root, path)
  const target = join(root, path)
  const name = join(dirname(target), `.${basename(target)}.${randomUUID()}.tmp`)
  try {
    await writeFile(name, text, { flush: true })
    await rename(name, target)
  } finally {
    await removeAll([name])
  }
}

/** Makes the folder of a file where there is none. @throws INVALID_PARAM where it leads out of `root` by a symbolic link */
export async function makeFolderOf(root: string, path: string): Promise<void> {
  const folder = dirname(join(root, path))
  await mkdir(folder, { recursive: true })
  await mustStayInside(root, folder)
}

export async function removeAll(paths: readonly string[]): Promise<void> {
  await Promise.all(paths.map((path) => rm(path, { force: true })))
}

async function linkNew(from: string, to: string, path: string): Promise<void> {
  try {
    await link(from, to)
  } catch (error) {
    if (!isErrno(error) || error.code !== 'EEXIST') throw error
    throw new SigmaError('CONFLICT', `packs/${path} exists already`, {
      next: 'choose another name, or remove the file',
      cause: error,
    })
  }
}

async function mustStayInside(root: string, folder: string): Promise<void> {
  const inside = relative(await realpath(root), await realpath(folder))
  if (inside !== '..' && !inside.startsWith(`..${sep}`)) return
  throw new SigmaError('INVALID_PARAM', `${folder} leads out of ${root} by a symbolic link`, {
    next: 'replace the link by a folder',
  })
}
