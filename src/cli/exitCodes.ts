import { BackendUnreachable } from '../client/failure.ts'
import { SigmaError } from '../core/errors.ts'

/** What a script learns from a command's end (docs/guide/exit-codes.md). */
export const exitCodes = {
  done: 0,
  failed: 1,
  usage: 2,
  unreachable: 3,
  negative: 4,
  interrupted: 130,
} as const

/** The exit code of an error: bad input is the caller's, an absent backend is its own kind, the rest failed. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof BackendUnreachable) return exitCodes.unreachable
  if (error instanceof SigmaError && error.code === 'INVALID_PARAM') return exitCodes.usage
  return exitCodes.failed
}
