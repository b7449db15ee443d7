import { appendFileSync, cpSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Libsql from 'libsql'
import { describe, expect, it, onTestFinished } from 'vitest'
import { migrate } from '../../src/store/migrate.ts'
import { readMigrations } from '../../src/store/migrations.ts'
import { builtSchemaText } from '../../src/store/sqlite/builtSchema.ts'
import { sqliteMigrations } from '../../src/store/sqlite/migrations.ts'
import { temporaryFolder } from './temporary.ts'

/** A database and a folder of migrations that the test may change. */
function prepared() {
  const folder = temporaryFolder()
  const file = join(folder, 'sigma.db')
  const migrations = join(folder, 'migrations')
  cpSync('src/store/migrations/sqlite', migrations, { recursive: true })
  const connection = new Libsql(file)
  onTestFinished(() => {
    connection.close()
  })
  const run = async () => migrate(sqliteMigrations(connection, file), readMigrations(migrations), file)
  return { connection, migrations, run }
}

function schemaOf(connection: Libsql.Database): unknown[] {
  return connection.prepare('select type, name, sql from sqlite_master order by type, name').all()
}

describe('migrate', async () => {
  it('applies every migration in order, and none a second time', async () => {
    const { run, migrations } = prepared()
    expect(await run()).toEqual(
      readdirSync(migrations)
        .sort()
        .map((file) => file.replace('.sql', '')),
    )
    expect(await run()).toEqual([])
  })

  it('ends in the same schema whether it installs or upgrades', async () => {
    const installed = prepared()
    await installed.run()
    const upgraded = prepared()
    const later = readdirSync(upgraded.migrations).sort().slice(3)
    for (const file of later)
      renameSync(join(upgraded.migrations, file), join(upgraded.migrations, `${file}.later`))
    await upgraded.run()
    for (const file of later)
      renameSync(join(upgraded.migrations, `${file}.later`), join(upgraded.migrations, file))
    expect(await upgraded.run()).toHaveLength(later.length)

    expect(schemaOf(upgraded.connection)).toEqual(schemaOf(installed.connection))
  })

  it('ends in the same schema in one go, as the build makes it', async () => {
    const oneByOne = prepared()
    await oneByOne.run()
    const inOneGo = prepared()
    const all = readMigrations(inOneGo.migrations)
    const built: Record<string, string> = JSON.parse(builtSchemaText(all))
    const target = {
      ...sqliteMigrations(inOneGo.connection, 'sigma.db'),
      whole: () => Object.values(built)[0],
    }
    expect(await migrate(target, all, 'sigma.db')).toEqual(all.map(({ name }) => name))

    expect(schemaOf(inOneGo.connection)).toEqual(schemaOf(oneByOne.connection))
    const ledgerOf = (connection: Libsql.Database) =>
      connection.prepare('select id, name, checksum from schema_migrations order by id').all()
    expect(ledgerOf(inOneGo.connection)).toEqual(ledgerOf(oneByOne.connection))
    expect(await inOneGo.run()).toEqual([])
  })

  it('refuses to build a schema for migrations that fill in rows', () => {
    const { migrations } = prepared()
    writeFileSync(
      join(migrations, '0100_rows.sql'),
      "insert into policy_snapshots (sha, policy) values ('a', '{}');\n",
    )
    expect(() => builtSchemaText(readMigrations(migrations))).toThrow('fills in rows of policy_snapshots')
  })

  it('takes the risk profile of builds and trainings of before out of their lineage', async () => {
    const { connection, migrations, run } = prepared()
    const later = readdirSync(migrations).filter((name) => name >= '0019')
    for (const name of later) renameSync(join(migrations, name), join(migrations, `${name}.later`))
    await run()
    const row = (id: string, lineage: string | null) => {
      for (const [table, more] of [
        ['build_runs', ', asked_at'],
        ['training_runs', ''],
      ] as const)
        connection
          .prepare(`insert into ${table} (id, request_key, status, pack_id, model_id, config, lineage, created_at${more})
            values (?, 'k', 'completed', 'p', 'm', '{}', ?, '2024-01-01'${more && ", '2024-01-01'"})`)
          .run(id, lineage)
    }
    row('a', '{"risk_profile":"aggressive"}')
    row('b', '{"risk_profile":"unknown"}')
    row('c', '{}')
    row('d', null)
    for (const name of later) renameSync(join(migrations, `${name}.later`), join(migrations, name))
    await run()
    for (const table of ['build_runs', 'training_runs']) {
      const profiles = connection.prepare(`select risk_profile from ${table} order by id`).all()
      expect(profiles).toMatchObject(
        ['aggressive', null, null, null].map((risk_profile) => ({ risk_profile })),
      )
    }
  })

  it('tells the records that reports are drawn from from reports', async () => {
    const { connection, migrations, run } = prepared()
    const file = join(migrations, '0023_reports.sql')
    const later = readdirSync(migrations).filter((name) => name >= '0023')
    for (const name of later) renameSync(join(migrations, name), join(migrations, `${name}.later`))
    await run()
    connection.exec(`insert into artifacts (id, kind, uri, sha256, size_bytes, created_at) values
      ('a', 'report', 'file:a.json', 'a', 1, '2024-01-01'), ('b', 'csv', 'file:b.csv', 'b', 1, '2024-01-01')`)
    renameSync(`${file}.later`, file)
    await run()
    const rows = connection.prepare('select id, kind, sweep_id from artifacts order by id').all()
    expect(rows).toMatchObject([
      { id: 'a', kind: 'other', sweep_id: null },
      { id: 'b', kind: 'csv', sweep_id: null },
    ])
  })

  it('makes a job of each training of before', async () => {
    const { connection, migrations, run } = prepared()
    const file = join(migrations, '0016_train_jobs.sql')
    const later = readdirSync(migrations).filter((name) => name >= '0016')
    for (const name of later) renameSync(join(migrations, name), join(migrations, `${name}.later`))
    await run()
    connection.exec(`insert into training_runs
      (id, request_key, status, pack_id, model_id, config, lineage, metrics, created_at, finished_at) values
      ('done', 'k', 'completed', 'p', 'm', '{"seed":7}', '{"matrix_sha":"x"}',
        '{"accuracy":0.5,"gate_state":"failed","importance":{}}', '2024-01-01', '2024-01-02'),
      ('waits', 'k', 'queued', 'p', 'm', '{}', null, null, '2024-01-03', null)`)
    renameSync(`${file}.later`, file)
    await run()
    const jobs = connection.prepare('select * from train_jobs order by id').all()
    expect(jobs).toMatchObject([
      { id: 'done', kind: 'fit', seed: 7, status: 'completed', lineage: '{"matrix_sha":"x"}', attempt: 1 },
      { id: 'waits', kind: 'fit', seed: null, status: 'queued', lineage: '{}', metrics: null },
    ])
    expect(jobs[0]).toMatchObject({
      metrics: '{"accuracy":0.5,"gate_state":"failed"}',
      finished_at: '2024-01-02',
    })
    expect(connection.prepare('select gate_state from training_runs order by id').all()).toMatchObject([
      { gate_state: 'failed' },
      { gate_state: null },
    ])
  })

  it('stops at a migration that was edited after it was applied, naming it and what to do', async () => {
    const { run, migrations } = prepared()
    await run()
    appendFileSync(join(migrations, '0002_runs.sql'), '-- a second thought\n')
    await expect(run()).rejects.toThrow(
      expect.objectContaining({
        code: 'UNAVAILABLE',
        message: expect.stringMatching(/0002_runs was edited/),
        next: expect.stringContaining('Restore'),
      }),
    )
  })

  it('takes other line ends for no edit', async () => {
    const { run, migrations } = prepared()
    writeFileSync(
      join(migrations, '0100_two_lines.sql'),
      'create table one (id integer);\ncreate table two (id integer);\n',
    )
    await run()
    writeFileSync(
      join(migrations, '0100_two_lines.sql'),
      'create table one (id integer);\r\ncreate table two (id integer);\r\n',
    )
    expect(await run()).toEqual([])
  })

  it('stops at an applied migration that is missing, naming it', async () => {
    const { run, migrations } = prepared()
    await run()
    rmSync(join(migrations, '0003_sweeps.sql'))
    await expect(run()).rejects.toThrow(
      expect.objectContaining({
        code: 'UNAVAILABLE',
        message: expect.stringMatching(/0003_sweeps .*lacks it/),
      }),
    )
  })

  it('stops at a migration that was added before applied ones, naming it', async () => {
    const { run, migrations } = prepared()
    // One that no later migration builds on.
    rmSync(join(migrations, '0008_idempotency_keys.sql'))
    await run()
    writeFileSync(join(migrations, '0008_late.sql'), 'create table late (id integer);')
    await expect(run()).rejects.toThrow(
      expect.objectContaining({ code: 'UNAVAILABLE', message: expect.stringContaining('0008_late') }),
    )
  })

  it('says that a database is newer than the program', async () => {
    const { run, migrations } = prepared()
    writeFileSync(join(migrations, '9000_from_the_future.sql'), 'create table future (id integer);')
    await run()
    rmSync(join(migrations, '9000_from_the_future.sql'))
    await expect(run()).rejects.toThrow(
      expect.objectContaining({
        code: 'UNAVAILABLE',
        message: expect.stringMatching(/newer than this program.*9000_from_the_future/),
        next: expect.stringContaining('Update'),
      }),
    )
  })

  it('keeps nothing of an upgrade that fails half way', async () => {
    const { run, migrations, connection } = prepared()
    await run()
    const before = schemaOf(connection)
    writeFileSync(join(migrations, '9000_good.sql'), 'create table good (id integer);')
    writeFileSync(join(migrations, '9001_bad.sql'), 'create table half (id integer); create table broken (;')
    await expect(run()).rejects.toThrow(/9001_bad failed/)
    expect(schemaOf(connection)).toEqual(before)

    writeFileSync(join(migrations, '9001_bad.sql'), 'create table half (id integer);')
    expect(await run(), 'the connection is usable again').toEqual(['9000_good', '9001_bad'])
  })

  it.each(['1_short.sql', '0100-dash.sql', 'notes.sql'])('refuses the file name %s', async (name) => {
    const { run, migrations } = prepared()
    writeFileSync(join(migrations, name), '')
    await expect(run()).rejects.toThrow(/Expected a migration named NNNN_name\.sql/)
  })

  it('refuses two migrations of one number', async () => {
    const { run, migrations } = prepared()
    writeFileSync(join(migrations, '0002_again.sql'), '')
    await expect(run()).rejects.toThrow(/Two migrations/)
  })
})
