import { migrationsFolder, pendingMigrations, readMigrations, type StoreStatus } from '../migrations.ts'
import { type PostgresTarget, shownTarget } from '../target.ts'
import { onFirstConnection } from './connect.ts'
import { postgresMigrations } from './migrations.ts'

/** What `storeStatus` tells of a PostgreSQL database. Makes nothing, not even the schema. */
export async function postgresStatus(target: PostgresTarget): Promise<StoreStatus> {
  const where = shownTarget(target)
  const { applied, pending, pool } = await onFirstConnection(target, async (client, pool) => {
    const applied = await postgresMigrations(client, where).applied()
    const pending = pendingMigrations(readMigrations(migrationsFolder('postgres')), applied, where)
    return { applied, pending, pool }
  })
  await pool.end()
  return { engine: 'postgres', where, applied: applied.map(({ name }) => name), pending }
}
