import { existsSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { Kysely } from 'kysely'
import Libsql from 'libsql'
import { migrate } from '../migrate.ts'
import { migrationsFolder, pendingMigrations, readMigrations } from '../migrations.ts'
import type { Database } from '../schema.ts'
import { type SqliteTarget, storeUnavailable } from '../target.ts'
import { tellContentWord } from './contentWord.ts'
import { keepBefore } from './copy.ts'
import { isResult, notWritable, sqliteError } from './errors.ts'
import { ImmediateSqliteDialect } from './immediateDialect.ts'
import { sqliteMigrations } from './migrations.ts'

/** How long a start waits for another process's transaction. */
const BUSY_TIMEOUT_MS = 10_000

/** How long SQLite itself waits for another's transaction, and the whole process with it. */
const BLOCKING_MS = 20

/**
 * Opens the SQLite file, made if it does not exist, at the program's schema.
 *
 * Its folder must exist: a database never appears where the user made no workspace. Throws UNAVAILABLE, naming
 * the file and what to do, when the file is no database, can't be written, or has another program's schema; the
 * file is then as it was before.
 */
export async function openSqlite({ file }: SqliteTarget): Promise<Kysely<Database>> {
  const folder = dirname(file)
  if (!existsSync(folder)) {
    throw storeUnavailable(
      `The database ${file} can't be opened: the folder ${folder} does not exist`,
      'Make a workspace with: sigma init',
    )
  }
  const connection = connect(file)
  try {
    configure(connection)
    assertWritable(connection)
    await upgrade(connection, file)
  } catch (error) {
    connection.close()
    throw sqliteError(file, error)
  }
  // From here on the driver waits, which lets other work of the process go on.
  connection.pragma(`busy_timeout = ${BLOCKING_MS}`)
  const db = new Kysely<Database>({ dialect: new ImmediateSqliteDialect(connection, file) })
  tellContentWord(db, connection)
  return db
}

/** Two processes that upgrade at once may both keep a copy: whichever migrates, a copy of before is there. */
async function upgrade(connection: Libsql.Database, file: string): Promise<void> {
  const migrations = readMigrations(migrationsFolder('sqlite'))
  const target = sqliteMigrations(connection, file)
  const applied = await target.applied()
  const [next] = pendingMigrations(migrations, applied, file)
  if (next && applied.length > 0) await keepBefore(connection, file, next.name)
  await migrate(target, migrations, file)
}

function connect(file: string): Libsql.Database {
  try {
    return new Libsql(file, { timeout: BUSY_TIMEOUT_MS })
  } catch (cause) {
    // Here the driver's errors have no code, so the reason is found by looking.
    if (existsSync(file) && statSync(file).isDirectory()) {
      throw storeUnavailable(
        `The database ${file} can't be opened: it is a folder`,
        `Move ${file} away, or name another file.`,
        cause,
      )
    }
    throw notWritable(file, cause)
  }
}

/** Readers and one writer work side by side (WAL); a commit survives the end of the process (synchronous normal). */
function configure(connection: Libsql.Database): void {
  switchToWriteAheadLog(connection)
  connection.pragma('synchronous = normal')
  connection.pragma('foreign_keys = on')
  // In units of 1,024 bytes. The 2 MB of before held less than the inner pages of the indexes of a large store.
  connection.pragma('cache_size = -65536')
  // Pages, 16 MB. A sweep writes the same ones again and again, which are then carried over to the file once.
  connection.pragma('wal_autocheckpoint = 4000')
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
export function assertWritable(connection: Libsql.Database): void {
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
