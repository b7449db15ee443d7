import { SigmaError } from '../core/errors.ts'
import { namePattern } from './content.ts'

// How artifacts are named in a bucket.

/** Where the objects of a workspace are. */
export interface S3Place {
  bucket: string
  /** Of all keys; empty, or parts with a slash after each. */
  prefix: string
  /**
   * The part of the key that one database alone writes below, as 12 hexadecimal digits: what no row of it refers to can be
   * collected, whoever else uses the bucket.
   */
  folder: string
}

const BELOW_PREFIX = `[0-9a-f]{12}/${namePattern}`
const OWN = new RegExp(`^${BELOW_PREFIX}$`)
/** Also of another prefix: it may have been another one when the object was stored. */
const ANY = new RegExp(String.raw`^(?:(?!\.{1,2}/)[\w!.*'()-]+/)*${BELOW_PREFIX}$`)

export interface S3Names {
  /** What the keys of this database begin with. */
  own: string
  uriOf(key: string): string
  /** Whether this is how `put` names an object. */
  isArtifactKey(key: string): boolean
  /** @throws INVALID_PARAM for the address of anything else */
  locate(uri: string): { key: string; sha256: string }
}

export function s3Names({ bucket, prefix, folder }: S3Place): S3Names {
  const base = `s3://${bucket}/`
  return {
    own: `${prefix}${folder}/`,
    uriOf: (key) => `${base}${key}`,
    isArtifactKey: (key) => key.startsWith(prefix) && OWN.test(key.slice(prefix.length)),
    locate(uri) {
      const key = uri.startsWith(base) ? uri.slice(base.length) : ''
      const sha256 = ANY.exec(key)?.groups?.sha256
      if (sha256) return { key, sha256 }
      throw new SigmaError('INVALID_PARAM', `Expected the uri of an artifact, ${base}…, got ${uri}`, {
        next: 'Set SIGMA_S3_BUCKET to the bucket that it was stored in.',
      })
    },
  }
}
