import type { Kysely, Selectable } from 'kysely'
import { namesFromJsonText } from './json.ts'
import type { Listed, Page } from './page.ts'
import type { Database, Role } from './schema.ts'

/** A token that a server is called with, but for the token itself, of which only the hash is kept. Times are in UTC. */
export interface ApiToken {
  id: string
  userId: string
  name: string
  /** What it was made for; its user's role bounds it. */
  scopes: string[]
  role: Role
  createdAt: string
  expiresAt: string | null
  /** To the minute. */
  lastUsedAt: string | null
  revokedAt: string | null
}

export type NewApiToken = Omit<ApiToken, 'lastUsedAt' | 'revokedAt' | 'role'> & { sha256: string }

export async function insertApiToken(db: Kysely<Database>, token: NewApiToken): Promise<void> {
  await db
    .insertInto('api_tokens')
    .values({
      id: token.id,
      user_id: token.userId,
      name: token.name,
      token_sha256: token.sha256,
      scopes: JSON.stringify(token.scopes),
      created_at: token.createdAt,
      expires_at: token.expiresAt,
    })
    .execute()
}

export async function findApiToken(db: Kysely<Database>, id: string): Promise<ApiToken | undefined> {
  const row = await tokens(db).where('api_tokens.id', '=', id).executeTakeFirst()
  return row && toApiToken(row)
}

/** The token of this hash, whatever its state. */
export async function findApiTokenBySha(db: Kysely<Database>, sha256: string): Promise<ApiToken | undefined> {
  const row = await tokens(db).where('token_sha256', '=', sha256).executeTakeFirst()
  return row && toApiToken(row)
}

/** Newest first. The id breaks ties, so pages never overlap. */
export async function listApiTokens(
  db: Kysely<Database>,
  { limit, offset }: Page,
): Promise<Listed<ApiToken>> {
  const rows = await tokens(db)
    .orderBy('api_tokens.created_at', 'desc')
    .orderBy('api_tokens.id', 'desc')
    .limit(limit)
    .offset(offset)
    .execute()
  const { total } = await db
    .selectFrom('api_tokens')
    .select((eb) => eb.fn.countAll().as('total'))
    .executeTakeFirstOrThrow()
  return { rows: rows.map(toApiToken), total: Number(total) }
}

/** The tokens of some users, the newest of each first. */
export async function listTokensOf(db: Kysely<Database>, userIds: readonly string[]): Promise<ApiToken[]> {
  if (userIds.length === 0) return []
  const rows = await tokens(db)
    .where('user_id', 'in', userIds)
    .orderBy('user_id')
    .orderBy('api_tokens.created_at', 'desc')
    .orderBy('api_tokens.id', 'desc')
    .execute()
  return rows.map(toApiToken)
}

/** Every token that is good at this time, of users who may administer. */
export async function listGoodTokensOfAdmins(db: Kysely<Database>, time: string): Promise<ApiToken[]> {
  const rows = await tokens(db)
    .where('users.role', '=', 'admin')
    .where('revoked_at', 'is', null)
    .where((eb) => eb.or([eb('expires_at', 'is', null), eb('expires_at', '>', time)]))
    .execute()
  return rows.map(toApiToken)
}

/** Ends every token of a user that has not ended; how many those were. */
export async function revokeTokensOf(db: Kysely<Database>, userId: string, time: string): Promise<number> {
  const { numUpdatedRows } = await db
    .updateTable('api_tokens')
    .set({ revoked_at: time })
    .where('user_id', '=', userId)
    .where('revoked_at', 'is', null)
    .where((eb) => eb.or([eb('expires_at', 'is', null), eb('expires_at', '>', time)]))
    .executeTakeFirst()
  return Number(numUpdatedRows)
}

/** Whether there is a token that is good at this time. */
export async function hasGoodApiToken(db: Kysely<Database>, time: string): Promise<boolean> {
  const row = await db
    .selectFrom('api_tokens')
    .select('id')
    .where('revoked_at', 'is', null)
    .where((eb) => eb.or([eb('expires_at', 'is', null), eb('expires_at', '>', time)]))
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** False when there is no such token, or it was revoked already. */
export async function changeApiToken(
  db: Kysely<Database>,
  id: string,
  { sha256, revokedAt }: { sha256?: string; revokedAt?: string },
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('api_tokens')
    .set({ token_sha256: sha256, revoked_at: revokedAt })
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Keeps when a token was used. */
export async function touchApiToken(db: Kysely<Database>, id: string, time: string): Promise<void> {
  await db.updateTable('api_tokens').set({ last_used_at: time }).where('id', '=', id).execute()
}

function tokens(db: Kysely<Database>) {
  return db
    .selectFrom('api_tokens')
    .innerJoin('users', 'users.id', 'api_tokens.user_id')
    .selectAll('api_tokens')
    .select('users.role')
}

function toApiToken(row: Selectable<Database['api_tokens']> & { role: Role }): ApiToken {
  return {
    id: row.id,
    userId: row.user_id,
    name: row.name,
    scopes: namesFromJsonText(row.scopes),
    role: row.role,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    lastUsedAt: row.last_used_at,
    revokedAt: row.revoked_at,
  }
}
