import { SigmaError } from '../core/errors.ts'
import type { S3Server } from './s3Location.ts'
import { neededRight } from './s3Rights.ts'

/** What the server calls a key, a secret or a session that it does not accept. */
const badCredentials = [
  'InvalidAccessKeyId',
  'SignatureDoesNotMatch',
  'InvalidToken',
  'ExpiredToken',
  'TokenRefreshRequired',
]
/** What the client calls it when the standard chain gave none. */
const noCredentials = ['CredentialsProviderError', 'TokenProviderError']
const refused = ['AccessDenied', 'Forbidden', 'AllAccessDisabled', 'AccountProblem']
const otherRegion = ['PermanentRedirect', 'TemporaryRedirect', 'AuthorizationHeaderMalformed']

/**
 * What went wrong in words of the user, with what to do: UNAVAILABLE, or INVALID_PARAM for a setting. Other errors are
 * passed on. Neither names nor answers of the server are carried along where they could hold a part of the credentials.
 */
export function s3Failure(server: S3Server, error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof SigmaError) return error
  const { name } = error
  const { bucket } = server
  const where = `S3 at ${server.endpoint ?? 'Amazon'}`
  if (noCredentials.includes(name)) {
    return unavailable(
      `${where} needs credentials, and none were found`,
      'set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, or give this machine a role',
    )
  }
  if (badCredentials.includes(name)) {
    return unavailable(
      `${where} does not accept the credentials (${name})`,
      'set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY anew, or the profile or role that they come from',
    )
  }
  if (name === 'NoSuchBucket') {
    return unavailable(
      `${where} has no bucket ${bucket}`,
      'make the bucket, or set SIGMA_S3_BUCKET to one that there is',
    )
  }
  if (refused.includes(name) || statusOf(error) === 403) {
    const right = neededRight(error)
    return unavailable(
      `${where} refuses access to the bucket ${bucket}${right === undefined ? '' : ` (${right})`}`,
      'give the user or role the rights that docs/guide/object-storage.md lists',
    )
  }
  if (otherRegion.includes(name) || statusOf(error) === 301) {
    return unavailable(
      `the bucket ${bucket} is in another region than the one that was asked`,
      'set SIGMA_S3_REGION to the region of the bucket',
    )
  }
  if (/^Region is missing/.test(error.message)) {
    return new SigmaError('INVALID_PARAM', 'the region of the bucket is not known', {
      next: 'set SIGMA_S3_REGION',
    })
  }
  const status = statusOf(error)
  if (status !== undefined && status >= 300) {
    return unavailable(
      `${where} answers ${status} (${name}) to a request for the bucket ${bucket}`,
      'try again later; if it stays, ask whoever runs the server',
    )
  }
  const code = connectionFault(error)
  if (code !== undefined) {
    return unavailable(
      `${where} can't be reached, or broke off: ${code}`,
      'see that the server runs and SIGMA_S3_ENDPOINT is its address, then try again',
      error,
    )
  }
  return error
}

function unavailable(message: string, next: string, cause?: Error): SigmaError {
  return new SigmaError('UNAVAILABLE', message, { next, cause })
}

/** The HTTP status of the answer; undefined where there was none. */
export function statusOf(error: unknown): number | undefined {
  if (!(error instanceof Error && '$metadata' in error)) return undefined
  const { $metadata: metadata } = error
  if (typeof metadata !== 'object' || metadata === null || !('httpStatusCode' in metadata)) return undefined
  return typeof metadata.httpStatusCode === 'number' ? metadata.httpStatusCode : undefined
}

/** Codes of the network and of certificates, rather than of a disk or of a wrong argument. */
const CONNECTION =
  /^(?:ECONN\w+|EAI_\w+|ENOTFOUND|ETIMEDOUT|EPIPE|EPROTO|E(?:HOST|NET)(?:UNREACH|DOWN)|EADDRNOTAVAIL)$|CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO/

/** How a connection failed, such as ECONNREFUSED; undefined for what is no fault of a connection. */
function connectionFault(error: Error): string | undefined {
  if (error.name === 'TimeoutError') return 'no answer in time'
  if ('code' in error && typeof error.code === 'string' && CONNECTION.test(error.code)) return error.code
  return error.message === 'aborted' || error.message === 'socket hang up' ? error.message : undefined
}
