import type { Kysely, Selectable, Transaction } from 'kysely'
import { appendToChain } from './auditChain.ts'
import { fromOptionalJsonText, type JsonObject, toJsonText } from './json.ts'
import type { Listed, Page } from './page.ts'
import type { Database } from './schema.ts'

/** A request that changed something, or was to. Rows are only ever added. */
export interface AuditEntry {
  id: string
  at: string
  path: string
  method: string
  status: number
  userId: string | null
  /** The address that it came from; null within the process. */
  client: string | null
  packId: string | null
  modelId: string | null
  /** What was made, and of what: ids of runs and hashes. */
  lineage: JsonObject | null
  /** What was sent and what was changed: never a secret. */
  payload: JsonObject | null
  /** The operation of the contract, or the command. */
  action: string | null
  requestId: string | null
}

/** An entry that is to be added. */
export type NewAuditEntry = Omit<AuditEntry, 'lineage' | 'payload'> & {
  lineage: object | null
  payload: object | null
}

/** An entry with its place in the chain; null for one of before there was a chain. */
export interface ChainedEntry extends AuditEntry {
  seq: number | null
  prevHash: string | null
  hash: string | null
}

/**
 * Adds an entry at the end of the chain. Others who add one wait until the transaction has ended, so it is to be the last
 * that the transaction does: who waited for something else while holding the end could be waited for himself.
 */
export async function insertAuditEntry(trx: Transaction<Database>, entry: NewAuditEntry): Promise<void> {
  await appendToChain(trx, {
    id: storable(entry.id),
    at: entry.at,
    path: storable(entry.path),
    method: storable(entry.method),
    status: entry.status,
    user_id: storable(entry.userId),
    client: storable(entry.client),
    pack_id: storable(entry.packId),
    model_id: storable(entry.modelId),
    lineage: toJsonText(entry.lineage) ?? null,
    payload: toJsonText(entry.payload) ?? null,
    action: storable(entry.action),
    request_id: storable(entry.requestId),
  })
}

/** Whether an entry is there. */
export async function hasAuditEntry(db: Kysely<Database>, id: string): Promise<boolean> {
  const found = await db.selectFrom('audit_logs').select('id').where('id', '=', id).executeTakeFirst()
  return found !== undefined
}

/** Times are of the store's form; both ends belong to it. */
export interface AuditFilter {
  userId?: string
  action?: string
  path?: string
  method?: string
  status?: number
  packId?: string
  modelId?: string
  start?: string
  end?: string
}

/** Newest first. The id breaks ties, so pages never overlap. */
export async function listAuditEntries(
  db: Kysely<Database>,
  filter: AuditFilter,
  { limit, offset }: Page,
): Promise<Listed<ChainedEntry>> {
  let entries = db.selectFrom('audit_logs')
  const { userId, action, path, method, status, packId, modelId, start, end } = filter
  if (userId !== undefined) entries = entries.where('user_id', '=', userId)
  if (action !== undefined) entries = entries.where('action', '=', action)
  if (path !== undefined) entries = entries.where('path', '=', path)
  if (method !== undefined) entries = entries.where('method', '=', method)
  if (status !== undefined) entries = entries.where('status', '=', status)
  if (packId !== undefined) entries = entries.where('pack_id', '=', packId)
  if (modelId !== undefined) entries = entries.where('model_id', '=', modelId)
  if (start !== undefined) entries = entries.where('at', '>=', start)
  if (end !== undefined) entries = entries.where('at', '<=', end)
  const newest = entries.selectAll().orderBy('at', 'desc').orderBy('id', 'desc')
  const rows = await newest.limit(limit).offset(offset).execute()
  const { total } = await entries.select((eb) => eb.fn.countAll().as('total')).executeTakeFirstOrThrow()
  return { rows: rows.map(toEntry), total: Number(total) }
}

/** Both engines give back what they were given: the hash is of it. Neither takes half a character, nor one a zero. */
function storable(text: string): string
function storable(text: string | null): string | null
function storable(text: string | null): string | null {
  return text === null ? null : Buffer.from(text).toString().replaceAll('\0', '\uFFFD')
}

function toEntry(row: Selectable<Database['audit_logs']>): ChainedEntry {
  return {
    id: row.id,
    at: row.at,
    path: row.path,
    method: row.method,
    status: row.status,
    userId: row.user_id,
    client: row.client,
    packId: row.pack_id,
    modelId: row.model_id,
    lineage: fromOptionalJsonText(row.lineage),
    payload: fromOptionalJsonText(row.payload),
    action: row.action,
    requestId: row.request_id,
    seq: row.seq,
    prevHash: row.prev_hash,
    hash: row.hash,
  }
}
