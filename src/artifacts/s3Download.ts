import { Readable } from 'node:stream'
import { GetObjectCommand, NoSuchKey, type S3Client } from '@aws-sdk/client-s3'
import { attempts } from './s3Client.ts'

/**
 * Reads an object piece by piece. The client repeats requests, but not answers that break off in the middle: these are read
 * again from the start, so that `use` may be called several times.
 *
 * @param use is told the size in bytes too
 * @returns what `use` made of it; undefined where there is no such object
 */
export async function download<Result>(
  client: S3Client,
  target: { Bucket: string; Key: string },
  use: (pieces: AsyncIterable<Uint8Array>, size: number) => Promise<Result>,
): Promise<Result | undefined> {
  for (let attempt = 1; ; attempt++) {
    const object = await find(client, target)
    if (!object) return undefined
    const { body, size } = object
    try {
      return await use(body, size)
    } catch (error) {
      if (attempt >= attempts || !isBrokenOff(body)) throw error
    } finally {
      body.destroy()
    }
  }
}

async function find(
  client: S3Client,
  target: { Bucket: string; Key: string },
): Promise<{ body: Readable; size: number } | undefined> {
  try {
    const { Body: body, ContentLength: size } = await client.send(new GetObjectCommand(target))
    if (!(body instanceof Readable)) throw new TypeError('Expected a stream of Node.js from the S3 client')
    if (size === undefined) throw new TypeError('Expected the S3 server to tell the size of an object')
    return { body, size }
  } catch (error) {
    if (error instanceof NoSuchKey) return undefined
    throw error
  }
}

/** Whether reading failed, rather than what was done with it. */
const isBrokenOff = (body: Readable): boolean => body.errored !== null
