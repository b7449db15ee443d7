import { type Kysely, sql } from 'kysely'
import { execute } from '../execute.ts'
import type { Database } from '../schema.ts'
import { storeUnavailable } from '../target.ts'
import { isDuplicate, isForbidden } from './errors.ts'

/**
 * Runs statements of the queue outside of a transaction.
 *
 * @param schema of the queue's tables
 * @throws UNAVAILABLE, saying which right to grant, where the user may not make or use them
 */
export async function executeOnQueue(
  db: Kysely<Database>,
  schema: string,
  text: string,
  values: readonly unknown[] = [],
): Promise<{ rows: unknown[] }> {
  return db.connection().execute(async (own) => {
    const tried = async (): Promise<{ rows: unknown[] }> => {
      try {
        return await execute(own, text, values)
      } catch (error) {
        // The text may have begun a transaction: a connection that is given back in one fails whoever is given it next.
        await sql`rollback`.execute(own).catch(() => undefined)
        throw isForbidden(error) ? await forbidden(own, schema, error) : error
      }
    }
    // Another process may make the schema at the same time, of which a look before does not tell.
    return tried().catch((error) => (isDuplicate(error) ? tried() : Promise.reject(error)))
  })
}

async function forbidden(db: Kysely<Database>, schema: string, cause: unknown): Promise<unknown> {
  const { rows } = await sql<{ user: string; database: string; is_made: boolean }>`
    select quote_ident(current_user) as "user", quote_ident(current_database()) as database,
      to_regclass(${`${schema}.version`}) is not null as is_made`.execute(db)
  const [{ user, database, is_made: isMade }] = rows
  const grants = ['schema', 'all tables in schema', 'all functions in schema'].map(
    (what) => `grant all on ${what} ${schema} to ${user};`,
  )
  return storeUnavailable(
    `The user ${user} of the database may not ${isMade ? 'use' : 'make'} the tables of the queue, in the schema ${schema}`,
    `Let its owner run: ${isMade ? grants.join(' ') : `grant create on database ${database} to ${user};`}`,
    cause,
  )
}
