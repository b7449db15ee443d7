import { realpath } from 'node:fs/promises'
import { dirname, isAbsolute, join, relative, sep } from 'node:path'
import { SigmaError } from '../core/errors.ts'
import { namePattern } from './content.ts'

// How artifacts are named in a workspace's own folder.

export const artifactFolder = '.sigma/artifacts'

const URI = new RegExp(`^file:${artifactFolder.replaceAll('.', '[.]')}/${namePattern}$`)
const ASIDE = /^\.[0-9a-f-]{36}\.part$/

/** Whether this is how `put` names a file. */
export const isArtifactUri = (uri: string): boolean => URI.test(uri)

/** The name of a file while it is written, beside the one that it becomes. */
export const nameAside = (id: string): string => `.${id}.part`

/** Whether this is the name of a file that was being written. */
export const isAside = (name: string): boolean => ASIDE.test(name)

/** The file of a uri, known to lie in the workspace whatever links the folders on its way are. */
export async function locate(workspace: string, uri: string): Promise<{ file: string; sha256: string }> {
  const sha256 = URI.exec(uri)?.groups?.sha256
  if (!sha256) {
    throw new SigmaError(
      'INVALID_PARAM',
      `Expected the uri of an artifact, file:${artifactFolder}/…, got ${uri}`,
    )
  }
  const file = join(workspace, ...uri.slice('file:'.length).split('/'))
  const path = relative(await realpath(workspace), await realFolder(dirname(file)))
  if (path === '..' || path.startsWith(`..${sep}`) || isAbsolute(path)) {
    throw new SigmaError(
      'INVALID_PARAM',
      `The artifact ${uri} lies outside the workspace ${workspace}, behind a link`,
      {
        next: `Replace the link in ${join(workspace, artifactFolder)} by a folder.`,
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

export function isMissing(error: unknown): boolean {
  return hasCode(error, ['ENOENT'])
}

function hasCode(error: unknown, codes: readonly string[]): error is Error {
  return error instanceof Error && 'code' in error && codes.some((code) => code === error.code)
}

/** A full disk or a folder of somebody else is the user's to mend; anything else is passed on. */
export function unwritable(file: string, error: unknown): unknown {
  if (!hasCode(error, ['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT'])) return error
  return new SigmaError('UNAVAILABLE', `The artifact ${file} can't be written: ${error.message}`, {
    next: `Make room on its disk and ${dirname(file)} writable for this user, or choose another workspace.`,
    cause: error,
  })
}
