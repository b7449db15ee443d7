import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Libsql from 'libsql'
import { describe, expect, it, onTestFinished } from 'vitest'
import { migrationStatus, openDatabase } from '../../src/store/database.ts'
import { compiled, runScript } from './compiled.ts'
import { opened, temporaryDatabase, temporaryFolder } from './temporary.ts'

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
