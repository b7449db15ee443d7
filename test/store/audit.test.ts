import { type Kysely, sql } from 'kysely'
import { describe, expect, it, onTestFinished } from 'vitest'
import {
  type AuditEntry,
  hasAuditEntry,
  insertAuditEntry,
  listAuditEntries,
  type NewAuditEntry,
} from '../../src/store/audit.ts'
import { type ChainedRow, foldUnchained, hashOfRow, noHash, walkChain } from '../../src/store/auditChain.ts'
import { dialectOf } from '../../src/store/database.ts'
import type { Database } from '../../src/store/schema.ts'
import { inTransaction } from '../../src/store/transaction.ts'
import { allPages, at, temporaryDatabase } from './temporary.ts'

const entry = (step: number, more: Partial<AuditEntry> = {}): AuditEntry => ({
  id: `audit-${step}`,
  at: at(Math.floor(step / 2)),
  path: '/admin/quotas',
  method: 'PATCH',
  status: 200,
  userId: 'local',
  client: '127.0.0.1',
  packId: null,
  modelId: null,
  lineage: null,
  payload: { body: { user_id: 'ann' } },
  action: 'updateQuotas',
  requestId: `request-${step}`,
  ...more,
})

const add = (db: Kysely<Database>, one: NewAuditEntry) =>
  inTransaction(db, {}, (trx) => insertAuditEntry(trx, one))

async function chainOf(db: Kysely<Database>): Promise<ChainedRow[]> {
  const rows: ChainedRow[] = []
  for await (const row of walkChain(db)) rows.push(row)
  return rows
}

