import { type Kysely, sql } from 'kysely'
import { describe, expect, it, onTestFinished } from 'vitest'
import { insertBacktest } from '../../src/store/backtests.ts'
import { dialectOf } from '../../src/store/database.ts'
import { type BoundValue, readOnly } from '../../src/store/readOnly.ts'
import type { Database } from '../../src/store/schema.ts'
import { temporaryDatabase, work } from './temporary.ts'

const asking = (db: Kysely<Database>, text: string, values: BoundValue[] = [], mostRows = 10) =>
  readOnly(db, { sql: text, values, mostRows }, { timeoutMs: 5_000 })

/** As each engine names the first value. */
const first = (db: Kysely<Database>) => (dialectOf(db) === 'sqlite' ? '?1' : 'cast($1 as text)')

async function filled(): Promise<Kysely<Database>> {
  const db = await temporaryDatabase()
  for (const step of [1, 2, 3]) await insertBacktest(db, { ...work(step), status: 'completed', config: {} })
  return db
}

const countRuns = async (db: Kysely<Database>) =>
  (await db.selectFrom('backtest_runs').select('id').execute()).length

/** Half an hour of work. */
const slow = (name: string) =>
  `with recursive n(i) as (select 1 union all select i + 1 from n where i < 100000) select ${name} from n as a cross join n as b`

describe('a question that can only read', () => {
  it('gives what is stored, with its values bound', async () => {
    const db = await filled()
    const text = `select id, created_at from backtest_runs where id = ${first(db)}`
    const { id, createdAt } = work(2)
    expect(await asking(db, text, [id])).toEqual([{ id, created_at: createdAt }])
    expect(await asking(db, text, [`' or '1' = '1`])).toEqual([])
  })

  it('sees what was written a moment ago', async () => {
    const db = await filled()
    await insertBacktest(db, { ...work(4), status: 'completed', config: {} })
    expect(await asking(db, 'select count(*) as runs from backtest_runs')).toEqual([{ runs: 4 }])
  })

  it('gives no more rows than it may, in the order that was asked for', async () => {
    const db = await filled()
    const text = 'select id from backtest_runs order by id desc'
    expect(await asking(db, text, [], 2)).toEqual([{ id: work(3).id }, { id: work(2).id }])
  })

  const writes = [
    `delete from backtest_runs`,
    `update backtest_runs set status = 'failed'`,
    `drop table backtest_runs`,
    `create temp table kept (id text)`,
    `select 1) as answer; delete from backtest_runs; select * from (select 1`,
    `select 1; delete from backtest_runs`,
    `select 1) as answer; commit; delete from backtest_runs; select * from (select 1`,
    `with gone as (delete from backtest_runs returning id) select id from gone`,
    `pragma query_only = off`,
    `attach 'other.db' as other`,
    `set transaction read write`,
    `copy backtest_runs to stdout`,
  ]
  it.each(writes)('refuses a write: %s', async (text) => {
    const db = await filled()
    await expect(asking(db, text)).rejects.toThrow()
    expect(await countRuns(db)).toBe(3)
  })

  it('refuses what a function writes that a question calls', async () => {
    const db = await filled()
    if (dialectOf(db) === 'sqlite') return // It has no functions that write.
    await sql`create function gone() returns integer language sql as 'delete from backtest_runs; select 1'`.execute(
      db,
    )
    onTestFinished(async () => void (await sql`drop function gone()`.execute(db)))
    await expect(asking(db, 'select gone() as n')).rejects.toThrow('read-only transaction')
    expect(await countRuns(db)).toBe(3)
  })

  it('stops at its time-out, in the middle of finding the first row as of later ones, and can be asked again', async () => {
    const db = await filled()
    for (const name of ['count(*) as n', 'a.i']) {
      const asked = readOnly(db, { sql: slow(name), values: [], mostRows: 5_000_000_000 }, { timeoutMs: 200 })
      await expect(asked).rejects.toMatchObject({
        code: 'TIMEOUT',
        message: 'the database took longer than 0.2 s to answer',
      })
    }
    expect(await asking(db, 'select count(*) as runs from backtest_runs')).toEqual([{ runs: 3 }])
    // The time-out was of that question alone.
    if (dialectOf(db) === 'postgres') {
      const { rows } = await sql<{ ms: string }>`select current_setting('statement_timeout') as ms`.execute(
        db,
      )
      expect(rows).toEqual([{ ms: '0' }])
    }
  })

  it('is given up when nobody waits for it', async () => {
    const db = await filled()
    const question = { sql: slow('count(*) as n'), values: [], mostRows: 1 }
    const canceled = AbortSignal.abort(new Error('gone'))
    await expect(readOnly(db, question, { timeoutMs: 60_000, signal: canceled })).rejects.toThrow('gone')
    if (dialectOf(db) === 'sqlite') {
      const leaving = new AbortController()
      const asked = readOnly(db, question, { timeoutMs: 60_000, signal: leaving.signal })
      setTimeout(() => leaving.abort(new Error('left')), 50)
      await expect(asked).rejects.toThrow('left')
    }
  })
})
