import { type Kysely, sql } from 'kysely'
import { dialectOf } from './database.ts'
import type { Database } from './schema.ts'
import { contentWord } from './sqlite/contentWord.ts'

/**
 * A word for what the database holds at this moment, another one after each transaction that wrote, by whomever. Who reads
 * it first and then the data may keep the data under it: they are never older than it.
 *
 * SQLite counts the commits of others (`data_version`) and the rows that this connection has changed; on PostgreSQL it is the snapshot of
 * transactions that are visible, which others of the same server change too.
 *
 * It is told at once where nothing has to be waited for.
 */
export function contentVersion(db: Kysely<Database>): string | Promise<string> {
  return contentWord(db) ?? askedVersion(db)
}

async function askedVersion(db: Kysely<Database>): Promise<string> {
  const { rows } = await words[dialectOf(db)].execute(db)
  return rows[0].word
}

const words = {
  sqlite: sql<{
    word: string
  }>`select data_version || ' ' || total_changes() as word from pragma_data_version`,
  postgres: sql<{ word: string }>`select pg_current_snapshot()::text as word`,
}
