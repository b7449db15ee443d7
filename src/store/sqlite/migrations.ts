import type Libsql from 'libsql'
import type { MigrationConnection } from '../migrate.ts'
import { toApplied } from '../migrations.ts'
import { builtSchema, schemaOf } from './builtSchema.ts'
import { sqliteError } from './errors.ts'

/** A SQLite file, as migrations see it. The lock is the one that every writer of the file takes. */
export function sqliteMigrations(connection: Libsql.Database, file: string): MigrationConnection {
  return {
    ledger: LEDGER,
    async applied() {
      const ledger = connection.prepare(
        "select name from sqlite_master where type = 'table' and name = 'schema_migrations'",
      )
      if (ledger.all().length === 0) return []
      return connection
        .prepare('select id, name, checksum from schema_migrations order by id')
        .all()
        .map(toApplied)
    },
    async locked(work) {
      connection.exec('begin immediate')
      try {
        const result = await work()
        connection.exec('commit')
        return result
      } catch (error) {
        if (connection.inTransaction) connection.exec('rollback')
        throw error
      }
    },
    whole(migrations) {
      const isEmpty = schemaOf(connection).every(({ name }) => name === 'schema_migrations')
      return isEmpty ? builtSchema(migrations) : undefined
    },
    async exec(sql) {
      try {
        connection.exec(sql)
      } catch (error) {
        throw sqliteError(file, error)
      }
    },
    async record({ id, name, checksum }) {
      connection
        .prepare('insert into schema_migrations (id, name, checksum) values (?, ?, ?)')
        .run(id, name, checksum)
    },
  }
}

// Made by code, since no migration can be recorded before it exists. The one clock of the store is here.
const LEDGER = `
  create table if not exists schema_migrations (
    id          integer primary key,
    name        text not null,
    checksum    text not null,
    applied_at  text not null default (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
  )`
