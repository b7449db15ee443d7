import { appendFileSync, cpSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Libsql from 'libsql'
import { describe, expect, it, onTestFinished } from 'vitest'
import { migrate } from '../../src/store/migrate.ts'
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
  return { connection, migrations, run: () => migrate(connection, file, migrations) }
}

function schemaOf(connection: Libsql.Database): unknown[] {
  return connection.prepare('select type, name, sql from sqlite_master order by type, name').all()
}

describe('migrate', () => {
  it('applies every migration in order, and none a second time', () => {
    const { run, migrations } = prepared()
    expect(run()).toEqual(
      readdirSync(migrations)
        .sort()
        .map((file) => file.replace('.sql', '')),
    )
    expect(run()).toEqual([])
  })

  it('ends in the same schema whether it installs or upgrades', () => {
    const installed = prepared()
    installed.run()
    const upgraded = prepared()
    const later = readdirSync(upgraded.migrations).sort().slice(3)
    for (const file of later)
      renameSync(join(upgraded.migrations, file), join(upgraded.migrations, `${file}.later`))
    upgraded.run()
    for (const file of later)
      renameSync(join(upgraded.migrations, `${file}.later`), join(upgraded.migrations, file))
    expect(upgraded.run()).toHaveLength(later.length)

    expect(schemaOf(upgraded.connection)).toEqual(schemaOf(installed.connection))
  })

  it('stops at a migration that was edited after it was applied, naming it and what to do', () => {
    const { run, migrations } = prepared()
    run()
    appendFileSync(join(migrations, '0002_runs.sql'), '-- a second thought\n')
    expect(run).toThrow(
      expect.objectContaining({
        code: 'UNAVAILABLE',
        message: expect.stringMatching(/0002_runs was edited/),
        next: expect.stringContaining('Restore'),
      }),
    )
  })

  it('takes other line ends for no edit', () => {
    const { run, migrations } = prepared()
    writeFileSync(
      join(migrations, '0100_two_lines.sql'),
      'create table one (id integer);\ncreate table two (id integer);\n',
    )
    run()
    writeFileSync(
      join(migrations, '0100_two_lines.sql'),
      'create table one (id integer);\r\ncreate table two (id integer);\r\n',
    )
    expect(run()).toEqual([])
  })

  it('stops at an applied migration that is missing, naming it', () => {
    const { run, migrations } = prepared()
    run()
    rmSync(join(migrations, '0003_sweeps.sql'))
    expect(run).toThrow(
      expect.objectContaining({
        code: 'UNAVAILABLE',
        message: expect.stringMatching(/0003_sweeps .*lacks it/),
      }),
    )
  })

  it('stops at a migration that was added before applied ones, naming it', () => {
    const { run, migrations } = prepared()
    // One that no later migration builds on.
    rmSync(join(migrations, '0008_idempotency_keys.sql'))
    run()
    writeFileSync(join(migrations, '0008_late.sql'), 'create table late (id integer);')
    expect(run).toThrow(
      expect.objectContaining({ code: 'UNAVAILABLE', message: expect.stringContaining('0008_late') }),
    )
  })

  it('says that a database is newer than the program', () => {
    const { run, migrations } = prepared()
    writeFileSync(join(migrations, '9000_from_the_future.sql'), 'create table future (id integer);')
    run()
    rmSync(join(migrations, '9000_from_the_future.sql'))
    expect(run).toThrow(
      expect.objectContaining({
        code: 'UNAVAILABLE',
        message: expect.stringMatching(/newer than this program.*9000_from_the_future/),
        next: expect.stringContaining('Update'),
      }),
    )
  })

  it('keeps nothing of an upgrade that fails half way', () => {
    const { run, migrations, connection } = prepared()
    run()
    const before = schemaOf(connection)
    writeFileSync(join(migrations, '9000_good.sql'), 'create table good (id integer);')
    writeFileSync(join(migrations, '9001_bad.sql'), 'create table half (id integer); create table broken (;')
    expect(run).toThrow(/9001_bad failed/)
    expect(schemaOf(connection)).toEqual(before)

    writeFileSync(join(migrations, '9001_bad.sql'), 'create table half (id integer);')
    expect(run(), 'the connection is usable again').toEqual(['9000_good', '9001_bad'])
  })

  it.each(['1_short.sql', '0100-dash.sql', 'notes.sql'])('refuses the file name %s', (name) => {
    const { run, migrations } = prepared()
    writeFileSync(join(migrations, name), '')
    expect(run).toThrow(/Expected a migration named NNNN_name\.sql/)
  })

  it('refuses two migrations of one number', () => {
    const { run, migrations } = prepared()
    writeFileSync(join(migrations, '0002_again.sql'), '')
    expect(run).toThrow(/Two migrations/)
  })
})
