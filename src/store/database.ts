import { existsSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { Kysely } from 'kysely'
import Libsql from 'libsql'
import { SigmaError } from '../core/errors.ts'
import { ImmediateSqliteDialect } from './immediateSqliteDialect.ts'
import { migrate } from './migrate.ts'
import type { Database } from './schema.ts'

/** How long a writer waits for another process's transaction. Transactions take milliseconds. */
const BUSY_TIMEOUT_MS = 10_000

/**
 * Opens the SQLite file, made if it does not exist, at the program's schema. Close it with `destroy()`.
 *
 * Its folder must exist: a database never appears where the user made no workspace. Throws UNAVAILABLE, naming
 * the file and what to do, when the file is no database, can't be written, or has another program's schema; the
 * file is then as it was before.
 */
export async function openDatabase({ file }: { file: string }): Promise<Kysely<Database>> {
  const folder = dirname(file)
  if (!existsSync(folder)) {
    throw new SigmaError(
      'UNAVAILABLE',
      `The database ${file} can't be opened: the folder ${folder} does not exist`,
      {
        next: 'Make a workspace with: sigma init',
      },
    )
  }
  const connection = connect(file)
  try {
    configure(connection)
    assertWritable(connection)
    migrate(connection, file)
  } catch (error) {
    connection.close()
    throw unavailable(file, error)
  }
  return new Kysely<Database>({ dialect: new ImmediateSqliteDialect({ database: connection }) })
}

/** How many migrations the database has, and the name of the last one. */
export async function migrationStatus(db: Kysely<Database>): Promise<{ applied: number; latest: string }> {
  const names = await db.selectFrom('schema_migrations').select('name').orderBy('id', 'desc').execute()
  return { applied: names.length, latest: names[0].name }
}

function connect(file: string): Libsql.Database {
  try {
    return new Libsql(file, { timeout: BUSY_TIMEOUT_MS })
  } catch (cause) {
    // Here the driver's errors have no code, so the reason is found by looking.
    if (existsSync(file) && statSync(file).isDirectory()) {
      throw new SigmaError('UNAVAILABLE', `The database ${file} can't be opened: it is a folder`, {
        next: `Move ${file} away, or name another file.`,
        cause,
      })
    }
    throw notWritable(file, cause)
  }
}

/** Readers and one writer work side by side (WAL); a commit survives the end of the process (synchronous normal). */
function configure(connection: Libsql.Database): void {
  switchToWriteAheadLog(connection)
  connection.pragma('synchronous = normal')
  connection.pragma('foreign_keys = on')
}

/** Only the first start of a new file has to switch, and SQLite does not wait when another process is doing the same. */
function switchToWriteAheadLog(connection: Libsql.Database): void {
  const giveUpAt = performance.now() + BUSY_TIMEOUT_MS
  for (;;) {
    try {
      connection.pragma('journal_mode = wal')
      return
    } catch (error) {
      if (!isResult(error, 'busy') || performance.now() > giveUpAt) throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5)
    }
  }
}

/** SQLite opens a file that it can't write without a word, and fails at the first insert, after the work is done. */
function assertWritable(connection: Libsql.Database): void {
  connection.pragma('busy_timeout = 0')
  try {
    connection.exec('begin immediate')
    // Only an attempt tells: the lock alone is given on a read-only file too.
    connection.exec('create table written (attempt)')
  } catch (error) {
    // Another process is writing, so writing is possible.
    if (!isResult(error, 'busy')) throw error
  } finally {
    if (connection.inTransaction) connection.exec('rollback')
    connection.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS}`)
  }
}

function unavailable(file: string, error: unknown): unknown {
  if (isResult(error, 'notADatabase', 'corrupt')) {
    return new SigmaError('UNAVAILABLE', `The database ${file} is damaged, or is no SQLite file`, {
      next: `Restore ${file} from a backup, or move it (and its -wal and -shm files) away to start with an empty one.`,
      cause: error,
    })
  }
  if (isResult(error, 'readOnly', 'cantOpen', 'perm')) {
    return notWritable(file, error)
  }
  if (isResult(error, 'busy')) {
    return new SigmaError('UNAVAILABLE', `The database ${file} is locked by another process`, {
      next: 'Wait until the other sigma process is done, or end it.',
      cause: error,
    })
  }
  return error
}

function notWritable(file: string, cause: unknown): SigmaError {
  return new SigmaError('UNAVAILABLE', `The database ${file} can't be opened for writing`, {
    next: `Make ${dirname(file)} and the files in it writable for this user, or choose another workspace.`,
    cause,
  })
}

/** SQLite's primary result codes. The driver has no names for the finer codes of the same kinds. */
const RESULT = { perm: 3, busy: 5, readOnly: 8, corrupt: 11, cantOpen: 14, notADatabase: 26 } as const

/** Compares the low byte, which is the primary code; the rest tells kinds of it apart. */
function isResult(error: unknown, ...kinds: (keyof typeof RESULT)[]): boolean {
  if (!(error instanceof Error && 'rawCode' in error && typeof error.rawCode === 'number')) return false
  const primary = error.rawCode & 0xff
  return kinds.some((kind) => RESULT[kind] === primary)
}
