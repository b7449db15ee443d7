import { existsSync } from 'node:fs'
import Libsql from 'libsql'
import { migrationsFolder, pendingMigrations, readMigrations, type StoreStatus } from './migrations.ts'
import { sqliteError } from './sqlite/errors.ts'
import { sqliteMigrations } from './sqlite/migrations.ts'
import { assertWritable } from './sqlite/open.ts'
import { isPostgres, type SqliteTarget, type StoreTarget } from './target.ts'

/**
 * Looks at a database without changing it: neither is it made, nor is anything applied.
 *
 * @throws UNAVAILABLE, naming the database and what to do, when it can't be read or written, or was changed by another program
 */
export async function storeStatus(target: StoreTarget): Promise<StoreStatus> {
  if (!isPostgres(target)) return sqliteStatus(target)
  const { postgresStatus } = await import('./postgres/status.ts')
  return postgresStatus(target)
}

async function sqliteStatus({ file }: SqliteTarget): Promise<StoreStatus> {
  const migrations = readMigrations(migrationsFolder('sqlite'))
  if (!existsSync(file)) return { engine: 'sqlite', where: file, applied: [], pending: migrations }
  let connection: Libsql.Database | undefined
  try {
    connection = new Libsql(file, { fileMustExist: true })
    assertWritable(connection)
    const applied = await sqliteMigrations(connection, file).applied()
    const pending = pendingMigrations(migrations, applied, file)
    return { engine: 'sqlite', where: file, applied: applied.map(({ name }) => name), pending }
  } catch (error) {
    throw sqliteError(file, error)
  } finally {
    connection?.close()
  }
}
