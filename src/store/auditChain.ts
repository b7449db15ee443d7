import { createHash } from 'node:crypto'
import type { Kysely, Selectable, Transaction } from 'kysely'
import { canonicalJson } from '../core/lineage/canonicalJson.ts'
import type { Database } from './schema.ts'
import { lockToEnd } from './transaction.ts'

/** A row of the audit as it is stored. */
export type AuditRow = Selectable<Database['audit_logs']>

/** A row with a place in the chain. */
export interface ChainedRow extends AuditRow {
  seq: number
  prev_hash: string
  hash: string
}

/** What the first row would name as the one before it where nothing was before. */
export const noHash = '0'.repeat(64)

/** Rows that are read at a time. */
const pageRows = 500

/** Named, so that a column that is added later does not change the hashes of the rows of before. */
const hashed = [
  'action',
  'at',
  'client',
  'id',
  'lineage',
  'method',
  'model_id',
  'pack_id',
  'path',
  'payload',
  'prev_hash',
  'request_id',
  'seq',
  'status',
  'user_id',
] as const satisfies readonly (keyof AuditRow)[]

/**
 * The hash of a row: of the canonical JSON of its columns, the hash of the row before it among them. JSON columns are taken
 * as the text that they hold, so that no byte of them can be changed.
 */
export function hashOfRow(row: Pick<AuditRow, (typeof hashed)[number]>): string {
  const text = canonicalJson(Object.fromEntries(hashed.map((name) => [name, row[name]])))
  return createHash('sha256').update(text).digest('hex')
}

/** Adds a row at the end of the chain. On PostgreSQL the end is held until the transaction has ended, as SQLite does anyway. */
export async function appendToChain(
  trx: Transaction<Database>,
  columns: Omit<AuditRow, 'seq' | 'prev_hash' | 'hash'>,
): Promise<void> {
  await lockToEnd(trx, 'audit')
  const last = await trx
    .selectFrom('audit_logs')
    .select(['seq', 'hash'])
    .where('seq', 'is not', null)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst()
  const row = {
    ...columns,
    seq: (last?.seq ?? 0) + 1,
    prev_hash: last?.hash ?? (await foldUnchained(trx)).hash,
  }
  await trx
    .insertInto('audit_logs')
    .values({ ...row, hash: hashOfRow(row) })
    .execute()
}

/** The rows of before there was a chain, by id: how many, and the hash of the last when each is hashed with the one before. */
export async function foldUnchained(db: Kysely<Database>): Promise<{ rows: number; hash: string }> {
  let rows = 0
  let hash = noHash
  for (let after = ''; ; ) {
    const page = await db
      .selectFrom('audit_logs')
      .selectAll()
      .where('seq', 'is', null)
      .where('id', '>', after)
      .orderBy('id')
      .limit(pageRows)
      .execute()
    for (const row of page) hash = hashOfRow({ ...row, prev_hash: hash })
    rows += page.length
    if (page.length < pageRows) return { rows, hash }
    after = page[page.length - 1].id
  }
}

/** The chain from its first row on; what is added meanwhile belongs to it. */
export async function* walkChain(db: Kysely<Database>): AsyncGenerator<ChainedRow> {
  let last: ChainedRow | undefined
  for (;;) {
    const page = await pageAfter(db, last)
    yield* page
    if (page.length < pageRows) return
    last = page[page.length - 1]
  }
}

/** Numbers are unique, unless somebody took their index away. */
async function pageAfter(db: Kysely<Database>, last: ChainedRow | undefined): Promise<ChainedRow[]> {
  let rows = db.selectFrom('audit_logs').selectAll().where('seq', 'is not', null)
  if (last) {
    const { seq, id } = last
    rows = rows.where((eb) => eb.or([eb('seq', '>', seq), eb.and([eb('seq', '=', seq), eb('id', '>', id)])]))
  }
  const page = await rows.orderBy('seq').orderBy('id').limit(pageRows).execute()
  return page.map((row) => ({
    ...row,
    seq: Number(row.seq),
    prev_hash: row.prev_hash ?? '',
    hash: row.hash ?? '',
  }))
}
