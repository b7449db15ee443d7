import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { SigmaError } from '../core/errors.ts'

export interface Migration {
  id: number
  name: string
  sql: string
  checksum: string
}

export type AppliedMigration = Omit<Migration, 'sql'>

/** How a database stands to the program. */
export interface StoreStatus {
  engine: 'sqlite' | 'postgres'
  /** The file, or the address without its password. */
  where: string
  /** Names of the migrations that it has, in order; none where it is not made yet. */
  applied: string[]
  /** What the next start applies. */
  pending: Migration[]
}

/** The SQL files beside this module: in the sources, and in the package, where the build copies them to `dist`. */
export function migrationsFolder(dialect: 'sqlite' | 'postgres'): string {
  const candidates = [`./migrations/${dialect}`, `../migrations/${dialect}`].map((path) =>
    fileURLToPath(new URL(path, import.meta.url)),
  )
  const found = candidates.find((path) => existsSync(path))
  if (found) return found
  throw new SigmaError('INTERNAL', `The database migrations are missing from ${candidates.join(' and ')}`, {
    next: 'Install sigma-lab again: its package is incomplete.',
  })
}

/** The migrations of a folder in order. */
export function readMigrations(folder: string): Migration[] {
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

/**
 * What is still to be applied, in order.
 *
 * @param where the database, as people know it
 * @throws UNAVAILABLE, naming the migration, when an applied one was edited or is missing, when one was added before
 *   those already applied, or when the database was written by a newer program
 */
export function pendingMigrations(
  migrations: readonly Migration[],
  applied: readonly AppliedMigration[],
  where: string,
): Migration[] {
  const newest = migrations.at(-1)?.id ?? 0
  for (const { id, name, checksum } of applied) {
    if (id > newest) throw newerDatabase(where, name)
    const known = migrations.find((migration) => migration.id === id)
    if (known?.name !== name)
      throw changedHistory(where, `the migration ${name} was applied, but this program lacks it`)
    if (known.checksum !== checksum)
      throw changedHistory(where, `the migration ${name} was edited after it was applied`)
  }
  const lastApplied = applied.at(-1)?.id ?? 0
  const pending = migrations.filter(({ id }) => applied.every((done) => done.id !== id))
  const late = pending.find(({ id }) => id < lastApplied)
  if (late)
    throw changedHistory(where, `the migration ${late.name} was added before others that are already applied`)
  return pending
}

function newerDatabase(where: string, name: string): SigmaError {
  return new SigmaError(
    'UNAVAILABLE',
    `The database ${where} is newer than this program: it has the migration ${name}`,
    {
      next: 'Update sigma-lab to the version that wrote it, or use another workspace.',
    },
  )
}

function changedHistory(where: string, what: string): SigmaError {
  return new SigmaError('UNAVAILABLE', `The database ${where} does not fit this program: ${what}`, {
    next: 'Restore the migration file as it was released (install sigma-lab again), or restore a backup of the database.',
  })
}

/** A row of `schema_migrations`, as either driver gives it. */
export function toApplied(row: unknown): AppliedMigration {
  if (typeof row === 'object' && row !== null && 'id' in row && 'name' in row && 'checksum' in row) {
    return { id: Number(row.id), name: String(row.name), checksum: String(row.checksum) }
  }
  throw new TypeError(`Expected a row of schema_migrations, got ${JSON.stringify(row)}`)
}
