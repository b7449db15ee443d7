import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type Libsql from 'libsql'
import { SigmaError } from '../core/errors.ts'

interface Migration {
  id: number
  name: string
  sql: string
  checksum: string
}

interface AppliedMigration {
  id: number
  name: string
  checksum: string
}

/**
 * Brings the database to the program's schema, and returns the names of what it applied, in order.
 *
 * Everything pending is applied in one transaction: an upgrade happens whole or not at all. The lock is taken
 * before the ledger is read for good, so of two processes that start at once the second finds the work done.
 * A database that is current is only read, so starting never waits for a writer.
 *
 * Throws UNAVAILABLE, naming the migration, when an applied one was edited or is missing, when one was added
 * before those already applied, or when the database was written by a newer program.
 */
export function migrate(connection: Libsql.Database, file: string, folder = migrationsFolder()): string[] {
  const migrations = readMigrations(folder)
  if (pendingMigrations(migrations, appliedMigrations(connection), file).length === 0) return []
  connection.exec('begin immediate')
  try {
    connection.exec(LEDGER)
    const pending = pendingMigrations(migrations, appliedMigrations(connection), file)
    for (const migration of pending) apply(connection, migration)
    connection.exec('commit')
    return pending.map(({ name }) => name)
  } catch (error) {
    if (connection.inTransaction) connection.exec('rollback')
    throw error
  }
}

// Made by code, since no migration can be recorded before it exists. The one clock of the store is here.
const LEDGER = `
  create table if not exists schema_migrations (
    id          integer primary key,
    name        text not null,
    checksum    text not null,
    applied_at  text not null default (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
  )`

/** The SQL files beside this module: in the sources, and in the package, where the build copies them to `dist`. */
function migrationsFolder(): string {
  const candidates = ['./migrations/sqlite', '../migrations/sqlite'].map((path) =>
    fileURLToPath(new URL(path, import.meta.url)),
  )
  const found = candidates.find((path) => existsSync(path))
  if (found) return found
  throw new SigmaError('INTERNAL', `The database migrations are missing from ${candidates.join(' and ')}`, {
    next: 'Install sigma-lab again: its package is incomplete.',
  })
}

function readMigrations(folder: string): Migration[] {
  const files = readdirSync(folder).filter((file) => file.endsWith('.sql'))
  const migrations = files.map((file) => readMigration(folder, file)).sort((a, b) => a.id - b.id)
  const twice = migrations.find(({ id }, index) => index > 0 && migrations[index - 1].id === id)
  if (twice) throw new SigmaError('INTERNAL', `Two migrations in ${folder} have the number of ${twice.name}`)
  return migrations
}

function readMigration(folder: string, file: string): Migration {
  const number = /^(\d{4})_[a-z0-9_]+\.sql$/.exec(file)?.[1]
  if (!number)
    throw new SigmaError('INTERNAL', `Expected a migration named NNNN_name.sql, got ${file} in ${folder}`)
  // A checkout on Windows may change the line ends; that must not look like an edit.
  const sql = readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n')
  const checksum = createHash('sha256').update(sql).digest('hex')
  return { id: Number(number), name: file.slice(0, -'.sql'.length), sql, checksum }
}

function appliedMigrations(connection: Libsql.Database): AppliedMigration[] {
  const ledger = connection.prepare(
    "select name from sqlite_master where type = 'table' and name = 'schema_migrations'",
  )
  if (ledger.all().length === 0) return []
  return connection
    .prepare('select id, name, checksum from schema_migrations order by id')
    .all()
    .map(toApplied)
}

function toApplied(row: unknown): AppliedMigration {
  if (typeof row === 'object' && row !== null && 'id' in row && 'name' in row && 'checksum' in row) {
    return { id: Number(row.id), name: String(row.name), checksum: String(row.checksum) }
  }
  throw new TypeError(`Expected a row of schema_migrations, got ${JSON.stringify(row)}`)
}

function pendingMigrations(migrations: Migration[], applied: AppliedMigration[], file: string): Migration[] {
  const newest = migrations.at(-1)?.id ?? 0
  for (const { id, name, checksum } of applied) {
    if (id > newest) throw newerDatabase(file, name)
    const known = migrations.find((migration) => migration.id === id)
    if (known?.name !== name)
      throw changedHistory(file, `the migration ${name} was applied, but this program lacks it`)
    if (known.checksum !== checksum)
      throw changedHistory(file, `the migration ${name} was edited after it was applied`)
  }
  const lastApplied = applied.at(-1)?.id ?? 0
  const pending = migrations.filter(({ id }) => applied.every((done) => done.id !== id))
  const late = pending.find(({ id }) => id < lastApplied)
  if (late)
    throw changedHistory(file, `the migration ${late.name} was added before others that are already applied`)
  return pending
}

function newerDatabase(file: string, name: string): SigmaError {
  return new SigmaError(
    'UNAVAILABLE',
    `The database ${file} is newer than this program: it has the migration ${name}`,
    {
      next: 'Update sigma-lab to the version that wrote it, or use another workspace.',
    },
  )
}

function changedHistory(file: string, what: string): SigmaError {
  return new SigmaError('UNAVAILABLE', `The database ${file} does not fit this program: ${what}`, {
    next: 'Restore the migration file as it was released (install sigma-lab again), or restore a backup of the database.',
  })
}

function apply(connection: Libsql.Database, { id, name, sql, checksum }: Migration): void {
  try {
    connection.exec(sql)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new SigmaError('INTERNAL', `The migration ${name} failed: ${reason}; nothing of it was kept`, {
      cause,
    })
  }
  connection
    .prepare('insert into schema_migrations (id, name, checksum) values (?, ?, ?)')
    .run(id, name, checksum)
}
