import { type Kysely, sql } from 'kysely'
import { dialectOf } from './database.ts'
import { migrationsFolder, readMigrations } from './migrations.ts'
import type { Database } from './schema.ts'

/** How an open database stands to the program, which another program of another version may have changed meanwhile. */
export interface SchemaState {
  applied: number
  /** Migrations of this program that the database has not. */
  pending: number
  /** Migrations of the database that this program has not: it is newer. */
  unknown: number
}

/** @throws what the driver throws, when the database does not answer */
export async function schemaState(db: Kysely<Database>): Promise<SchemaState> {
  const { rows } = await sql<{ name: string }>`select name from schema_migrations`.execute(db)
  const applied = new Set(rows.map(({ name }) => name))
  const own = new Set(readMigrations(migrationsFolder(dialectOf(db))).map(({ name }) => name))
  return {
    applied: applied.size,
    pending: [...own].filter((name) => !applied.has(name)).length,
    unknown: [...applied].filter((name) => !own.has(name)).length,
  }
}
