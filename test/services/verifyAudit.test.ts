import { type Kysely, sql } from 'kysely'
import { describe, expect, it, onTestFinished } from 'vitest'
import { verifyAudit } from '../../src/services/verifyAudit.ts'
import { insertAuditEntry } from '../../src/store/audit.ts'
import { type ChainedRow, hashOfRow, walkChain } from '../../src/store/auditChain.ts'
import { dialectOf } from '../../src/store/database.ts'
import type { Database } from '../../src/store/schema.ts'
import { inTransaction } from '../../src/store/transaction.ts'
import { at, temporaryDatabase } from '../store/temporary.ts'

async function add(db: Kysely<Database>, step: number): Promise<void> {
  const nothing = { client: null, packId: null, modelId: null, lineage: null, requestId: null }
  const entry = {
    ...nothing,
    id: `audit-${String(step).padStart(4, '0')}`,
    ...{ at: at(step), path: '/x', method: 'POST', status: 200, userId: 'ann', action: 'x' },
    payload: { body: { step } },
  }
  await inTransaction(db, {}, (trx) => insertAuditEntry(trx, entry))
}

async function filled(rows: number): Promise<Kysely<Database>> {
  const db = await temporaryDatabase()
  for (let step = 1; step <= rows; step++) await add(db, step)
  return db
}

/** What only who rules over the database can do. A schema is used again by other tests, so its triggers come back. */
async function layOpen(db: Kysely<Database>): Promise<void> {
  const names = ['audit_logs_keep_rows', 'audit_logs_keep_fields', 'audit_logs_chained']
  if (dialectOf(db) === 'postgres') {
    await sql`alter table audit_logs disable trigger user`.execute(db)
    onTestFinished(async () => {
      await sql`delete from audit_logs`.execute(db)
      await sql`alter table audit_logs enable trigger user`.execute(db)
      await sql`create unique index audit_logs_chain on audit_logs (seq) where seq is not null`.execute(db)
    })
  } else for (const name of names) await sql`drop trigger ${sql.id(name)}`.execute(db)
  await sql`drop index audit_logs_chain`.execute(db)
}

async function tampered(rows: number, tamper: (db: Kysely<Database>) => Promise<unknown>) {
  const db = await filled(rows)
  await layOpen(db)
  await tamper(db)
  return verifyAudit({ db })
}

const rowsOf = async (db: Kysely<Database>): Promise<ChainedRow[]> => {
  const rows: ChainedRow[] = []
  for await (const row of walkChain(db)) rows.push(row)
  return rows
}

const remove = (db: Kysely<Database>, seq: number) =>
  db.deleteFrom('audit_logs').where('seq', '=', seq).execute()
const renumber = (db: Kysely<Database>, from: number, to: number) =>
  db.updateTable('audit_logs').set({ seq: to }).where('seq', '=', from).execute()

