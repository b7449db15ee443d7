import type { Kysely } from 'kysely'
import { fromJsonText, type JsonObject, toJsonText } from './json.ts'
import type { Database } from './schema.ts'

/** A request that waits to be confirmed. Times are in UTC. */
export interface Confirmation {
  /** Of the text that confirms it. */
  tokenSha: string
  /** Whom it was given to. */
  userId: string
  kind: Database['confirmations']['kind']
  payload: JsonObject
  createdAt: string
  expiresAt: string
  /** Null until it was used. */
  usedAt: string | null
}

export type NewConfirmation = Omit<Confirmation, 'usedAt' | 'payload'> & { payload: object }

export async function insertConfirmation(
  db: Kysely<Database>,
  { tokenSha, userId, kind, payload, createdAt, expiresAt }: NewConfirmation,
): Promise<void> {
  await db
    .insertInto('confirmations')
    .values({
      token_sha256: tokenSha,
      user_id: userId,
      kind,
      payload: toJsonText(payload),
      created_at: createdAt,
      expires_at: expiresAt,
    })
    .execute()
}

/**
 * Uses what was given to a user, in one statement: of several who come at once, one has it.
 *
 * @returns undefined where there is none that is good at this time
 */
export async function useConfirmation(
  db: Kysely<Database>,
  { tokenSha, userId, time }: Pick<Confirmation, 'tokenSha' | 'userId'> & { time: string },
): Promise<Pick<Confirmation, 'kind' | 'payload'> | undefined> {
  const row = await db
    .updateTable('confirmations')
    .set({ used_at: time })
    .where('token_sha256', '=', tokenSha)
    .where('user_id', '=', userId)
    .where('used_at', 'is', null)
    .where('expires_at', '>', time)
    .returning(['kind', 'payload'])
    .executeTakeFirst()
  return row && { kind: row.kind, payload: fromJsonText(row.payload) }
}

/** What is known of one that was given to a user, used or not. */
export async function findConfirmation(
  db: Kysely<Database>,
  { tokenSha, userId }: Pick<Confirmation, 'tokenSha' | 'userId'>,
): Promise<Pick<Confirmation, 'usedAt' | 'expiresAt'> | undefined> {
  const row = await db
    .selectFrom('confirmations')
    .select(['used_at', 'expires_at'])
    .where('token_sha256', '=', tokenSha)
    .where('user_id', '=', userId)
    .executeTakeFirst()
  return row && { usedAt: row.used_at, expiresAt: row.expires_at }
}

/** Forgets those that ended before a time. */
export async function deleteConfirmationsBefore(db: Kysely<Database>, time: string): Promise<void> {
  await db.deleteFrom('confirmations').where('expires_at', '<', time).execute()
}
