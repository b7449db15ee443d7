import { errorCatalogue } from '../contract/errors.ts'
import { type ErrorCode, SigmaError } from '../core/errors.ts'

interface ErrorBody {
  ok: false
  error: unknown
  error_info?: ErrorInfo
  request_id: string
}

/** What a client is told of a failure. */
export interface ErrorInfo {
  code: ErrorCode
  message: string
  next?: string
  details?: Record<string, unknown>
}

/** The status and envelope of a failure. What is no SigmaError is a bug: INTERNAL, without its inner text. */
export function errorAnswer(
  error: unknown,
  requestId: string,
  legacyErrors: boolean,
): { status: number; body: ErrorBody; info: ErrorInfo } {
  const info = errorInfo(error, requestId)
  const body: ErrorBody = legacyErrors
    ? { ok: false, error: info.message, error_info: info, request_id: requestId }
    : { ok: false, error: info, request_id: requestId }
  return { status: errorCatalogue[info.code].status, body, info }
}

/** What a client may know of an error; also kept with failed runs. */
function errorInfo(error: unknown, requestId: string): ErrorInfo {
  const known = knownFailure(error)
  if (known) {
    const { code, message, next, details } = known
    return { code, message, ...(next && { next }), ...(Object.keys(details).length > 0 && { details }) }
  }
  return {
    code: 'INTERNAL',
    message: `an unexpected error; the server's log has it under request ${requestId}`,
  }
}

/**
 * A failure that a client may be told of; undefined for a bug. Fastify finds faults of its own in a request before a
 * handler sees it: bad JSON, a body that is too large, and so on.
 */
export function knownFailure(error: unknown): SigmaError | undefined {
  if (error instanceof SigmaError) return error
  if (!(error instanceof Error) || !('statusCode' in error)) return undefined
  const { statusCode, message } = error
  const isOfRequest = typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500
  return isOfRequest ? new SigmaError('INVALID_PARAM', message) : undefined
}
