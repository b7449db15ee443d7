import type { S3Client } from '@aws-sdk/client-s3'

/** The right that each request needs. One that reads what is not there needs another one too, else it is refused. */
const rights: Readonly<Record<string, string>> = {
  GetObjectCommand: 's3:GetObject, or s3:ListBucket for what is not there',
  HeadObjectCommand: 's3:GetObject, or s3:ListBucket for what is not there',
  PutObjectCommand: 's3:PutObject',
  CreateMultipartUploadCommand: 's3:PutObject',
  UploadPartCommand: 's3:PutObject',
  CompleteMultipartUploadCommand: 's3:PutObject',
  AbortMultipartUploadCommand: 's3:AbortMultipartUpload',
  ListObjectsV2Command: 's3:ListBucket',
  DeleteObjectCommand: 's3:DeleteObject',
}

/** The requests that failed, by their errors, which don't tell. */
const failed = new WeakMap<Error, string>()

/** Remembers of each error of a client what was asked for. */
export function rememberRequests(client: S3Client): void {
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (given) => {
        try {
          return await next(given)
        } catch (error) {
          if (error instanceof Error && commandName !== undefined) failed.set(error, commandName)
          throw error
        }
      },
    { step: 'initialize', name: 'rememberRequests' },
  )
}

/** The right that a request needed which failed; undefined where that is not known. */
export function neededRight(error: Error): string | undefined {
  return rights[failed.get(error) ?? '']
}
