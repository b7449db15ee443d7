import { CompiledQuery, type Kysely, sql } from 'kysely'
import type { Database } from './schema.ts'

/** Runs a statement that another program has written. Several in one text take no values. */
export async function execute(
  db: Kysely<Database>,
  text: string,
  values: readonly unknown[] = [],
): Promise<{ rows: unknown[] }> {
  const { rows } = await db.executeQuery(CompiledQuery.raw(text, [...values]))
  return { rows }
}

/** Where the tables of a PostgreSQL database are. */
export async function currentSchema(db: Kysely<Database>): Promise<string> {
  const { rows } = await sql<{ name: string }>`select current_schema() as name`.execute(db)
  return rows[0].name
}

/** Tells who listens to a channel a word, once the transaction is committed. */
export async function notify(db: Kysely<Database>, channel: string, word: string): Promise<void> {
  await sql`select pg_notify(${channel}, ${word})`.execute(db)
}
