import { createHash } from 'node:crypto'
import { realpath } from 'node:fs/promises'
import type { Kysely } from 'kysely'
import type { Database } from './schema.ts'
import { isPostgres, type StoreTarget } from './target.ts'

/**
 * Tells a database from any other, as 12 hexadecimal digits: by when it was made, and for a file by where it is, so that a
 * copy is another one. It is the same for all processes that use it, on all machines.
 */
export async function databaseId(db: Kysely<Database>, target: StoreTarget): Promise<string> {
  const { applied_at: made } = await db
    .selectFrom('schema_migrations')
    .select('applied_at')
    .orderBy('id')
    .limit(1)
    .executeTakeFirstOrThrow()
  const where = isPostgres(target) ? '' : await realpath(target.file)
  return createHash('sha256').update(`${made}\n${where}`).digest('hex').slice(0, 12)
}
