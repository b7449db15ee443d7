import { join } from 'node:path'
import Libsql from 'libsql'
import { copyDatabase } from './sqlite/copy.ts'
import { isPostgres, type StoreTarget } from './target.ts'

/** The name that a copy of a database has in its folder: `sigma.db`, or `sigma.dump` for `pg_restore`. */
export function backupName(target: StoreTarget): string {
  return isPostgres(target) ? 'sigma.dump' : 'sigma.db'
}

/**
 * Copies a database as it is at this moment into a folder, whoever writes to it meanwhile.
 *
 * @returns the name of the file, as `backupName` tells it
 * @throws UNAVAILABLE when it can't be read, or the copy can't be written
 */
export async function backUpStore(target: StoreTarget, folder: string): Promise<string> {
  const name = backupName(target)
  if (isPostgres(target)) {
    const { dumpDatabase } = await import('./postgres/dump.ts')
    await dumpDatabase(target, join(folder, name))
    return name
  }
  const connection = new Libsql(target.file, { fileMustExist: true })
  try {
    copyDatabase(connection, join(folder, name))
  } finally {
    connection.close()
  }
  return name
}
