import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import pg from 'pg'
import { expect, inject, it, onTestFinished } from 'vitest'
import { openArtifacts } from '../../src/artifacts/local.ts'
import { backUpWorkspace, planBackup } from '../../src/host/backup.ts'
import { backUpStore } from '../../src/store/backup.ts'
import { insertBuild } from '../../src/store/builds.ts'
import { openDatabase } from '../../src/store/database.ts'
import { migrate } from '../../src/store/migrate.ts'
import { migrationsFolder, readMigrations } from '../../src/store/migrations.ts'
import { postgresMigrations } from '../../src/store/postgres/migrations.ts'
import { testSettings } from '../server/testHost.ts'
import { temporaryFolder, work } from '../store/temporary.ts'
import { giveBackSchema, takeSchema } from './schemas.ts'

it('dumps the schema of the workspace, without its password among the arguments', async () => {
  const target = takeSchema()
  if (target === undefined) throw new Error('these tests run on PostgreSQL')
  const db = await openDatabase(target)
  onTestFinished(async () => {
    await db.destroy()
    await giveBackSchema(target)
  })
  await insertBuild(db, { ...work(1), config: {} })
  const folder = temporaryFolder()
  expect(await backUpStore(target, folder)).toBe('sigma.dump')
  const restored = execFileSync('pg_restore', [
    '--data-only',
    '--file=-',
    join(folder, 'sigma.dump'),
  ]).toString()
  expect(restored).toContain(work(1).id)
})

it('says which program it needs, and never the password', async () => {
  const target = { url: 'postgresql://me:secret@127.0.0.1:1/none' }
  const failed = backUpStore(target, temporaryFolder())
  await expect(failed).rejects.toMatchObject({ code: 'UNAVAILABLE' })
  await expect(failed).rejects.not.toThrow('secret')
})

it('leaves a database of an earlier schema where it is, and finds the files that its rows refer to', async () => {
  const url = inject('postgresUrl')
  const workspace = temporaryFolder()
  const { uri, size } = await openArtifacts(workspace).put(Buffer.from('bars'), {
    kind: 'matrix',
    extension: 'csv',
  })
  const pool = new pg.Pool({ connectionString: url, max: 1 })
  const client = await pool.connect()
  onTestFinished(async () => {
    await client.query('drop schema if exists backed_up cascade')
    client.release()
    await pool.end()
  })
  await client.query('create schema backed_up; set search_path = backed_up')
  const settings = { ...(await testSettings(workspace)), database_url: url, db_schema: 'backed_up' }
  const all = readMigrations(migrationsFolder('postgres'))
  for (const [count, files] of [
    [1, { files: 0, bytes: 0 }],
    [7, { files: 1, bytes: size }],
  ] as const) {
    await migrate(postgresMigrations(client, 'here'), all.slice(0, count), 'here')
    if (count === 7)
      await client.query("insert into matrices values ('m', '{}', $1, $1, '2024-01-01')", [uri])
    const folder = join(workspace, String(count))
    const expected = { database: 'sigma.dump', migration: all[count - 1].name, ...files, damaged: [] }
    expect(await planBackup(workspace, settings, folder)).toMatchObject(expected)
    expect(await backUpWorkspace(workspace, settings, folder)).toMatchObject(expected)
    const { rows } = await client.query('select name from schema_migrations order by id')
    expect(rows.map(({ name }) => name)).toEqual(all.slice(0, count).map(({ name }) => name))
  }
})
