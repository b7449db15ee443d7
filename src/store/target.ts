import { SigmaError } from '../core/errors.ts'

/** A file of the workspace. */
export interface SqliteTarget {
  file: string
}

/** A database that a server of PostgreSQL 13 or later holds. */
export interface PostgresTarget {
  /** `postgresql://user:password@host:port/database`, with libpq's parameters, such as `sslmode`. */
  url: string
  /** Where the tables are, made if it does not exist; without it the first one of the user's search path. */
  schema?: string
  /** How long a lost connection is tried again, in the middle of work. */
  retrySeconds?: number
  /** Connections at once. */
  poolSize?: number
}

/** Where the store is. */
export type StoreTarget = SqliteTarget | PostgresTarget

export function isPostgres(target: StoreTarget): target is PostgresTarget {
  return 'url' in target
}

/** The target as people may see it: never with a password. */
export function shownTarget(target: StoreTarget): string {
  if (!isPostgres(target)) return target.file
  const shown = withoutPassword(target.url)
  return target.schema === undefined ? shown : `${shown} (schema ${target.schema})`
}

/** An address without its password, wherever it stands: before the host, or among the parameters. */
export function withoutPassword(url: string): string {
  let parsed: URL
  try {
    parsed = new URL(url)
  } catch {
    // What can't be read may hold a password anywhere.
    return 'postgresql://…'
  }
  if (parsed.password !== '') parsed.password = '***'
  if (parsed.searchParams.has('password')) parsed.searchParams.set('password', '***')
  return parsed.href
}

/** The error that every fault of a database becomes which a user can mend. */
export function storeUnavailable(message: string, next: string, cause?: unknown): SigmaError {
  return new SigmaError('UNAVAILABLE', message, { next, cause })
}
