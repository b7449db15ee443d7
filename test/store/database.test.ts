import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { sql } from 'kysely'
import Libsql from 'libsql'
import { describe, expect, it, onTestFinished } from 'vitest'
import { insertBuild, listBuilds } from '../../src/store/builds.ts'
import { migrationStatus, openDatabase } from '../../src/store/database.ts'
import { migrate } from '../../src/store/migrate.ts'
import { readMigrations } from '../../src/store/migrations.ts'
import { sqliteMigrations } from '../../src/store/sqlite/migrations.ts'
import { storeStatus } from '../../src/store/status.ts'
import { compiled, runScript } from './compiled.ts'
import { writeMigrated } from './migratedFile.ts'
import { opened, temporaryDatabase, temporaryFolder, work } from './temporary.ts'

/** Runs what follows in this test as somebody who may not write there; root may write everywhere. */
function becomeNobody() {
  if (process.geteuid?.() !== 0 || !process.seteuid) return
  process.seteuid(65534)
  onTestFinished(() => process.seteuid?.(0))
}

describe('openDatabase', () => {
  it('makes a new file at the latest schema, and finds it so when it opens it again', async () => {
    const file = join(temporaryFolder(), 'sigma.db')
    const first = await openDatabase({ file })
    const status = await migrationStatus(first)
    await first.destroy()

    expect(status.applied).toBe(readdirSync('src/store/migrations/sqlite').length)
    expect(await migrationStatus(await opened(file))).toEqual(status)
  })

  it('has nothing to apply to the file that most tests begin with', async () => {
    const file = join(temporaryFolder(), 'sigma.db')
    await writeMigrated(file)
    expect((await storeStatus({ file })).pending).toEqual([])
  })

  it('keeps a copy of what it upgrades, and none of a new database', async () => {
    const folder = temporaryFolder()
    const file = join(folder, 'sigma.db')
    const all = readMigrations('src/store/migrations/sqlite')
    const connection = new Libsql(file)
    await migrate(sqliteMigrations(connection, file), all.slice(0, -1), file)
    connection.prepare("insert into policy_snapshots (sha, policy) values ('a', '{}')").run()
    connection.close()
    expect(readdirSync(folder)).not.toContain('backups')

    for (let time = 0; time < 2; time++) await (await openDatabase({ file })).destroy()
    const backups = readdirSync(join(folder, 'backups'))
    expect(backups).toEqual([`sigma.db.before-${all.at(-1)?.name}`])
    const copy = new Libsql(join(folder, 'backups', backups[0]))
    onTestFinished(() => {
      copy.close()
    })
    expect(await sqliteMigrations(copy, 'copy').applied()).toHaveLength(all.length - 1)
    expect(copy.prepare('select sha from policy_snapshots').all()).toEqual([{ sha: 'a' }])

    const fresh = temporaryFolder()
    await (await openDatabase({ file: join(fresh, 'sigma.db') })).destroy()
    expect(readdirSync(fresh)).not.toContain('backups')
  })

  it('holds foreign keys', async () => {
    const db = await temporaryDatabase()
    const fold = { run_id: 'nowhere', fold: 0 }
    await expect(db.insertInto('backtest_folds').values(fold).execute()).rejects.toThrow('FOREIGN KEY')
  })

  it('keeps the write-ahead log, so that a reader never blocks a writer', async () => {
    const file = join(temporaryFolder(), 'sigma.db')
    await opened(file)
    const connection = new Libsql(file)
    onTestFinished(() => {
      connection.close()
    })
    expect(connection.pragma('journal_mode')).toEqual([{ journal_mode: 'wal' }])
  })

  it('refuses a folder that does not exist, and does not make it', async () => {
    const folder = temporaryFolder()
    await expect(openDatabase({ file: join(folder, 'no', 'sigma.db') })).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringContaining(join(folder, 'no')),
      next: expect.stringContaining('sigma init'),
    })
    expect(readdirSync(folder)).toEqual([])
  })

  it('refuses a file that is no database, naming it and what to do, and leaves it as it was', async () => {
    const folder = temporaryFolder()
    const file = join(folder, 'sigma.db')
    const text = 'date,close\n2024-01-02,4742.83\n'.repeat(200)
    writeFileSync(file, text)

    await expect(openDatabase({ file })).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringContaining(file),
      next: expect.stringContaining('Restore'),
    })
    expect(readFileSync(file, 'utf8')).toBe(text)
    expect(readdirSync(folder)).toEqual(['sigma.db'])
  })

  it('refuses a folder under the name of the file', async () => {
    const file = join(temporaryFolder(), 'sigma.db')
    mkdirSync(file)
    await expect(openDatabase({ file })).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      next: expect.any(String),
    })
  })

  it('refuses a folder that may not be written to, and leaves nothing in it', async () => {
    const folder = temporaryFolder()
    chmodSync(folder, 0o555)
    becomeNobody()
    await expect(openDatabase({ file: join(folder, 'sigma.db') })).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringContaining('for writing'),
      next: expect.stringContaining(folder),
    })
    expect(readdirSync(folder)).toEqual([])
  })

  it.each([
    ['closed', 0o755],
    ['open', 0o777],
  ])('refuses a file that can be read but not written, in a folder that is %s to others', async (_, mode) => {
    const folder = temporaryFolder()
    const file = join(folder, 'sigma.db')
    // Made by another process: SQLite shares the open files of one process between its connections.
    const module = compiled(folder, ['store'])
    const make = `
      import { openDatabase } from '${module('store/database.js')}'
      const db = await openDatabase({ file: 'sigma.db' })
      await db.destroy()`
    await runScript(folder, make)
    chmodSync(folder, mode)
    for (const name of readdirSync(folder).filter((entry) => entry.startsWith('sigma.db')))
      chmodSync(join(folder, name), 0o444)
    becomeNobody()
    await expect(openDatabase({ file })).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      next: expect.any(String),
    })
  })

  it('says what to do when the disk is full, keeps what was stored, and goes on when there is room', async () => {
    const file = join(temporaryFolder(), 'sigma.db')
    const db = await opened(file)
    await insertBuild(db, { ...work(1), config: {} })
    const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(db)
    await sql`pragma max_page_count = ${sql.lit(rows[0].page_count)}`.execute(db)
    const large = { ...work(2), config: { text: 'x'.repeat(100_000) } }
    const full = { code: 'UNAVAILABLE', message: expect.stringContaining('full'), next: expect.any(String) }
    await expect(insertBuild(db, large)).rejects.toMatchObject(full)
    await expect(db.transaction().execute((trx) => insertBuild(trx, large))).rejects.toMatchObject(full)
    expect(await listBuilds(db, {}, { limit: 9, offset: 0 })).toMatchObject({ total: 1 })

    await sql`pragma max_page_count = 1000000`.execute(db)
    await insertBuild(db, large)
    expect(await listBuilds(db, {}, { limit: 9, offset: 0 })).toMatchObject({ total: 2 })
  })

  it('says what to do when a damage is met in the middle of work', async () => {
    const file = join(temporaryFolder(), 'sigma.db')
    const first = await openDatabase({ file })
    for (let step = 0; step < 150; step++)
      await insertBuild(first, { ...work(step), config: { text: 'x'.repeat(5000) } })
    await first.destroy()
    const connection = new Libsql(file)
    connection.pragma('wal_checkpoint(truncate)')
    connection.close()
    // The first pages, which a start reads, stay as they are.
    const bytes = readFileSync(file)
    writeFileSync(file, bytes.fill(0xff, Math.floor((0.7 * bytes.length) / 4096) * 4096))
    const db = await opened(file)
    await expect(listBuilds(db, {}, { limit: 200, offset: 0 })).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringMatching(/sigma\.db is damaged/),
      next: expect.stringContaining('backup'),
    })
  })

  it('lets other work of the process go on while it waits for another writer', async () => {
    const file = join(temporaryFolder(), 'sigma.db')
    const db = await opened(file)
    const other = new Libsql(file)
    onTestFinished(() => void other.close())
    other.exec('begin immediate')
    const waiting = insertBuild(db, { ...work(1), config: {} })
    const before = performance.now()
    for (let turn = 0; turn < 10; turn++) await wait(1)
    expect(performance.now() - before).toBeLessThan(1000)
    other.exec('commit')
    expect(await waiting).toMatchObject({ id: work(1).id })
  })

  it('opens while another process is in the middle of a write', async () => {
    const file = join(temporaryFolder(), 'sigma.db')
    const writer = await opened(file)
    await writer.transaction().execute(async () => {
      const reader = await openDatabase({ file })
      const { applied, latest } = await migrationStatus(reader)
      expect(applied).toBeGreaterThan(0)
      expect(latest).toMatch(/^\d{4}_/)
      await reader.destroy()
    })
  })
})
