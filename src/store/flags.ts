import type { Kysely } from 'kysely'
import type { Database } from './schema.ts'

/** A switch that somebody has set. */
export interface StoredFlag {
  key: string
  enabled: boolean
  updatedAt: string
  updatedBy: string | null
}

/** In alphabetical order. */
export async function listFlags(db: Kysely<Database>): Promise<StoredFlag[]> {
  const rows = await db.selectFrom('feature_flags').selectAll().orderBy('key').execute()
  return rows.map(({ key, enabled, updated_at, updated_by }) => ({
    key,
    enabled: enabled === 1,
    updatedAt: updated_at,
    updatedBy: updated_by,
  }))
}

export async function putFlag(
  db: Kysely<Database>,
  { key, enabled, updatedAt, updatedBy }: StoredFlag,
): Promise<void> {
  const columns = { enabled: enabled ? 1 : 0, updated_at: updatedAt, updated_by: updatedBy }
  await db
    .insertInto('feature_flags')
    .values({ key, ...columns })
    .onConflict((conflict) => conflict.column('key').doUpdateSet(columns))
    .execute()
}
