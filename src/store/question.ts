import { SigmaError } from '../core/errors.ts'

export type BoundValue = string | number | null

/** A single `select`, with its values bound in order: `?1`, `?2` … on SQLite, `$1`, `$2` … on PostgreSQL. */
export interface Question {
  sql: string
  values: readonly BoundValue[]
  /** Rows beyond these are not given. */
  mostRows: number
}

export interface Patience {
  timeoutMs: number
  /** Nobody waits any more once it is aborted. On PostgreSQL the statement goes on to its end or its time-out. */
  signal?: AbortSignal
}

export type Row = Record<string, unknown>

/** What is told when the time is up. */
export function tookTooLong(timeoutMs: number, cause: unknown): SigmaError {
  return new SigmaError('TIMEOUT', `the database took longer than ${timeoutMs / 1000} s to answer`, {
    next: 'ask for less: fewer rows, or those of one model or sweep',
    cause,
  })
}
