import { randomUUID } from 'node:crypto'
import { linkSync, mkdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import Libsql from 'libsql'
import { storeUnavailable } from '../target.ts'
import { sqliteError } from './errors.ts'
import { sqliteMigrations } from './migrations.ts'

/**
 * Copies the database as it is at this moment, whoever writes to it meanwhile, and reads the copy through. The copy is one
 * file, without a log beside it.
 *
 * @throws UNAVAILABLE when it can't be written, or the database is damaged
 */
export function copyDatabase(connection: Libsql.Database, to: string): void {
  try {
    connection.prepare('vacuum into ?').run(to)
    const copy = new Libsql(to, { fileMustExist: true })
    try {
      const found = JSON.stringify(copy.prepare('pragma quick_check').all())
      if (!found.includes('"ok"'))
        throw storeUnavailable(`The copy ${to} is damaged: ${found}`, 'Make another one.')
    } finally {
      copy.close()
    }
  } catch (error) {
    rmSync(to, { force: true })
    throw sqliteError(to, error)
  }
}

/**
 * Keeps what an upgrade starts from, beside the database, in `backups/`. A new database has nothing to be kept.
 *
 * @param next the first migration that is to be applied
 */
export async function keepBefore(connection: Libsql.Database, file: string, next: string): Promise<void> {
  const applied = async (of: Libsql.Database) => (await sqliteMigrations(of, file).applied()).length
  const before = await applied(connection)
  const folder = join(dirname(file), 'backups')
  mkdirSync(folder, { recursive: true })
  const part = join(folder, `.${randomUUID()}.part`)
  copyDatabase(connection, part)
  try {
    const copy = new Libsql(part, { fileMustExist: true })
    const isBefore = (await applied(copy)) === before
    copy.close()
    // If not, another process has upgraded it in between, and kept what was before.
    if (isBefore) linkFree(part, join(folder, `sigma.db.before-${next}`))
  } finally {
    rmSync(part)
  }
}

/** Gives a file this name, or the first one after it that no file has. */
function linkFree(file: string, name: string): void {
  for (let number = 1; ; number++) {
    try {
      linkSync(file, number === 1 ? name : `${name}.${number}`)
      return
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    }
  }
}
