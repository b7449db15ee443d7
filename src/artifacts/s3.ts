import { createHash, randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { GetObjectCommand, ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import type { ArtifactState, Artifacts, StoredArtifact } from './artifacts.ts'
import { changed, missing, nameOf, sha256Of } from './content.ts'
import { checkFile } from './localFiles.ts'
import { nameAside, unwritable } from './localPaths.ts'
import { asking, openS3Client } from './s3Client.ts'
import { download } from './s3Download.ts'
import { s3Failure, statusOf } from './s3Failure.ts'
import { headOf, listObjects, removeOldObject } from './s3Files.ts'
import type { S3Location, S3Server } from './s3Location.ts'
import { s3Names } from './s3Names.ts'
import { type Content, upload } from './s3Upload.ts'

/** What was stored less than this before is new enough for whoever collects old objects. */
const freshMs = 30 * 60_000

/**
 * Artifacts as objects of a bucket: `s3://<bucket>/<prefix><folder>/<first two of the hash>/<hash>.<extension>`.
 *
 * @param cacheFolder where `path` puts its copies
 * @param linkSeconds for how long the links are good; undefined for none
 */
export function openS3Artifacts(
  location: S3Location,
  { cacheFolder, linkSeconds }: { cacheFolder: string; linkSeconds: number | undefined },
): Artifacts {
  const client = openS3Client(location)
  const names = s3Names(location)
  const { bucket } = location
  const there = `the bucket ${bucket}`
  const targetOf = (key: string) => ({ Bucket: bucket, Key: key })

  async function store(content: Content, extension: string): Promise<StoredArtifact> {
    const { sha256, size } = content
    const key = `${names.own}${nameOf(sha256, extension)}`
    const target = targetOf(key)
    await asking(location, async () => {
      if (!(await isFresh(client, target, content))) await upload(client, target, content)
    })
    return { uri: names.uriOf(key), sha256, size }
  }

  async function read<Result>(
    key: string,
    use: (pieces: AsyncIterable<Uint8Array>, size: number) => Promise<Result>,
  ): Promise<Result | undefined> {
    return asking(location, () => download(client, targetOf(key), use))
  }

  async function checkedPath(uri: string): Promise<string> {
    const { key, sha256 } = names.locate(uri)
    const file = join(cacheFolder, ...key.split('/').slice(-2))
    if ((await checkFile(file, sha256)).state === 'whole') return file
    if (!(await read(key, (pieces) => copyChecked(pieces, { uri, file, sha256 })))) throw missing(uri, there)
    return file
  }

  return {
    put(bytes, { extension }) {
      const sha256 = sha256Of(bytes)
      const content = {
        sha256,
        size: bytes.byteLength,
        read: async (start: number, end: number) => bytes.subarray(start, end),
      }
      return store(content, extension)
    },

    async putFile(file, { sha256, extension }) {
      const handle = await open(file)
      try {
        const { size } = await handle.stat()
        const read = async (start: number, end: number): Promise<Uint8Array> => {
          const part = Buffer.alloc(end - start)
          const { bytesRead } = await handle.read(part, 0, part.length, start)
          if (bytesRead < part.length) throw changed(file)
          return part
        }
        return await store({ sha256, size, read }, extension)
      } finally {
        await handle.close()
      }
    },

    async aside() {
      await mkdir(cacheFolder, { recursive: true })
      return join(cacheFolder, nameAside(randomUUID()))
    },

    async get(uri) {
      const { key, sha256 } = names.locate(uri)
      const bytes = await read(key, joined)
      if (!bytes) throw missing(uri, there)
      if (sha256Of(bytes) !== sha256) throw changed(uri)
      return bytes
    },

    async exists(uri) {
      const { key } = names.locate(uri)
      return (await asking(location, () => headOf(client, targetOf(key)))) !== undefined
    },

    path: checkedPath,
    checkedPath,

    async check(uri): Promise<ArtifactState> {
      const { key, sha256 } = names.locate(uri)
      try {
        const found = await download(client, targetOf(key), hashOf)
        if (!found) return { state: 'missing', size: 0 }
        return { state: found.sha256 === sha256 ? 'whole' : 'changed', size: found.size }
      } catch (error) {
        // A rule may forbid this object alone; credentials that are no good at all have other names.
        if (error instanceof Error && error.name === 'AccessDenied' && statusOf(error) === 403) {
          return { state: 'unreadable', size: 0, why: 'the server refuses access' }
        }
        throw s3Failure(location, error)
      }
    },

    async *list() {
      try {
        yield* listObjects(client, bucket, names)
      } catch (error) {
        throw s3Failure(location, error)
      }
    },

    remove: (found, before) => asking(location, () => removeOldObject(client, bucket, names, found, before)),

    async link(uri, type) {
      const { key } = names.locate(uri)
      if (linkSeconds === undefined) return null
      const command = new GetObjectCommand({ ...targetOf(key), ResponseContentType: type })
      return asking(location, () => getSignedUrl(client, command, { expiresIn: linkSeconds }))
    },
  }
}

/**
 * Looks whether a bucket answers, and its objects may be listed. Writes nothing.
 *
 * @throws UNAVAILABLE with what to do when not; INVALID_PARAM where the region is not known
 */
export async function lookAtBucket(server: S3Server, prefix: string): Promise<void> {
  // Somebody waits for this and nothing else.
  const client = openS3Client(server, { idleMs: 5_000 })
  try {
    const one = { Bucket: server.bucket, Prefix: prefix, MaxKeys: 1 }
    await asking(server, () => client.send(new ListObjectsV2Command(one)))
  } finally {
    client.destroy()
  }
}

/**
 * Whether an object is there as `put` wrote it, and so new that nobody collects it before its row is written. An older one is
 * sent again, which makes it new: that a copy onto itself does the same is not so on every server.
 */
async function isFresh(
  client: S3Client,
  target: { Bucket: string; Key: string },
  { sha256, size }: Content,
): Promise<boolean> {
  const head = await headOf(client, target)
  if (head?.ContentLength !== size || head.Metadata?.sha256 !== sha256) return false
  return head.LastModified !== undefined && Date.now() - head.LastModified.getTime() < freshMs
}

/** In one piece of memory from the start: a large object is not held twice. */
async function joined(pieces: AsyncIterable<Uint8Array>, size: number): Promise<Buffer> {
  const all = Buffer.allocUnsafe(size)
  let filled = 0
  for await (const piece of pieces) {
    all.set(piece, filled)
    filled += piece.byteLength
  }
  return all.subarray(0, filled)
}

async function hashOf(pieces: AsyncIterable<Uint8Array>): Promise<{ sha256: string; size: number }> {
  const hash = createHash('sha256')
  let size = 0
  for await (const piece of pieces) {
    hash.update(piece)
    size += piece.byteLength
  }
  return { sha256: hash.digest('hex'), size }
}

/** Writes aside, compares and renames, so that the copy is there whole or not at all. */
async function copyChecked(
  pieces: AsyncIterable<Uint8Array>,
  { uri, file, sha256 }: { uri: string; file: string; sha256: string },
): Promise<true> {
  const aside = join(dirname(file), nameAside(randomUUID()))
  try {
    await mkdir(dirname(file), { recursive: true })
    await pipeline(pieces, createWriteStream(aside, { flags: 'wx' }))
    const { state } = await checkFile(aside, sha256)
    if (state !== 'whole') throw changed(uri)
    await rename(aside, file)
    return true
  } catch (error) {
    await rm(aside, { force: true })
    throw unwritable(file, error)
  }
}
