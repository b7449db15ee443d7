import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'

/** A schema of the server that the tests run on: a database of the test's own, as far as the store can tell. */
export interface Schema {
  url: string
  schema: string
  poolSize: number
}

/** Emptied ones, tables and all: making the tables takes longer than most tests. */
const free: Schema[] = []
const ofWorkspaces = new Map<string, Schema>()

/** A schema without rows; undefined where the tests run on SQLite. */
export function takeSchema(): Schema | undefined {
  const url = inject('postgresUrl')
  if (url === undefined) return undefined
  return free.pop() ?? { url, schema: `test_${randomUUID().replaceAll('-', '')}`, poolSize: 4 }
}

/** The schema of a workspace, the same until the tests of the file have ended. */
export function schemaOf(workspace: string): Schema | undefined {
  const known = ofWorkspaces.get(workspace) ?? takeSchema()
  if (known) ofWorkspaces.set(workspace, known)
  return known
}

/** To be called when nobody uses it any more. */
export async function giveBackSchema(given: Schema): Promise<void> {
  const client = new pg.Client(given.url)
  await client.connect()
  try {
    const { rows } = await client.query<{ name: string }>(
      "select tablename as name from pg_tables where schemaname = $1 and tablename <> 'schema_migrations'",
      [given.schema],
    )
    const deletes = rows.map(({ name }) => `delete from ${given.schema}.${pg.escapeIdentifier(name)};`)
    // In any order, whatever refers to what.
    await client.query(`set session_replication_role = replica; ${deletes.join(' ')}`)
  } finally {
    await client.end()
  }
  free.push(given)
}

/** What `setup.ts` does at the end of each file. */
export async function giveBackSchemas(): Promise<void> {
  for (const [workspace, schema] of ofWorkspaces) {
    ofWorkspaces.delete(workspace)
    await giveBackSchema(schema)
  }
}
