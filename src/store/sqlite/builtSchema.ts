import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import Libsql from 'libsql'
import type { Migration } from '../migrations.ts'

// What all migrations together make of an empty SQLite file is made at the build: each of them alters what those before
// it made, which takes four times as long as making its outcome. It is found by the migrations that it is the outcome of,
// so that nobody gets that of others; without it, as in the sources, they are applied one by one.

let schemas: Readonly<Record<string, string>> | undefined

/** The statements that have the outcome of these migrations in an empty database; undefined where the build has not seen them. */
export function builtSchema(migrations: readonly Migration[]): string | undefined {
  schemas ??= readSchemas(fileURLToPath(new URL('./schemas.json', import.meta.url)))
  return schemas[nameOf(migrations)]
}

function readSchemas(path: string): Readonly<Record<string, string>> {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {}
    throw error
  }
}

/** The text of `schemas.json`. @throws where a migration fills in rows, which the schema of a database does not say */
export function builtSchemaText(migrations: readonly Migration[]): string {
  const connection = new Libsql(':memory:')
  try {
    for (const { sql } of migrations) connection.exec(sql)
    const made = schemaOf(connection)
    for (const { type, name } of made) {
      if (type === 'table' && connection.prepare(`select 1 from "${name}" limit 1`).all().length > 0)
        throw new Error(`A migration fills in rows of ${name}: the schema alone does not make a new database`)
    }
    return JSON.stringify({ [nameOf(migrations)]: made.map(({ sql }) => `${sql};\n`).join('') })
  } finally {
    connection.close()
  }
}

/** What a database is made of, in the order in which it was made. */
export function schemaOf(connection: Libsql.Database): { type: string; name: string; sql: string }[] {
  return connection
    .prepare(
      "select type, name, sql from sqlite_schema where sql is not null and name not like 'sqlite\\_%' escape '\\' order by rowid",
    )
    .all()
    .map((row) => {
      const { type, name, sql } = row as Record<string, unknown>
      return { type: String(type), name: String(name), sql: String(sql) }
    })
}

function nameOf(migrations: readonly Migration[]): string {
  const names = migrations.map(({ name, checksum }) => `${name} ${checksum}\n`)
  return createHash('sha256').update(names.join('')).digest('hex')
}
