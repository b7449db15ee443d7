import { S3Client } from '@aws-sdk/client-s3'
import { s3Failure } from './s3Failure.ts'
import type { S3Server } from './s3Location.ts'
import { rememberRequests } from './s3Rights.ts'

/** How often a request is tried in all, with a growing pause in between. */
export const attempts = 4
const connectMs = 5_000
/**
 * A client that finds its credentials by the standard chain: environment, files in ~/.aws, the role of the machine.
 *
 * @param idleMs for how long nothing at all may come or go, in milliseconds
 */
export function openS3Client(
  { endpoint, region, pathStyle }: Omit<S3Server, 'bucket'>,
  { idleMs = 30_000 }: { idleMs?: number } = {},
): S3Client {
  const client = withoutAdvice(
    () =>
      new S3Client({
        ...(endpoint !== undefined && { endpoint }),
        ...(region !== undefined && { region }),
        forcePathStyle: pathStyle,
        maxAttempts: attempts,
        requestHandler: { connectionTimeout: connectMs, socketTimeout: idleMs },
        // Each upload carries its own SHA-256, and what is read is compared with its name.
        requestChecksumCalculation: 'WHEN_REQUIRED',
        responseChecksumValidation: 'WHEN_REQUIRED',
      }),
  )
  rememberRequests(client)
  return client
}

const noAdvice = 'AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'

/**
 * The first client warns on standard error that later versions of it will ask for a newer Node.js. It is a part of the
 * build, so that nobody who sees this could heed it.
 */
function withoutAdvice<Client>(make: () => Client): Client {
  const before = process.env[noAdvice]
  process.env[noAdvice] = 'true'
  try {
    return make()
  } finally {
    if (before === undefined) delete process.env[noAdvice]
    else process.env[noAdvice] = before
  }
}

/** Does something with the server; a failure that a user can mend is told as such. */
export async function asking<Result>(server: S3Server, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    throw s3Failure(server, error)
  }
}
