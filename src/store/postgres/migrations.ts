import type { PoolClient } from 'pg'
import type { MigrationConnection } from '../migrate.ts'
import { toApplied } from '../migrations.ts'
import { storeUnavailable } from '../target.ts'
import { postgresError } from './errors.ts'

/** A schema of PostgreSQL, as migrations see it. Tables are made and changed within the transaction, like rows. */
export function postgresMigrations(client: PoolClient, where: string): MigrationConnection {
  return {
    ledger: LEDGER,
    async applied() {
      const { rows } = await client.query<{ column: string }>(LEDGER_COLUMNS)
      if (rows.length === 0) return []
      if (!['id', 'name', 'checksum'].every((name) => rows.some(({ column }) => column === name)))
        throw storeUnavailable(
          `The database ${where} has a table schema_migrations of another program`,
          'Name a schema of its own with DB_SCHEMA.',
        )
      const applied = await client.query('select id, name, checksum from schema_migrations order by id')
      return applied.rows.map(toApplied)
    },
    async locked(work) {
      await client.query('begin')
      try {
        await client.query(LOCK)
        const result = await work()
        await client.query('commit')
        return result
      } catch (error) {
        await client.query('rollback')
        throw error
      }
    },
    async exec(sql) {
      try {
        // Without values it may be any number of statements.
        await client.query(sql)
      } catch (error) {
        throw postgresError(where, error)
      }
    },
    async record({ id, name, checksum }) {
      await client.query('insert into schema_migrations (id, name, checksum) values ($1, $2, $3)', [
        id,
        name,
        checksum,
      ])
    },
  }
}

// Two numbers, which no lock of one number can be equal to.
const LOCK = "select pg_advisory_xact_lock(hashtext('sigma migrate'), hashtext(current_schema()))"

const LEDGER_COLUMNS = `
  select attname as column from pg_attribute
  where attrelid = to_regclass(quote_ident(current_schema()) || '.schema_migrations') and attnum > 0 and not attisdropped`

const LEDGER = `
  create table if not exists schema_migrations (
    id          integer primary key,
    name        text not null,
    checksum    text not null,
    applied_at  timestamptz(3) not null default now()
  )`
