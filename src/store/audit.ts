import type { Kysely, Selectable } from 'kysely'
import { fromOptionalJsonText, type JsonObject, toJsonText } from './json.ts'
import type { Listed, Page } from './page.ts'
import type { Database } from './schema.ts'

/** A request that changed something. Rows are only ever added. */
export interface AuditEntry {
  id: string
  at: string
  path: string
  method: string
  status: number
  userId: string | null
  /** The address that it came from. */
  client: string | null
  /** The operation of the contract. */
  action: string | null
  requestId: string | null
  /** What was changed: never a secret. */
  payload: JsonObject | null
}

export async function insertAuditEntry(
  db: Kysely<Database>,
  { payload, ...entry }: Omit<AuditEntry, 'payload'> & { payload: object | null },
): Promise<void> {
  await db
    .insertInto('audit_logs')
    .values({
      id: entry.id,
      at: entry.at,
      path: entry.path,
      method: entry.method,
      status: entry.status,
      user_id: entry.userId,
      client: entry.client,
      action: entry.action,
      request_id: entry.requestId,
      payload: toJsonText(payload),
    })
    .execute()
}

/** Newest first. The id breaks ties, so pages never overlap. */
export async function listAuditEntries(
  db: Kysely<Database>,
  { userId, action }: { userId?: string; action?: string },
  { limit, offset }: Page,
): Promise<Listed<AuditEntry>> {
  let entries = db.selectFrom('audit_logs')
  if (userId !== undefined) entries = entries.where('user_id', '=', userId)
  if (action !== undefined) entries = entries.where('action', '=', action)
  const newest = entries.selectAll().orderBy('at', 'desc').orderBy('id')
  const rows = await newest.limit(limit).offset(offset).execute()
  const { total } = await entries.select((eb) => eb.fn.countAll().as('total')).executeTakeFirstOrThrow()
  return { rows: rows.map(toEntry), total: Number(total) }
}

function toEntry(row: Selectable<Database['audit_logs']>): AuditEntry {
  return {
    id: row.id,
    at: row.at,
    path: row.path,
    method: row.method,
    status: row.status,
    userId: row.user_id,
    client: row.client,
    action: row.action,
    requestId: row.request_id,
    payload: fromOptionalJsonText(row.payload),
  }
}
