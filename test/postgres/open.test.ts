import { sql } from 'kysely'
import pg from 'pg'
import { describe, expect, inject, it, onTestFinished } from 'vitest'
import { insertBuild, listBuilds } from '../../src/store/builds.ts'
import { migrationStatus, openDatabase } from '../../src/store/database.ts'
import { migrate } from '../../src/store/migrate.ts'
import { migrationsFolder, readMigrations } from '../../src/store/migrations.ts'
import { postgresMigrations } from '../../src/store/postgres/migrations.ts'
import { shownTarget } from '../../src/store/target.ts'
import { temporaryDatabase, work } from '../store/temporary.ts'

const url = inject('postgresUrl')

/** A connection that sees one schema, which the test may do what it likes with. */
async function connected(schema: string): Promise<pg.PoolClient> {
  const pool = new pg.Pool({ connectionString: url, max: 1 })
  const client = await pool.connect()
  onTestFinished(async () => {
    await client.query(`drop schema if exists ${schema} cascade`)
    client.release()
    await pool.end()
  })
  await client.query(
    `drop schema if exists ${schema} cascade; create schema ${schema}; set search_path = ${schema}`,
  )
  return client
}

describe('openDatabase on PostgreSQL', () => {
  it('makes the schema and its tables, and finds them when it opens them again', async () => {
    await connected('made_here')
    const target = { url, schema: 'made_here' }
    const first = await openDatabase(target)
    const status = await migrationStatus(first)
    await first.destroy()
    expect(status.applied).toBe(readMigrations(migrationsFolder('postgres')).length)
    const again = await openDatabase(target)
    expect(await migrationStatus(again)).toEqual(status)
    await again.destroy()
  })

  it('applies each migration once when several start at once', async () => {
    const client = await connected('many_starts')
    await client.query('drop schema many_starts')
    const all = await Promise.all(
      Array.from({ length: 6 }, () => openDatabase({ url, schema: 'many_starts', poolSize: 1 })),
    )
    await Promise.all(all.map((db) => db.destroy()))
    const { rows } = await client.query('select id from many_starts.schema_migrations order by id')
    expect(rows.map(({ id }) => id)).toEqual(rows.map((_, index) => index + 1))
  })

  it('keeps nothing of an upgrade that fails half way', async () => {
    const client = await connected('half_way')
    const connection = postgresMigrations(client, 'here')
    const good = { id: 1, name: '0001_good', sql: 'create table good (id integer);', checksum: 'a' }
    const bad = {
      id: 2,
      name: '0002_bad',
      sql: 'create table half (id integer); create table (;',
      checksum: 'b',
    }
    await expect(migrate(connection, [good, bad], 'here')).rejects.toThrow(/0002_bad failed/)
    const { rows } = await client.query("select tablename from pg_tables where schemaname = 'half_way'")
    expect(rows).toEqual([])
    expect(await migrate(connection, [good], 'here')).toEqual(['0001_good'])
    const edited = { ...good, checksum: 'c' }
    await expect(migrate(connection, [edited], 'here')).rejects.toThrow(/0001_good was edited/)
    await expect(migrate(connection, [], 'here')).rejects.toThrow(/newer than this program/)
  })

  it.each([
    ['a table of ours', 'create table policies (id integer)', /tables of these names/],
    ['a table schema_migrations', 'create table schema_migrations (version text)', /another program/],
  ])(
    'refuses a schema in which another program has %s, and leaves it as it was',
    async (_, make, message) => {
      const client = await connected('foreign_tables')
      await client.query(make)
      await expect(openDatabase({ url, schema: 'foreign_tables' })).rejects.toMatchObject({
        code: 'UNAVAILABLE',
        message: expect.stringMatching(message),
        next: expect.stringContaining('DB_SCHEMA'),
      })
      const { rows } = await client.query(
        "select tablename from pg_tables where schemaname = 'foreign_tables'",
      )
      expect(rows).toHaveLength(1)
    },
  )

  it.each([
    [
      'that nobody listens to',
      'postgresql://sigma:secret@127.0.0.1:1/postgres',
      /can't be reached/,
      /Start PostgreSQL/,
    ],
    [
      'of a database that is not there',
      url?.replace('/postgres', '/nowhere'),
      /no such database/,
      /createdb/,
    ],
    [
      'of a user that is not there',
      url?.replace('sigma@', 'nobody:secret@'),
      /refuses the user/,
      /DATABASE_URL/,
    ],
  ])(
    'says what to do about an address %s, at once and without the password',
    async (_, address = '', what, next) => {
      const failed = openDatabase({ url: address })
      await expect(failed).rejects.toMatchObject({
        code: 'UNAVAILABLE',
        message: expect.stringMatching(what),
        next: expect.stringMatching(next),
      })
      await expect(failed).rejects.not.toThrow(/secret/)
    },
  )

  it('shows no password of an address', () => {
    const shown = shownTarget({
      url: 'postgresql://me:secret@host:1/db?password=secret2&sslmode=require',
      schema: 's',
    })
    expect(shown).toBe('postgresql://me:***@host:1/db?password=***&sslmode=require (schema s)')
    expect(shownTarget({ url: 'postgresql://me:sec ret@:host' })).not.toContain('ret')
  })
})

describe('values of PostgreSQL', () => {
  it('are read as SQLite has them', async () => {
    const db = await temporaryDatabase()
    const { rows } = await sql`select true as yes, false as no, '{"a":  1, "b": [2.50]}'::json as document,
      '2024-02-29T23:59:59.123Z'::timestamptz(3) as time, '0044-03-15'::date as day, 9007199254740991::bigint as size,
      sum(x) as sum, count(*) as total, 0.1::float8 + 0.2::float8 as float
      from (values (1::bigint), (2)) t (x)`.execute(db)
    expect(rows).toEqual([
      {
        yes: 1,
        no: 0,
        document: '{"a":  1, "b": [2.50]}',
        time: '2024-02-29T23:59:59.123Z',
        day: '0044-03-15',
        size: 9007199254740991,
        sum: 3,
        total: 2,
        float: 0.1 + 0.2,
      },
    ])
    await expect(sql`select 9007199254740993::bigint as size`.execute(db)).rejects.toThrow(RangeError)
  })

  it('keep the text of documents, also such that PostgreSQL has no text for', async () => {
    const db = await temporaryDatabase()
    const config = { 'zero ': 'a\u0000b', half: '\ud800', big: 1e300, list: [{ b: 1, a: 2 }] }
    await insertBuild(db, { ...work(1), config })
    const { rows } = await listBuilds(db, {}, { limit: 1, offset: 0 })
    expect(JSON.stringify(rows[0].config)).toBe(JSON.stringify(config))
  })

  it('refuse the character that PostgreSQL can not keep as a fault of the request', async () => {
    const db = await temporaryDatabase()
    await expect(insertBuild(db, { ...work(1), tag: 'a\u0000b', config: {} })).rejects.toMatchObject({
      code: 'INVALID_PARAM',
      message: expect.stringContaining('U+0000'),
    })
  })
})
