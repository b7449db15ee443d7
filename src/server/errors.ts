import { errorCatalogue } from '../contract/errors.ts'
import { type ErrorCode, SigmaError } from '../core/errors.ts'

interface ErrorBody {
  ok: false
  error: unknown
  error_info?: ErrorInfo
  request_id: string
}

interface ErrorInfo {
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
): { status: number; body: ErrorBody } {
  const info = errorInfo(error, requestId)
  const body: ErrorBody = legacyErrors
    ? { ok: false, error: info.message, error_info: info, request_id: requestId }
    : { ok: false, error: info, request_id: requestId }
  return { status: errorCatalogue[info.code].status, body }
}

/** What a client may know of an error; also kept with failed runs. */
function errorInfo(error: unknown, requestId: string): ErrorInfo {
  if (error instanceof SigmaError) {
    const { code, message, next, details } = error
    return { code, message, ...(next && { next }), ...(Object.keys(details).length > 0 && { details }) }
  }
  const request = requestFault(error)
  if (request) return { code: 'INVALID_PARAM', message: request }
  return {
    code: 'INTERNAL',
    message: `an unexpected error; the server's log has it under request ${requestId}`,
  }
}

/** Faults that Fastify finds in a request before a handler sees it: bad JSON, a body that is too large, and so on. */
function requestFault(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('statusCode' in error)) return undefined
  const { statusCode, message } = error
  return typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500 ? message : undefined
}
