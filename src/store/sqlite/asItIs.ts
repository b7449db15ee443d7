import { Kysely } from 'kysely'
import Libsql from 'libsql'
import type { Database } from '../schema.ts'
import type { SqliteTarget } from '../target.ts'
import { notWritable, sqliteError } from './errors.ts'
import { ImmediateSqliteDialect } from './immediateDialect.ts'

/** Opens a SQLite file that is there to read it, as `openAsItIs` tells. */
export function openSqliteAsItIs({ file }: SqliteTarget): Kysely<Database> {
  const connection = connect(file)
  try {
    // The driver takes an option to open a file read only, and writes to it all the same.
    connection.pragma('query_only = on')
  } catch (error) {
    connection.close()
    throw sqliteError(file, error)
  }
  return new Kysely<Database>({ dialect: new ImmediateSqliteDialect(connection, file) })
}

function connect(file: string): Libsql.Database {
  try {
    return new Libsql(file, { fileMustExist: true })
  } catch (cause) {
    // Here the driver's errors have no code.
    throw notWritable(file, cause)
  }
}
