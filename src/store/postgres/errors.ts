import { SigmaError } from '../../core/errors.ts'
import { StoreAway } from '../storeAway.ts'
import { storeUnavailable } from '../target.ts'

/** What the driver says without a code when a connection ended under it, or could not be made in time. */
const LOST_MESSAGES = [
  'Connection terminated',
  'timeout exceeded when trying to connect',
  'Client has encountered a connection error',
  'Client was closed',
]

const NETWORK_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EAI_AGAIN',
  // The socket of a server that is not running.
  'ENOENT',
])

/** The server ends or is starting, has no connection left, or the connection broke (class 08). */
const LOST_STATES = /^(57P01|57P02|57P03|53300|08...)$/

/** Whether the server can't be reached now, but may be a moment later. */
export function isLost(error: unknown): boolean {
  const code = codeOf(error)
  if (code !== undefined) return NETWORK_CODES.has(code) || LOST_STATES.test(code)
  return error instanceof Error && LOST_MESSAGES.some((message) => error.message.startsWith(message))
}

/** The server can't grow, has no memory or no connection left, only reads, or is starting or ending. */
const PASSING_STATES = /^(53...|25006|57P03)$/

/** Whether the server is there, but does not take connections yet. */
export function isStarting(error: unknown): boolean {
  return codeOf(error) === '57P03'
}

/** Whether the session or the server takes no changes. */
export function isReadOnly(error: unknown): boolean {
  return codeOf(error) === '25006'
}

/** Whether a row of the same key is there already. */
export function isDuplicate(error: unknown): boolean {
  return codeOf(error) === '23505'
}

/** Whether the user lacks a right. */
export function isForbidden(error: unknown): boolean {
  return codeOf(error instanceof SigmaError ? error.cause : error) === '42501'
}

/** What is told when a connection was lost so that nobody knows whether a change was kept. */
export function unknownEnd(cause: unknown): SigmaError {
  return new StoreAway(
    'The connection to the database was lost while a change was being saved: whether it was kept is not known',
    'Look whether it is there, else ask again.',
    cause,
  )
}

/** Whether a transaction that failed like this may succeed when it is done again from its start. */
export function isRepeatable(error: unknown): boolean {
  const raw = error instanceof SigmaError ? error.cause : error
  return isBrokenOff(raw) || isLost(raw)
}

/** Whether the server broke it off, in favour of another transaction: nothing of it was done. */
export function isBrokenOff(error: unknown): boolean {
  const code = codeOf(error)
  return code === '40001' || code === '40P01'
}

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error && 'code' in error && typeof error.code === 'string')) return undefined
  return error.code
}

/** SQLSTATEs, what they mean to the user, and what to do. */
const MEANINGS: readonly [RegExp, string, string][] = [
  [
    /^28/,
    'refuses the user or the password',
    'Mend the user and the password in DATABASE_URL, or in DB_USER and DB_PASSWORD.',
  ],
  [
    /^3D000$/,
    'has no such database',
    'Make it with createdb, or name another one in DATABASE_URL or DB_NAME.',
  ],
  [/^3F000$/, 'has no schema for the tables', 'Name one with DB_SCHEMA; it is made where the user may.'],
  [
    /^42501$/,
    'does not let the user do this',
    'Give the user the right to create and use tables there, or name a schema of its own with DB_SCHEMA.',
  ],
  [
    /^42P07$/,
    'has tables of these names that Sigma did not make',
    'Name a schema of its own with DB_SCHEMA.',
  ],
  [
    /^53100$/,
    "can't grow: its disk is full",
    'Free some space on the disk of the server, then ask again. What was stored before is kept.',
  ],
  [/^53200$/, 'is out of memory', 'Give the server more memory, then ask again.'],
  [/^53300$/, 'has no connection left', 'End other programs that use it, or raise its max_connections.'],
  [
    /^25006$/,
    'can only be read',
    'Name the server that takes writes in DATABASE_URL where this one follows another, else let it take them again (default_transaction_read_only).',
  ],
  [
    /^(58030|XX001|XX002)$/,
    'is damaged, or its disk fails',
    "Look at the server's log, and restore a backup where it says so.",
  ],
  [/^57P03$/, 'is starting or ending', 'Ask again in a moment.'],
]

/**
 * What a failed statement, or a failed start, tells the user: UNAVAILABLE, with the database and what to do. Other errors
 * stay as they are.
 *
 * @param where the database, without its password
 */
export function postgresError(where: string, error: unknown): unknown {
  if (error instanceof SigmaError) return error
  const code = codeOf(error)
  if (code === '22021') {
    return new SigmaError(
      'INVALID_PARAM',
      'a text has the character U+0000, which the database can not keep',
      {
        next: 'Take the character out.',
        cause: error,
      },
    )
  }
  const [, meaning, next] = MEANINGS.find(([states]) => code !== undefined && states.test(code)) ?? []
  if (meaning !== undefined && next !== undefined) {
    const told = `The database ${where} ${meaning}${saying(error)}`
    return code !== undefined && PASSING_STATES.test(code)
      ? new StoreAway(told, next, error)
      : storeUnavailable(told, next, error)
  }
  if (code === 'ENOTFOUND') {
    return storeUnavailable(
      `The database ${where} can't be reached: its host is not known`,
      'Mend the host in DATABASE_URL or DB_HOST.',
      error,
    )
  }
  if (!isLost(error)) return error
  return new StoreAway(
    `The database ${where} can't be reached${saying(error)}`,
    'Start PostgreSQL, or mend DATABASE_URL, then ask again. What was stored before is kept.',
    error,
  )
}

function saying(error: unknown): string {
  // Node tells of several addresses of a host in an error without a message.
  const reason = error instanceof Error ? error.message || codeOf(error) : undefined
  return reason ? `: ${reason}` : ''
}