describe('the audit', () => {
  it('lists what was added, newest first, by whatever is asked for', async () => {
    const db = await temporaryDatabase()
    const entries = [
      entry(0),
      entry(1, { userId: null, payload: null, packId: 'swing', modelId: 'spx', lineage: { run_id: 'r' } }),
      entry(2, { path: '/train', method: 'POST', status: 404 }),
      entry(3, { action: 'x' }),
    ]
    for (const one of entries) await add(db, one)
    const list = async (filter: object) => {
      const rows = await allPages(2, (page) => listAuditEntries(db, filter, page))
      return rows.map(({ seq: _, prevHash: __, hash: ___, ...rest }) => rest)
    }
    const [first, second, third, fourth] = entries
    expect(await list({})).toEqual([fourth, third, second, first])
    expect(await list({ userId: 'local' })).toEqual([fourth, third, first])
    expect(await list({ action: 'x' })).toEqual([fourth])
    expect(await list({ path: '/train' })).toEqual([third])
    expect(await list({ method: 'POST' })).toEqual([third])
    expect(await list({ status: 404 })).toEqual([third])
    expect(await list({ packId: 'swing' })).toEqual([second])
    expect(await list({ modelId: 'spx' })).toEqual([second])
    expect(await list({ start: at(1) })).toEqual([fourth, third])
    expect(await list({ end: at(0) })).toEqual([second, first])
  })

  it('chains its rows, each by the hash of the one before', async () => {
    const db = await temporaryDatabase()
    for (let step = 0; step < 3; step++) await add(db, entry(step))
    const rows = await chainOf(db)
    expect(rows.map(({ seq }) => seq)).toEqual([1, 2, 3])
    expect(rows.map(({ prev_hash }) => prev_hash)).toEqual([noHash, rows[0].hash, rows[1].hash])
    for (const row of rows) expect(hashOfRow(row)).toBe(row.hash)
    expect(await hasAuditEntry(db, 'audit-2')).toBe(true)
    expect(await hasAuditEntry(db, 'audit-3')).toBe(false)
  })

  it('hashes as it is written down in the decision', async () => {
    const db = await temporaryDatabase()
    await add(db, entry(0))
    const [row] = await chainOf(db)
    const text =
      '{"action":"updateQuotas","at":"2024-01-01T00:00:00.000Z","client":"127.0.0.1","id":"audit-0","lineage":null,' +
      '"method":"PATCH","model_id":null,"pack_id":null,"path":"/admin/quotas",' +
      '"payload":"{\\"body\\":{\\"user_id\\":\\"ann\\"}}",' +
      `"prev_hash":"${noHash}","request_id":"request-0","seq":1,"status":200,"user_id":"local"}`
    const { createHash } = await import('node:crypto')
    expect(row.hash).toBe(createHash('sha256').update(text).digest('hex'))
  })

  it('reads what it wrote, whatever characters it has', async () => {
    const db = await temporaryDatabase()
    const odd = ['half \uD800', 'zero \0', '𝒳 "quoted" \\ back', 'a\nb\u2028']
    for (const [step, text] of odd.entries())
      await add(db, entry(step, { userId: text, path: text, payload: { [text]: [text, 1e21, -0, 0.1] } }))
    for (const row of await chainOf(db)) expect(hashOfRow(row), row.path).toBe(row.hash)
  })

  it('has no forks when many add rows at once', async () => {
    const db = await temporaryDatabase()
    await Promise.all(Array.from({ length: 40 }, (_, step) => add(db, entry(step))))
    const rows = await chainOf(db)
    expect(rows.map(({ seq }) => seq)).toEqual(Array.from({ length: 40 }, (_, index) => index + 1))
    for (const [index, row] of rows.entries())
      expect(row.prev_hash).toBe(index === 0 ? noHash : rows[index - 1].hash)
  })

  it('keeps no row of a transaction that is undone, and leaves no gap', async () => {
    const db = await temporaryDatabase()
    const undone = inTransaction(db, {}, async (trx) => {
      await insertAuditEntry(trx, entry(0))
      throw new Error('undone')
    })
    await expect(undone).rejects.toThrow('undone')
    await add(db, entry(1))
    expect(await chainOf(db)).toMatchObject([{ seq: 1, id: 'audit-1', prev_hash: noHash }])
  })

  it('is only ever added to', async () => {
    const db = await temporaryDatabase()
    await add(db, entry(0))
    const [row] = await chainOf(db)
    const only = /only ever added/
    await expect(db.updateTable('audit_logs').set({ status: 201 }).execute()).rejects.toThrow(only)
    await expect(db.deleteFrom('audit_logs').execute()).rejects.toThrow(only)
    const loose = { ...row, id: 'loose', seq: null, prev_hash: null, hash: null }
    await expect(db.insertInto('audit_logs').values(loose).execute()).rejects.toThrow(/end of its chain/)
    const twice = db.insertInto('audit_logs').values({ ...row, id: 'second' })
    await expect(twice.execute(), 'a second row of one number').rejects.toThrow()
    if (dialectOf(db) === 'sqlite') {
      const replaced = sql`insert or replace into audit_logs select * from audit_logs`
      await expect(replaced.execute(db)).rejects.toThrow(/end of its chain/)
    } else {
      await expect(sql`truncate audit_logs`.execute(db)).rejects.toThrow(only)
      const upsert = db
        .insertInto('audit_logs')
        .values(row)
        .onConflict((conflict) => conflict.column('id').doUpdateSet({ status: 1 }))
      await expect(upsert.execute()).rejects.toThrow(only)
    }
    expect(await chainOf(db)).toEqual([row])
  })

  it('takes a hash of the rows of before there was a chain into its first row', async () => {
    const db = await temporaryDatabase()
    const isSqlite = dialectOf(db) === 'sqlite'
    // As a database of before has them.
    if (isSqlite) await sql`drop trigger audit_logs_chained`.execute(db)
    else {
      await sql`alter table audit_logs disable trigger audit_logs_chained`.execute(db)
      // The schema is used again by other tests.
      onTestFinished(async () => {
        await sql`alter table audit_logs enable trigger audit_logs_chained`.execute(db)
      })
    }
    for (const id of ['old-b', 'old-a']) {
      await db
        .insertInto('audit_logs')
        .values({
          ...{
            id,
            at: at(0),
            path: '/x',
            method: 'PATCH',
            status: 200,
            user_id: null,
            client: null,
            pack_id: null,
          },
          ...{ model_id: null, lineage: null, payload: '{"b": 1}', action: null, request_id: null },
          ...{ seq: null, prev_hash: null, hash: null },
        })
        .execute()
    }
    const { rows, hash } = await foldUnchained(db)
    expect(rows).toBe(2)
    await add(db, entry(0))
    expect(await chainOf(db)).toMatchObject([{ seq: 1, prev_hash: hash }])
    expect((await listAuditEntries(db, {}, { limit: 9, offset: 0 })).total).toBe(3)
  })
})
