import { SigmaError } from '../core/errors.ts'
import type { Parts } from '../services/parts.ts'
import { errorAnswer } from './errors.ts'
import type { ServedRequest } from './route.ts'

/** The answer that tells of a failure. What is a bug is told to the operator too. */
export function failureAnswer(
  error: unknown,
  { id, method, url }: Pick<ServedRequest, 'id' | 'method' | 'url'>,
  { parts, legacyErrors }: { parts: Parts; legacyErrors: boolean },
): ReturnType<typeof errorAnswer> {
  const answer = errorAnswer(error, id, legacyErrors)
  // A run's own failure has been reported where it ran.
  const isReported = error instanceof SigmaError && 'run_id' in error.details
  if (answer.status === 500 && !isReported)
    parts.reportBug(error, `request ${id}, ${method} ${url.split('?')[0]}`)
  return answer
}
