import { SigmaError } from '../core/errors.ts'
import type { ToldError } from './events.ts'
import type { AssistantParts } from './parts.ts'

/** A failure as it is told. Of a bug nothing is told: it is reported. */
export function toldError(error: unknown, parts: AssistantParts): ToldError {
  if (!(error instanceof SigmaError)) {
    parts.reportBug(error, 'assistant')
    return { code: 'INTERNAL', message: 'the tool failed' }
  }
  const { code, message, next, details } = error
  return {
    code,
    message,
    ...(next !== undefined && { next }),
    ...(Object.keys(details).length > 0 && { details }),
  }
}
