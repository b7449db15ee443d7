import { BackendFailure, BackendUnreachable } from '../client/failure.ts'
import { SigmaError } from '../core/errors.ts'
import { Interrupted } from './interrupted.ts'

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
  if (error instanceof Interrupted) return exitCodes.interrupted
  if (error instanceof BackendUnreachable) return exitCodes.unreachable
  // The earlier backend names no codes, and answers 400 to what is the caller's fault and to what is not.
  if (error instanceof BackendFailure && !error.named) return exitCodes.failed
  if (error instanceof SigmaError && error.code === 'INVALID_PARAM') return exitCodes.usage
  return exitCodes.failed
}
