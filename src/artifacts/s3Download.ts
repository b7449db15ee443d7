import { Readable } from 'node:stream'
import { GetObjectCommand, NoSuchKey, type S3Client } from '@aws-sdk/client-s3'
import { attempts } from './s3Client.ts'

/**
 * Reads an object piece by piece. The client repeats requests, but not answers that break off in the middle: these are read
 * again from the start, so that `use` may be called several times.
 *
 * @returns what `use` made of it; undefined where there is no such object
 */
export async function download<Result>(
  client: S3Client,
  target: { Bucket: string; Key: string },
  use: (pieces: AsyncIterable<Uint8Array>) => Promise<Result>,
): Promise<Result | undefined> {
  for (let attempt = 1; ; attempt++) {
    const body = await bodyOf(client, target)
    if (!body) return undefined
    try {
      return await use(body)
    } catch (error) {
      if (attempt >= attempts || !isBrokenOff(body)) throw error
    } finally {
      body.destroy()
    }
  }
}

async function bodyOf(
  client: S3Client,
  target: { Bucket: string; Key: string },
): Promise<Readable | undefined> {
  try {
    const { Body } = await client.send(new GetObjectCommand(target))
    if (!(Body instanceof Readable)) throw new TypeError('Expected a stream of Node.js from the S3 client')
    return Body
  } catch (error) {
    if (error instanceof NoSuchKey) return undefined
    throw error
  }
}

/** Whether reading failed, rather than what was done with it. */
const isBrokenOff = (body: Readable): boolean => body.errored !== null
