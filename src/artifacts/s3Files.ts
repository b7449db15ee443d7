import {
  AbortMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  type HeadObjectCommandOutput,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  NoSuchUpload,
  NotFound,
  paginateListObjectsV2,
  type S3Client,
} from '@aws-sdk/client-s3'
import type { FoundFile } from './artifacts.ts'
import { statusOf } from './s3Failure.ts'
import type { S3Names } from './s3Names.ts'

// What is to be done with all objects of a database, rather than with one that is named.

const uploadMark = '?uploadId='

/** Every object that was stored, in the order of keys, page by page; then uploads that were begun and never ended. */
export async function* listObjects(
  client: S3Client,
  bucket: string,
  names: S3Names,
): AsyncGenerator<FoundFile> {
  for await (const { Contents = [] } of paginateListObjectsV2(
    { client },
    { Bucket: bucket, Prefix: names.own },
  )) {
    for (const { Key, Size = 0, LastModified } of Contents) {
      if (Key === undefined || LastModified === undefined) continue
      const role = names.isArtifactKey(Key) ? 'artifact' : 'foreign'
      yield { uri: names.uriOf(Key), role, size: Size, modified: LastModified }
    }
  }
  yield* listUploads(client, bucket, names)
}

async function* listUploads(client: S3Client, bucket: string, names: S3Names): AsyncGenerator<FoundFile> {
  let after: { KeyMarker?: string; UploadIdMarker?: string } = {}
  for (;;) {
    const page = await uploadsOf(client, { Bucket: bucket, Prefix: names.own, ...after })
    for (const { Key, UploadId, Initiated } of page?.Uploads ?? []) {
      if (Key === undefined || UploadId === undefined || Initiated === undefined) continue
      const size = await uploadedBytes(client, { Bucket: bucket, Key, UploadId })
      yield {
        uri: `${names.uriOf(Key)}${uploadMark}${UploadId}`,
        role: 'leftover',
        size,
        modified: Initiated,
      }
    }
    if (!page?.IsTruncated) return
    after = { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker }
  }
}

/** Servers that don't list them keep their uploads to themselves: then there are none to collect. */
async function uploadsOf(
  client: S3Client,
  input: ConstructorParameters<typeof ListMultipartUploadsCommand>[0],
) {
  try {
    return await client.send(new ListMultipartUploadsCommand(input))
  } catch (error) {
    if (statusOf(error) === 501) return undefined
    throw error
  }
}

/** Those of the first thousand parts, which is all that a person is told. */
async function uploadedBytes(
  client: S3Client,
  upload: { Bucket: string; Key: string; UploadId: string },
): Promise<number> {
  try {
    const { Parts = [] } = await client.send(new ListPartsCommand(upload))
    return Parts.reduce((sum, { Size = 0 }) => sum + Size, 0)
  } catch (error) {
    // Ended since it was listed.
    if (error instanceof NoSuchUpload) return 0
    throw error
  }
}

/**
 * What the server knows of an object; undefined where there is none. A refusal of this request has no words, so another one
 * asks for them.
 */
export async function headOf(
  client: S3Client,
  target: { Bucket: string; Key: string },
): Promise<HeadObjectCommandOutput | undefined> {
  try {
    return await client.send(new HeadObjectCommand(target))
  } catch (error) {
    if (error instanceof NotFound) return undefined
    if (statusOf(error) === 403) await client.send(new GetObjectCommand({ ...target, Range: 'bytes=0-0' }))
    throw error
  }
}

/**
 * Removes an object unless it was stored again at or after `before`; tells whether it did. S3 has no way to look and remove in
 * one step, so it is looked at right before: a run that stores the same bytes in these milliseconds loses them, as
 * `artifacts verify` tells.
 */
export async function removeOldObject(
  client: S3Client,
  bucket: string,
  names: S3Names,
  { uri, role }: FoundFile,
  before: Date,
): Promise<boolean> {
  if (role === 'foreign') throw new Error(`${uri} is none of ours to remove`)
  const [address, UploadId] = uri.split(uploadMark)
  const target = { Bucket: bucket, Key: names.locate(address).key }
  if (UploadId !== undefined) return abort(client, { ...target, UploadId })
  const head = await headOf(client, target)
  if (head?.LastModified === undefined || head.LastModified >= before) return false
  await client.send(new DeleteObjectCommand(target))
  return true
}

async function abort(
  client: S3Client,
  upload: { Bucket: string; Key: string; UploadId: string },
): Promise<boolean> {
  try {
    await client.send(new AbortMultipartUploadCommand(upload))
    return true
  } catch (error) {
    if (error instanceof NoSuchUpload) return false
    throw error
  }
}
