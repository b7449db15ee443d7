import { createHash } from 'node:crypto'
import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { inLanes } from '../core/inLanes.ts'

/** Bytes that are to be sent. */
export interface Content {
  /** SHA-256 in hex. */
  sha256: string
  /** In bytes. */
  size: number
  /** Those from `start` to before `end`. */
  read(start: number, end: number): Promise<Uint8Array>
}

/** What is larger goes in parts of this size, and of a greater one where there would be too many. */
const partSize = 8 * 1_024 * 1_024
/** The most that S3 takes of one object. */
const partsAtMost = 10_000
const partsAtOnce = 4

/** The user's metadata by which an object is known to hold what `put` wrote: whoever writes it anew leaves it out. */
const metadataOf = ({ sha256 }: { sha256: string }): Record<string, string> => ({ sha256 })

/** Stores an object. It is there whole or not at all; the server compares what came with the SHA-256 of each part. */
export async function upload(
  client: S3Client,
  target: { Bucket: string; Key: string },
  content: Content,
): Promise<void> {
  if (content.size > partSize) return uploadParts(client, target, content)
  const body = await content.read(0, content.size)
  await client.send(
    new PutObjectCommand({
      ...target,
      Body: body,
      ChecksumSHA256: checksum(body),
      Metadata: metadataOf(content),
    }),
  )
}

async function uploadParts(
  client: S3Client,
  target: { Bucket: string; Key: string },
  content: Content,
): Promise<void> {
  const { UploadId } = await client.send(
    new CreateMultipartUploadCommand({
      ...target,
      ChecksumAlgorithm: 'SHA256',
      Metadata: metadataOf(content),
    }),
  )
  const begun = { ...target, UploadId }
  try {
    const parts = await sendParts(client, begun, content)
    await client.send(new CompleteMultipartUploadCommand({ ...begun, MultipartUpload: { Parts: parts } }))
  } catch (error) {
    // Where this fails too, the next collection of garbage aborts it.
    await client.send(new AbortMultipartUploadCommand(begun)).catch(() => undefined)
    throw error
  }
}

/** Sends some parts at once, each read when its turn comes, so that no more than these are in memory. */
async function sendParts(
  client: S3Client,
  begun: { Bucket: string; Key: string; UploadId: string | undefined },
  { size, read }: Content,
): Promise<CompletedPart[]> {
  const bytes = Math.max(partSize, Math.ceil(size / partsAtMost))
  const sent: CompletedPart[] = Array.from({ length: Math.ceil(size / bytes) })
  // All have ended before an upload is given up: a part that comes later would be kept, and paid for.
  await inLanes(sent.keys(), partsAtOnce, async (index) => {
    const body = await read(index * bytes, Math.min(size, (index + 1) * bytes))
    const part = { PartNumber: index + 1, ChecksumSHA256: checksum(body) }
    const { ETag } = await client.send(new UploadPartCommand({ ...begun, ...part, Body: body }))
    sent[index] = { ...part, ETag }
  })
  return sent
}

const checksum = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('base64')
