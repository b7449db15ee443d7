import { join } from 'node:path'
import Libsql from 'libsql'
import { copyDatabase } from './sqlite/copy.ts'
import { isPostgres, type StoreTarget } from './target.ts'

/**
 * Copies a database as it is at this moment into a folder, whoever writes to it meanwhile.
 *
 * @returns the name of the file: `sigma.db`, or `sigma.dump` for `pg_restore`
 * @throws UNAVAILABLE when it can't be read, or the copy can't be written
 */
export async function backUpStore(target: StoreTarget, folder: string): Promise<string> {
  if (isPostgres(target)) {
    const { dumpDatabase } = await import('./postgres/dump.ts')
    await dumpDatabase(target, join(folder, 'sigma.dump'))
    return 'sigma.dump'
  }
  const connection = new Libsql(target.file, { fileMustExist: true })
  try {
    copyDatabase(connection, join(folder, 'sigma.db'))
  } finally {
    connection.close()
  }
  return 'sigma.db'
}
