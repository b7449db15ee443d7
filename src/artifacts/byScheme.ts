import { SigmaError } from '../core/errors.ts'
import type { Artifacts } from './artifacts.ts'

/**
 * The files of a workspace, in its folder and in a bucket: each is read where its address says that it is, so that a workspace
 * can be moved from one to the other file by file. New ones go to the bucket where there is one.
 *
 * @param openBucket called when the bucket is first needed: its client takes longer to load than a short command takes
 */
export function artifactsByScheme(
  folder: Artifacts,
  openBucket: (() => Promise<Artifacts>) | undefined,
): Artifacts {
  let opened: Promise<Artifacts> | undefined

  async function bucket(open: () => Promise<Artifacts>): Promise<Artifacts> {
    opened ??= open()
    try {
      return await opened
    } catch (error) {
      // Whatever kept it from being opened may be mended while this process lives.
      opened = undefined
      throw error
    }
  }

  async function storeOf(uri: string): Promise<Artifacts> {
    if (!uri.startsWith('s3:')) return folder
    if (openBucket) return bucket(openBucket)
    throw new SigmaError('INVALID_PARAM', `The artifact ${uri} is in a bucket, and no bucket is set`, {
      next: 'Set SIGMA_S3_BUCKET, and what else docs/guide/object-storage.md names.',
    })
  }

  return {
    put: async (bytes, options) => (openBucket ? await bucket(openBucket) : folder).put(bytes, options),
    putFile: async (file, known) => (openBucket ? await bucket(openBucket) : folder).putFile(file, known),
    aside: () => folder.aside(),
    get: async (uri) => (await storeOf(uri)).get(uri),
    exists: async (uri) => (await storeOf(uri)).exists(uri),
    path: async (uri) => (await storeOf(uri)).path(uri),
    checkedPath: async (uri) => (await storeOf(uri)).checkedPath(uri),
    check: async (uri) => (await storeOf(uri)).check(uri),
    async *list() {
      yield* folder.list()
      if (openBucket) yield* (await bucket(openBucket)).list()
    },
    remove: async (file, before) => (await storeOf(file.uri)).remove(file, before),
    link: async (uri, type) => (await storeOf(uri)).link(uri, type),
  }
}
