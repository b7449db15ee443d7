import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Kysely, sql } from 'kysely'
import { expect, it, onTestFinished } from 'vitest'
import { dialectOf } from '../../src/store/database.ts'
import type { Database } from '../../src/store/schema.ts'
import { testHost } from '../server/testHost.ts'
import { opened, temporaryDatabase, temporaryFolder } from '../store/temporary.ts'

interface Column {
  relation: string
  name: string
  type: string
  nullable: boolean
  position: number
}

/** The type of PostgreSQL that stands for one of SQLite. Documents, times and flags have no type of their own there. */
const TYPES: Record<string, readonly string[]> = {
  TEXT: ['text', 'json', 'timestamp with time zone'],
  REAL: ['double precision'],
  INTEGER: ['integer', 'bigint', 'boolean'],
  BLOB: ['bytea'],
}

async function columnsOfSqlite(db: Kysely<Database>): Promise<Column[]> {
  const { rows } = await sql<{ relation: string; name: string; type: string; filled: number; cid: number }>`
    select m.name as relation, c.name, c.type, max(c."notnull", c.pk > 0) as filled, c.cid
    from sqlite_master m, pragma_table_xinfo(m.name) c
    where m.type in ('table', 'view') and m.name not like 'sqlite_%' order by m.name, c.cid`.execute(db)
  return rows.map(({ relation, name, type, filled, cid }) => ({
    relation,
    name,
    type,
    nullable: filled === 0,
    position: cid,
  }))
}

async function columnsOfPostgres(db: Kysely<Database>): Promise<Column[]> {
  const { rows } = await sql<{
    relation: string
    name: string
    type: string
    nullable: string
    place: number
  }>`
    select table_name as relation, column_name as name, data_type as type, is_nullable as nullable,
      ordinal_position as place
    from information_schema.columns where table_schema = current_schema()
    order by table_name collate "C", ordinal_position`.execute(db)
  return rows.map(({ relation, name, type, nullable, place }) => ({
    relation,
    name,
    type,
    nullable: nullable === 'YES',
    position: place - 1,
  }))
}

it('both engines have the same migrations by name', () => {
  const names = (dialect: string) => readdirSync(`src/store/migrations/${dialect}`).sort()
  expect(names('postgres')).toEqual(names('sqlite'))
})

it('both engines have the same tables, views and columns, in the same order, of types that fit', async () => {
  const sqlite = await columnsOfSqlite(await opened(join(temporaryFolder(), 'sigma.db')))
  const postgres = await columnsOfPostgres(await temporaryDatabase())
  const known = ({ relation, name, nullable, position }: Column) => ({ relation, name, nullable, position })
  expect(postgres.length).toBeGreaterThan(100)
  expect(postgres.map(known)).toEqual(sqlite.map(known))
  for (const [index, { relation, name, type }] of postgres.entries()) {
    // A view of SQLite may not know the type of what it computes.
    const { type: wanted } = sqlite[index]
    if (wanted !== '') expect(TYPES[wanted.toUpperCase()], `${relation}.${name}: ${wanted}`).toContain(type)
  }
})

/** Migration 0042 tells why. */
const onPostgresOnly = ['leaderboard_of_pack_by_time', 'leaderboard_of_profile_by_time']

it('both engines have the same indexes by name, but for two', async () => {
  const ofSqlite = sql<{
    name: string
  }>`select name from sqlite_master where type = 'index' and sql is not null`
  const ofPostgres = sql<{ name: string }>`select indexname as name from pg_indexes
    where schemaname = current_schema() and indexname !~ '_(pkey|key)$'`
  const names = ({ rows }: { rows: { name: string }[] }) => rows.map(({ name }) => name).sort()
  const postgres = names(await ofPostgres.execute(await temporaryDatabase()))
  const sqlite = names(await ofSqlite.execute(await opened(join(temporaryFolder(), 'sigma.db'))))
  expect(postgres).toEqual([...sqlite, ...onPostgresOnly].sort())
})

it('names and hashes that lists are ordered by collate by bytes', async () => {
  const db = await temporaryDatabase()
  const { rows } = await sql<{ name: string }>`
    select a.attrelid::regclass || '.' || a.attname as name from pg_index i
    join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any(i.indkey)
    join pg_class c on c.oid = i.indrelid join pg_type t on t.oid = a.atttypid
    where c.relnamespace = current_schema()::regnamespace and i.indisprimary and t.typname = 'text'
      and a.attcollation <> 'pg_catalog."C"'::regcollation`.execute(db)
  expect(rows).toEqual([])
})

it('the suites of store and services run on PostgreSQL here', async () => {
  expect(dialectOf(await temporaryDatabase())).toBe('postgres')
  const host = await testHost()
  onTestFinished(() => host.close())
  expect(await host.get('/healthz')).toMatchObject({
    body: { healthy: true, checks: { db_ok: { status: 'ok', message: 'postgres' } } },
  })
})
