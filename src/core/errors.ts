/** The codes of Sigma's error catalogue; `contract/errors.ts` gives each its HTTP status, meaning and remedy. */
const errorCodes = [
  'INVALID_PARAM',
  'UNAUTHORIZED',
  'FORBIDDEN',
  'NOT_FOUND',
  'CONFLICT',
  'UNPROCESSABLE',
  'GATE_FAILED',
  'QUOTA_EXCEEDED',
  'RATE_LIMITED',
  'INTERNAL',
  'NOT_IMPLEMENTED',
  'UNAVAILABLE',
  'TIMEOUT',
] as const

export type ErrorCode = (typeof errorCodes)[number]

export function isErrorCode(text: unknown): text is ErrorCode {
  return errorCodes.some((code) => code === text)
}

/** One bad field of a request or a file. `line` is 1-based, for faults found in a file. */
export interface FieldError {
  field: string
  issue: string
  line?: number
}

/**
 * A failure that a user can act on, as opposed to a bug.
 * `message` says what failed and why, `next` what to do about it.
 */
export class SigmaError extends Error {
  readonly code: ErrorCode
  readonly details: Record<string, unknown>
  readonly next: string | undefined

  constructor(
    code: ErrorCode,
    message: string,
    options: { details?: Record<string, unknown>; next?: string; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause })
    this.name = 'SigmaError'
    this.code = code
    this.details = options.details ?? {}
    this.next = options.next
  }
}

/** INVALID_PARAM that lists every bad field, so that a user mends them all at once. */
export function invalidParam(fieldErrors: FieldError[], options: { next?: string } = {}): SigmaError {
  const message = fieldErrors
    .map(({ field, issue, line }) => `${field}${line ? ` (line ${line})` : ''}: ${issue}`)
    .join('; ')
  return new SigmaError('INVALID_PARAM', message, { ...options, details: { field_errors: fieldErrors } })
}
