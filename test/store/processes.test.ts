import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Libsql from 'libsql'
import { describe, expect, it } from 'vitest'
import { type ChainedRow, hashOfRow, noHash, walkChain } from '../../src/store/auditChain.ts'
import { insertBuild, listBuilds } from '../../src/store/builds.ts'
import { appendTrial, listTrials } from '../../src/store/trials.ts'
import { compiled, runScript } from './compiled.ts'
import { at, opened, temporaryFolder, work } from './temporary.ts'

const trial = { ledgerKey: 'sp500', runId: null, sharpe: null, createdAt: at(0) }
const auditEntry = {
  ...{ at: at(0), path: '/x', method: 'POST', status: 200, userId: 'ann', client: null, action: 'x' },
  ...{ packId: null, modelId: null, lineage: null, payload: { body: {} }, requestId: null },
}
const noReturns = { sessions: new Int32Array(0), sessionReturns: new Float64Array(0) }

describe('a database shared by processes', () => {
  it('applies each migration once when they all start at once', async () => {
    const folder = temporaryFolder()
    const module = compiled(folder, ['store'])
    const start = `
      import { openDatabase } from '${module('store/database.js')}'
      const db = await openDatabase({ file: 'sigma.db' })
      await db.destroy()`

    await Promise.all(Array.from({ length: 6 }, () => runScript(folder, start)))

    const db = await opened(join(folder, 'sigma.db'))
    const applied = await db.selectFrom('schema_migrations').select('id').orderBy('id').execute()
    const files = readdirSync('src/store/migrations/sqlite').sort()
    expect(applied.map(({ id }) => id)).toEqual(files.map((file) => Number(file.slice(0, 4))))
  })

  it('upgrades once when they all start at once on an older database', async () => {
    const folder = temporaryFolder()
    const module = compiled(folder, ['store'])
    const migrations = join(folder, 'built', 'store', 'migrations', 'sqlite')
    const start = `
      import { openDatabase } from '${module('store/database.js')}'
      const db = await openDatabase({ file: 'sigma.db' })
      await db.destroy()`
    await runScript(folder, start)
    // Slow enough that all of them have read the ledger before the first is done.
    const numbers =
      'with recursive n (i) as (select 1 union all select i + 1 from n where i < 200000) select i from n'
    writeFileSync(join(migrations, '9000_slow.sql'), `create table slow as ${numbers};`)

    await Promise.all(Array.from({ length: 6 }, () => runScript(folder, start)))

    const connection = new Libsql(join(folder, 'sigma.db'))
    const applied = connection.prepare('select name from schema_migrations where id = 9000').all()
    connection.close()
    expect(applied).toEqual([{ name: '9000_slow' }])
  })

  it('loses no write when several write at once, and numbers the trials without gaps', async () => {
    const folder = temporaryFolder()
    const module = compiled(folder, ['store'])
    const db = await opened(join(folder, 'sigma.db'))
    const writer = (name: string) => `
      import { openDatabase } from '${module('store/database.js')}'
      import { appendTrial } from '${module('store/trials.js')}'
      const db = await openDatabase({ file: 'sigma.db' })
      const rest = { sessions: new Int32Array(0), sessionReturns: new Float64Array(0) }
      for (let i = 0; i < 40; i++) await appendTrial(db, { ...${JSON.stringify(trial)}, ...rest, sha: '${name}-' + i })
      await db.destroy()`

    const writers = ['a', 'b'].map((name) => runScript(folder, writer(name)))
    for (let i = 0; i < 40; i++) await appendTrial(db, { ...trial, ...noReturns, sha: `here-${i}` })
    await Promise.all(writers)

    const trials = await listTrials(db, 'sp500')
    expect(trials.map(({ seq }) => seq)).toEqual(Array.from({ length: 120 }, (_, index) => index + 1))
    expect(new Set(trials.map(({ sha }) => sha)).size).toBe(120)
  })

  it('has one chain of the audit when several add rows at once', async () => {
    const folder = temporaryFolder()
    const module = compiled(folder, ['store', 'core/lineage'])
    const writer = (name: string) => `
      import { openDatabase } from '${module('store/database.js')}'
      import { insertAuditEntry } from '${module('store/audit.js')}'
      import { inTransaction } from '${module('store/transaction.js')}'
      const db = await openDatabase({ file: 'sigma.db' })
      const entry = ${JSON.stringify(auditEntry)}
      for (let i = 0; i < 40; i++)
        await inTransaction(db, {}, (trx) => insertAuditEntry(trx, { ...entry, id: '${name}-' + i }))
      await db.destroy()`

    await Promise.all(['a', 'b', 'c'].map((name) => runScript(folder, writer(name))))

    const db = await opened(join(folder, 'sigma.db'))
    const rows: ChainedRow[] = []
    for await (const row of walkChain(db)) rows.push(row)
    expect(rows.map(({ seq }) => seq)).toEqual(Array.from({ length: 120 }, (_, index) => index + 1))
    for (const [index, row] of rows.entries())
      expect([row.prev_hash, row.hash]).toEqual([index === 0 ? noHash : rows[index - 1].hash, hashOfRow(row)])
    expect(new Set(rows.map(({ id }) => id.slice(0, 1))), 'they took turns').toEqual(new Set('abc'))
  })

  it('lets a reader read what was committed while another process is in the middle of a transaction', async () => {
    const folder = temporaryFolder()
    const module = compiled(folder, ['store'])
    const db = await opened(join(folder, 'sigma.db'))
    await insertBuild(db, { ...work(1), config: {} })
    const reader = `
      import { openDatabase } from '${module('store/database.js')}'
      import { listBuilds } from '${module('store/builds.js')}'
      const db = await openDatabase({ file: 'sigma.db' })
      const { total } = await listBuilds(db, {}, { limit: 10, offset: 0 })
      console.log(total)
      await db.destroy()`

    await db.transaction().execute(async (trx) => {
      await insertBuild(trx, { ...work(2), config: {} })
      expect((await runScript(folder, reader)).stdout, 'the reader neither waits nor sees half of it').toBe(
        '1',
      )
    })

    expect((await runScript(folder, reader)).stdout).toBe('2')
  })

  it('lets a transaction that reads before it writes wait its turn', async () => {
    const folder = temporaryFolder()
    const module = compiled(folder, ['store'])
    const db = await opened(join(folder, 'sigma.db'))
    const readThenWrite = (name: string) => `
      import { openDatabase } from '${module('store/database.js')}'
      import { insertBuild, listBuilds } from '${module('store/builds.js')}'
      const db = await openDatabase({ file: 'sigma.db' })
      for (let i = 0; i < 25; i++) {
        await db.transaction().execute(async (trx) => {
          const { total } = await listBuilds(trx, {}, { limit: 1, offset: 0 })
          await insertBuild(trx, { ...${JSON.stringify(work(0))}, id: '${name}-' + i, config: { total } })
        })
      }
      await db.destroy()`

    await Promise.all(['a', 'b', 'c'].map((name) => runScript(folder, readThenWrite(name))))

    const { rows } = await listBuilds(db, {}, { limit: 100, offset: 0 })
    const totals = rows.map(({ config }) => Number(config.total)).sort((a, b) => a - b)
    expect(totals, 'no two of them saw the same state').toEqual(
      Array.from({ length: 75 }, (_, index) => index),
    )
  })

  it('keeps what a killed process committed, and nothing of its open transaction', async () => {
    const folder = temporaryFolder()
    const module = compiled(folder, ['store'])
    const killed = runScript(
      folder,
      `
      import { openDatabase } from '${module('store/database.js')}'
      import { insertBuild } from '${module('store/builds.js')}'
      const db = await openDatabase({ file: 'sigma.db' })
      await insertBuild(db, { ...${JSON.stringify(work(1))}, config: {} })
      await db.transaction().execute(async (trx) => {
        await insertBuild(trx, { ...${JSON.stringify(work(2))}, config: {} })
        process.kill(process.pid, 'SIGKILL')
        await new Promise(() => {})
      })`,
    )
    await expect(killed).rejects.toThrow()

    const db = await opened(join(folder, 'sigma.db'))
    const { rows } = await listBuilds(db, {}, { limit: 10, offset: 0 })
    expect(rows.map(({ id }) => id)).toEqual([work(1).id])
  })
})
