import type { Kysely } from 'kysely'
import { dialectOf } from './database.ts'
import type { Patience, Question, Row } from './question.ts'
import type { Database } from './schema.ts'

export type { BoundValue, Row } from './question.ts'

/**
 * Asks the database in a way in which nothing can be changed: on a connection of its own that is opened to read only (SQLite),
 * or in a transaction that only reads (PostgreSQL). The statement is put into another one as a part that can be nothing
 * but a question.
 *
 * @throws TIMEOUT when the answer is not there in time
 */
export async function readOnly(db: Kysely<Database>, question: Question, patience: Patience): Promise<Row[]> {
  // Each loads what its engine needs.
  if (dialectOf(db) === 'postgres') {
    const { readOnlyOnPostgres } = await import('./postgres/readOnly.ts')
    return readOnlyOnPostgres(db, question, patience)
  }
  const { readOnlyOnSqlite } = await import('./sqlite/readOnly.ts')
  return readOnlyOnSqlite(db, question, patience)
}
