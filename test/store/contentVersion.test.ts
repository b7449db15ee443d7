import { join } from 'node:path'
import { type Kysely, sql } from 'kysely'
import { describe, expect, it, onTestFinished } from 'vitest'
import { insertBacktests } from '../../src/store/backtests.ts'
import { contentVersion } from '../../src/store/contentVersion.ts'
import { dialectOf, openDatabase } from '../../src/store/database.ts'
import type { Database } from '../../src/store/schema.ts'
import { inTransaction } from '../../src/store/transaction.ts'
import { giveBackSchema, takeSchema } from '../postgres/schemas.ts'
import { temporaryFolder, work } from './temporary.ts'

const run = (step: number) => ({ ...work(step), config: {} })

/** Two users of one database, each with connections of its own. */
async function twoUsers(): Promise<[Kysely<Database>, Kysely<Database>]> {
  const schema = takeSchema()
  const target = schema ?? { file: join(temporaryFolder(), 'sigma.db') }
  const [one, other] = [await openDatabase(target), await openDatabase(target)]
  onTestFinished(async () => {
    await Promise.all([one.destroy(), other.destroy()])
    if (schema) await giveBackSchema(schema)
  })
  return [one, other]
}

describe('the version of what the store holds', () => {
  it('is another one after each kind of write, by itself and by others', async () => {
    const [one, other] = await twoUsers()
    const seen = [await contentVersion(one)]
    for (const db of [one, other]) {
      const writes = [
        () => insertBacktests(db, [run(seen.length)]),
        () =>
          db
            .updateTable('backtest_runs')
            .set({ tag: `${seen.length}` })
            .execute(),
        () => inTransaction(db, {}, (trx) => insertBacktests(trx, [run(seen.length)])),
        () => db.deleteFrom('backtest_runs').execute(),
      ]
      for (const write of writes) {
        await write()
        seen.push(await contentVersion(one))
      }
    }
    expect(new Set(seen).size).toBe(9)
  })

  it('stays while there are only readers', async () => {
    const [one, other] = await twoUsers()
    // Whoever writes to another database of the same server of PostgreSQL changes it too, such as the tests beside this one.
    if (dialectOf(one) === 'postgres') return
    const before = await contentVersion(one)
    for (const db of [one, other]) await sql`select count(*) from backtest_runs`.execute(db)
    expect(await contentVersion(one)).toBe(before)
  })

  it('is not that of before while a transaction of its own is open', async () => {
    const [one, other] = await twoUsers()
    const before = await contentVersion(one)
    let during: string | Promise<string> = ''
    await one
      .transaction()
      .setAccessMode('read only')
      .setIsolationLevel('repeatable read')
      .execute(async (trx) => {
        await sql`select count(*) from backtest_runs`.execute(trx)
        await insertBacktests(other, [run(0)])
        during = contentVersion(one)
      })
    expect(await during).not.toBe(before)
  })
})
