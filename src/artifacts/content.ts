import { createHash } from 'node:crypto'
import { SigmaError } from '../core/errors.ts'

// What every store of artifacts has in common: a file is named by its bytes.

const EXTENSION = /^[a-z0-9]+(?:\.[a-z0-9]+)*$/

/** The names that `nameOf` gives, as a part of a regular expression; the group `sha256` is the hash. */
export const namePattern = String.raw`(?<start>[0-9a-f]{2})/(?<sha256>\k<start>[0-9a-f]{62})\.[a-z0-9]+(?:\.[a-z0-9]+)*`

/** SHA-256 of the bytes, in hex. */
export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/**
 * How a file is called below the folder of its store: `<first two of the hash>/<hash>.<extension>`.
 *
 * @param extension such as `parquet` or `csv.gz`
 * @throws INVALID_PARAM for what is no extension
 */
export function nameOf(sha256: string, extension: string): string {
  if (!EXTENSION.test(extension)) {
    throw new SigmaError('INVALID_PARAM', `Expected an extension such as parquet or csv.gz, got ${extension}`)
  }
  return `${sha256.slice(0, 2)}/${sha256}.${extension}`
}

/** @param store where it was looked for, such as "this workspace" */
export function missing(uri: string, store: string): SigmaError {
  return new SigmaError('NOT_FOUND', `The artifact ${uri} is not in ${store}`, {
    next: 'Make it again by repeating its run with --force, or restore it from a backup.',
  })
}

export function unreadable(uri: string, why: string): SigmaError {
  return new SigmaError('UNAVAILABLE', `The artifact ${uri} can't be read: ${why}`, {
    next: 'Make it readable for this user, or restore it from a backup.',
  })
}

export function changed(uri: string): SigmaError {
  return new SigmaError(
    'UNAVAILABLE',
    `The artifact ${uri} was changed after it was stored: its bytes don't match its hash`,
    {
      next: 'Delete the file and repeat its run with --force, or restore it from a backup.',
    },
  )
}
