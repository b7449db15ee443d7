import { SigmaError } from '../core/errors.ts'

/** From the one that tells least to the one that tells most. */
export const logLevels = ['error', 'warn', 'info', 'debug'] as const
export type LogLevel = (typeof logLevels)[number]

/** What a line tells beside its message: ids, counts, times, an error as `err`. Never a body, and no headers. */
export type LogFacts = Readonly<Record<string, unknown>>

/** Which of the lines that a process still has. */
export interface AskedLines {
  /** So many at most, the newest ones. */
  lines: number
  /** Of this level and of those that tell less. */
  level?: LogLevel
  requestId?: string
}

/** What is being done, by the ids that lines tell of it. */
export interface LogIds {
  request_id?: string
  job_id?: string
  sweep_id?: string
  run_id?: string
}

/** The log of a process. A line has the ids of what is being done beside what it is given. */
export interface Log {
  /** Whether lines of a level are written: for who would go to some trouble to make one. */
  has(level: LogLevel): boolean
  error(message: string, facts?: LogFacts): void
  warn(message: string, facts?: LogFacts): void
  info(message: string, facts?: LogFacts): void
  debug(message: string, facts?: LogFacts): void
  /** Does something under more ids, and all that it goes on to: a job that a request starts has the id of the request too. */
  within<Result>(ids: LogIds, act: () => Result): Result
  /** The last lines as they were written, oldest first. */
  tail(asked: AskedLines): string[]
}

/** That of a command, which says what is to be said itself. */
export const noLog: Log = {
  has: () => false,
  error() {},
  warn() {},
  info() {},
  debug() {},
  // To follow what is being done costs something, and no line tells of it.
  within: (_ids, act) => act(),
  tail() {
    throw new SigmaError('UNAVAILABLE', 'a command keeps no log: a server does', {
      next: 'start one with sigma serve, and ask it',
    })
  },
}
