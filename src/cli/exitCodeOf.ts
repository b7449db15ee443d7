import { BackendFailure, BackendUnreachable } from '../client/failure.ts'
import { SigmaError } from '../core/errors.ts'
import { exitCodes } from './exitCodes.ts'
import { Interrupted } from './interrupted.ts'

/**
 * The exit code of an error: bad input is the caller's, an absent backend is its own kind, a gate that refuses is a
 * verdict, the rest failed.
 * It stands apart from the codes so that --help, which needs them, loads nothing of the client.
 */
export function exitCodeOf(error: unknown): number {
  if (error instanceof Interrupted) return exitCodes.interrupted
  if (error instanceof BackendUnreachable) return exitCodes.unreachable
  // The earlier backend names no codes, and answers 400 to what is the caller's fault and to what is not.
  if (error instanceof BackendFailure && !error.named) return exitCodes.failed
  if (error instanceof SigmaError && error.code === 'INVALID_PARAM') return exitCodes.usage
  if (error instanceof SigmaError && error.code === 'GATE_FAILED') return exitCodes.negative
  return exitCodes.failed
}
