import { type Kysely, PostgresAdapter } from 'kysely'
import type { Database } from './schema.ts'
import { openSqliteAsItIs } from './sqlite/asItIs.ts'
import { openSqlite } from './sqlite/open.ts'
import { isPostgres, type StoreTarget } from './target.ts'

/**
 * Opens a database at the program's schema. Close it with `destroy()`.
 *
 * Throws UNAVAILABLE, naming the database and what to do, when it can't be reached, read or written, or has another
 * program's schema; it is then as it was before. A file is made if it does not exist, its folder is not.
 */
export async function openDatabase(target: StoreTarget): Promise<Kysely<Database>> {
  if (!isPostgres(target)) return openSqlite(target)
  // Loaded by those who need it: the driver takes longer to load than a short command takes.
  const { openPostgres } = await import('./postgres/open.ts')
  return openPostgres(target)
}

/**
 * Opens a database to read it at the schema that it has: nothing is made and no migration applied. Close it with
 * `destroy()`. A query must bear that a table or a column is not there yet.
 *
 * @throws UNAVAILABLE, naming the database and what to do, when it is not there or can't be read
 */
export async function openAsItIs(target: StoreTarget): Promise<Kysely<Database>> {
  if (!isPostgres(target)) return openSqliteAsItIs(target)
  const { openPostgresAsItIs } = await import('./postgres/open.ts')
  return openPostgresAsItIs(target)
}

/** The engine that holds an open database. */
export function dialectOf(db: Kysely<Database>): 'sqlite' | 'postgres' {
  return db.getExecutor().adapter instanceof PostgresAdapter ? 'postgres' : 'sqlite'
}

/** How many migrations the database has, and the name of the last one. */
export async function migrationStatus(db: Kysely<Database>): Promise<{ applied: number; latest: string }> {
  const names = await db.selectFrom('schema_migrations').select('name').orderBy('id', 'desc').execute()
  return { applied: names.length, latest: names[0].name }
}
