import type { Kysely, Selectable } from 'kysely'
import { fromJsonText, type JsonObject, toJsonText } from './json.ts'
import type { Database } from './schema.ts'
import { missing } from './work.ts'

/** A request that was sent with an Idempotency-Key, and its answer once there is one. */
export interface IdempotentRequest {
  key: string
  route: string
  /** The hash of the request's body: another one under the same key is the sender's mistake. */
  requestSha: string
  /** The process that answers it. */
  owner: string
  answer: { status: number; body: JsonObject } | null
  createdAt: string
}

/**
 * Claims a key before the work starts. `claimed` is false when the key was claimed before on this route: `request`
 * is then the first one, with its answer if it has one by now.
 */
export async function insertIdempotencyKey(
  db: Kysely<Database>,
  { key, route, requestSha, owner, createdAt }: Omit<IdempotentRequest, 'answer'>,
): Promise<{ claimed: boolean; request: IdempotentRequest }> {
  const inserted = await db
    .insertInto('idempotency_keys')
    .values({ key, route, request_sha: requestSha, owner, created_at: createdAt })
    .onConflict((conflict) => conflict.columns(['key', 'route']).doNothing())
    .returningAll()
    .executeTakeFirst()
  const row =
    inserted ??
    (await db
      .selectFrom('idempotency_keys')
      .selectAll()
      .where('key', '=', key)
      .where('route', '=', route)
      .executeTakeFirstOrThrow())
  return { claimed: inserted !== undefined, request: toIdempotentRequest(row) }
}

/** Keeps the answer for whoever sends the request again. Throws NOT_FOUND when the key was never claimed. */
export async function updateIdempotencyKey(
  db: Kysely<Database>,
  { key, route, status, body }: { key: string; route: string; status: number; body: object },
): Promise<IdempotentRequest> {
  const row = await db
    .updateTable('idempotency_keys')
    .set({ status, body: toJsonText(body) })
    .where('key', '=', key)
    .where('route', '=', route)
    .returningAll()
    .executeTakeFirst()
  if (!row) throw missing('idempotency key', key)
  return toIdempotentRequest(row)
}

/** Frees a key whose work failed through no fault of the request, so that it can be sent again. */
export async function deleteIdempotencyKey(db: Kysely<Database>, key: string, route: string): Promise<void> {
  await db.deleteFrom('idempotency_keys').where('key', '=', key).where('route', '=', route).execute()
}

/** Frees a key that an owner claimed and never answered. Does nothing when another has it by now. */
export async function deleteUnansweredKey(
  db: Kysely<Database>,
  { key, route, owner }: { key: string; route: string; owner: string },
): Promise<void> {
  await db
    .deleteFrom('idempotency_keys')
    .where('key', '=', key)
    .where('route', '=', route)
    .where('owner', '=', owner)
    .where('status', 'is', null)
    .execute()
}

/** Forgets the keys claimed before a time, but for those whose work goes on: its answer is kept when it comes. */
export async function deleteIdempotencyKeysBefore(db: Kysely<Database>, time: string): Promise<void> {
  await db
    .deleteFrom('idempotency_keys')
    .where('created_at', '<', time)
    .where('status', 'is not', null)
    .execute()
}

function toIdempotentRequest(row: Selectable<Database['idempotency_keys']>): IdempotentRequest {
  return {
    key: row.key,
    route: row.route,
    requestSha: row.request_sha,
    owner: row.owner,
    answer: toAnswer(row.status, row.body),
    createdAt: row.created_at,
  }
}

/** Both columns are set together, by a check of the table. */
function toAnswer(status: number | null, body: string | null): IdempotentRequest['answer'] {
  return status === null || body === null ? null : { status, body: fromJsonText(body) }
}
