import { type ErrorCode, SigmaError } from '../core/errors.ts'

/** A `SigmaError` as plain data, which reaches another thread whole. */
export interface PlainError {
  code: ErrorCode
  message: string
  details: Record<string, unknown>
  next: string | undefined
}

/** Undefined for an error that is no `SigmaError`: a bug, whose stack is worth more than its kind. */
export function plainError(error: unknown): PlainError | undefined {
  if (!(error instanceof SigmaError)) return undefined
  const { code, message, details, next } = error
  return { code, message, details, next }
}

export function sigmaError({ code, message, details, next }: PlainError): SigmaError {
  return new SigmaError(code, message, { details, ...(next !== undefined && { next }) })
}
