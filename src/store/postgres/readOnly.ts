import { CompiledQuery, type Kysely, sql } from 'kysely'
import { type Patience, type Question, type Row, tookTooLong } from '../question.ts'
import type { Database } from '../schema.ts'

/** The server ends a statement that takes too long. */
const CANCELED = '57014'

/** Asks in a transaction that only reads, as `readOnly` tells. The server itself ends it when the time is up. */
export async function readOnlyOnPostgres(
  db: Kysely<Database>,
  { sql: text, values, mostRows }: Question,
  { timeoutMs, signal }: Patience,
): Promise<Row[]> {
  signal?.throwIfAborted()
  // With a value at least, what is sent can be one statement only.
  const capped = `select * from (${text}) as answer limit $${values.length + 1}`
  try {
    return await db
      .transaction()
      .setAccessMode('read only')
      .execute(async (trx) => {
        await sql`set local statement_timeout = ${sql.lit(timeoutMs)}`.execute(trx)
        const { rows } = await trx.executeQuery<Row>(CompiledQuery.raw(capped, [...values, mostRows]))
        return rows
      })
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === CANCELED)
      throw tookTooLong(timeoutMs, error)
    throw error
  }
}