describe('the chain of the audit', () => {
  it('is sound as it was written, over many pages, and tells its head', async () => {
    const db = await filled(1_201)
    const verified = await verifyAudit({ db })
    const last = (await rowsOf(db))[1_200]
    expect(verified).toEqual({
      intact: true,
      rows: 1_201,
      unchained: 0,
      head: { seq: 1_201, hash: last.hash, at: at(1_201) },
      fault: null,
    })
  })

  it('is sound when it is empty', async () => {
    const db = await filled(0)
    expect(await verifyAudit({ db })).toMatchObject({ intact: true, rows: 0, head: null })
    expect(await verifyAudit({ db }, { expected: '0'.repeat(64) })).toMatchObject({ intact: true })
  })

  it.each([
    ['status', { status: 500 }],
    ['user', { user_id: 'bob' }],
    ['time', { at: at(99) }],
    ['body', { payload: '{"body":{"step":8}}' }],
    ['spaces of the body', { payload: '{"body": {"step":3}}' }],
    ['request', { request_id: 'another' }],
    ['lineage', { lineage: '{}' }],
  ])('shows a row whose %s was changed', async (_, change) => {
    const verified = await tampered(5, (db) =>
      db.updateTable('audit_logs').set(change).where('seq', '=', 3).execute(),
    )
    expect(verified).toMatchObject({
      intact: false,
      rows: 2,
      fault: { kind: 'changed', seq: 3, id: 'audit-0003' },
    })
  })

  it('shows a row that was changed and hashed anew', async () => {
    const verified = await tampered(5, async (db) => {
      const row = { ...(await rowsOf(db))[2], user_id: 'bob' }
      await db
        .updateTable('audit_logs')
        .set({ user_id: 'bob', hash: hashOfRow(row) })
        .where('seq', '=', 3)
        .execute()
    })
    expect(verified).toMatchObject({ fault: { kind: 'changed', seq: 3, id: 'audit-0003' } })
  })

  it.each([1, 3])('shows that row %i is missing', async (seq) => {
    expect(await tampered(5, (db) => remove(db, seq))).toMatchObject({
      rows: seq - 1,
      fault: { kind: 'missing', seq: seq + 1, why: `row ${seq} is missing before it` },
    })
  })

  it('shows that several are missing', async () => {
    const verified = await tampered(6, async (db) => {
      await remove(db, 3)
      await remove(db, 4)
    })
    expect(verified).toMatchObject({ fault: { kind: 'missing', why: 'rows 3 to 4 are missing before it' } })
  })

  it('shows that one is missing although the others were numbered anew', async () => {
    const verified = await tampered(5, async (db) => {
      await remove(db, 3)
      await renumber(db, 4, 3)
      await renumber(db, 5, 4)
    })
    expect(verified).toMatchObject({ fault: { kind: 'moved', seq: 3, id: 'audit-0004' } })
  })

  it('shows a row that was put in under the number of another', async () => {
    const verified = await tampered(5, async (db) => {
      const third = (await rowsOf(db))[2]
      await db
        .insertInto('audit_logs')
        .values({ ...third, id: 'audit-9999' })
        .execute()
    })
    expect(verified).toMatchObject({ fault: { kind: 'inserted', seq: 3, why: 'there are two rows 3' } })
  })

  it('shows a row that was put in between, whose own hash is right', async () => {
    const verified = await tampered(5, async (db) => {
      const third = (await rowsOf(db))[2]
      for (const seq of [5, 4, 3]) await renumber(db, seq, seq + 1)
      const row = { ...third, id: 'audit-9999', user_id: 'bob' }
      await db
        .insertInto('audit_logs')
        .values({ ...row, hash: hashOfRow(row) })
        .execute()
    })
    expect(verified).toMatchObject({ rows: 3, fault: { kind: 'moved', seq: 4, id: 'audit-0003' } })
  })

  it('shows rows that changed places', async () => {
    const verified = await tampered(5, async (db) => {
      await renumber(db, 3, 99)
      await renumber(db, 4, 3)
      await renumber(db, 99, 4)
    })
    expect(verified).toMatchObject({ fault: { kind: 'moved', seq: 3, id: 'audit-0004' } })
  })

  it('shows rows that were put in as of before there was a chain', async () => {
    const verified = await tampered(2, async (db) => {
      const [first] = await rowsOf(db)
      await db
        .insertInto('audit_logs')
        .values({ ...first, id: 'audit-0000', seq: null, prev_hash: null, hash: null })
        .execute()
    })
    expect(verified).toMatchObject({ unchained: 1, fault: { kind: 'start', seq: 1 } })
  })

  it('shows what is missing at its end to who noted the head alone', async () => {
    const db = await filled(5)
    const { head } = await verifyAudit({ db })
    const expected = head?.hash ?? ''
    await add(db, 6)
    expect(await verifyAudit({ db }, { expected })).toMatchObject({ intact: true, rows: 6 })
    await layOpen(db)
    await remove(db, 6)
    await remove(db, 5)
    expect(await verifyAudit({ db })).toMatchObject({ intact: true, rows: 4 })
    expect(await verifyAudit({ db }, { expected })).toMatchObject({
      intact: false,
      rows: 4,
      fault: { kind: 'head', why: expect.stringContaining('rows at the end are missing') },
    })
  })

  it('shows that all of it was made anew to who noted the head', async () => {
    const db = await filled(3)
    const { head } = await verifyAudit({ db })
    const again = await filled(0)
    for (const step of [11, 12, 13]) await add(again, step)
    expect(await verifyAudit({ db: again }, { expected: head?.hash ?? '' })).toMatchObject({
      fault: { kind: 'head' },
    })
  })

  it('takes hashes alone', async () => {
    const db = await filled(0)
    await expect(verifyAudit({ db }, { expected: 'abc' })).rejects.toMatchObject({ code: 'INVALID_PARAM' })
  })
})
