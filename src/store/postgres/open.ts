import { Kysely } from 'kysely'
import pg from 'pg'
import { migrate } from '../migrate.ts'
import { migrationsFolder, readMigrations } from '../migrations.ts'
import { rememberPool } from '../pool.ts'
import type { Database } from '../schema.ts'
import { type PostgresTarget, shownTarget } from '../target.ts'
import { onFirstConnection, RETRY_SECONDS } from './connect.ts'
import { PatientPostgresDialect } from './dialect.ts'
import { postgresMigrations } from './migrations.ts'

/**
 * Opens a schema of a PostgreSQL database at the program's tables, which are made where they do not exist.
 * Throws UNAVAILABLE, naming the database and what to do, as `openDatabase` does.
 */
export async function openPostgres(target: PostgresTarget): Promise<Kysely<Database>> {
  const where = shownTarget(target)
  const pool = await onFirstConnection(target, async (client, all) => {
    if (target.schema !== undefined) await makeSchema(client, target.schema)
    await migrate(postgresMigrations(client, where), readMigrations(migrationsFolder('postgres')), where)
    return all
  })
  return overPool(target, pool)
}

/** Opens a schema at the tables that it has, as `openAsItIs` tells. */
export async function openPostgresAsItIs(target: PostgresTarget): Promise<Kysely<Database>> {
  return overPool(target, await onFirstConnection(target, async (_, pool) => pool))
}

async function overPool(target: PostgresTarget, pool: pg.Pool): Promise<Kysely<Database>> {
  const where = shownTarget(target)
  const retrySeconds = target.retrySeconds ?? RETRY_SECONDS
  const db = new Kysely<Database>({ dialect: new PatientPostgresDialect({ pool, where, retrySeconds }) })
  // Kysely closes the pool only once it has used it.
  await db.connection().execute(async () => {})
  rememberPool(db, () => ({ open: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount }))
  return db
}

/** Who may not make schemas can use one that is there. Two starts at once wait for each other: "if not exists" does not. */
async function makeSchema(client: pg.PoolClient, schema: string): Promise<void> {
  const { rowCount } = await client.query('select from pg_namespace where nspname = $1', [schema])
  if (rowCount !== 0) return
  const make = `create schema if not exists ${pg.escapeIdentifier(schema)}`
  // Statements that are sent together are one transaction, to whose end the lock is held.
  await client.query(`select pg_advisory_xact_lock(hashtext('sigma schema'), 0); ${make}`)
}
