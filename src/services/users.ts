import { SigmaError } from '../core/errors.ts'
import {
  type ApiToken,
  insertApiToken,
  listGoodTokensOfAdmins,
  listTokensOf,
  revokeTokensOf,
} from '../store/apiTokens.ts'
import type { Listed, Page } from '../store/page.ts'
import { findUser, listUsers as listStored, type Role, setUserRole, type User } from '../store/users.ts'
import { administer } from './administer.ts'
import { hasEnded, newToken, type Scope, scopesOf, tokenSha, usersLock } from './apiTokens.ts'
import type { Parts } from './parts.ts'
import { currentUser } from './user.ts'

/** A user with what the tokens tell. */
interface KnownUser extends User {
  /** To the minute; null where no token was used. */
  lastActive: string | null
  /** How many are good. */
  tokens: number
  /** What the good ones may do together. */
  scopes: string[]
}

type UserParts = Pick<Parts, 'db' | 'now'>

/** Whoever has had a token, in the order of names. */
export async function listUsers(parts: UserParts, page: Page): Promise<Listed<KnownUser>> {
  const { rows, total } = await listStored(parts.db, page)
  const tokens = await listTokensOf(
    parts.db,
    rows.map(({ id }) => id),
  )
  const known = rows.map((user): KnownUser => {
    const own = tokens.filter(({ userId }) => userId === user.id)
    const good = own.filter((token) => isGood(parts, token))
    const used = own.flatMap(({ lastUsedAt }) => lastUsedAt ?? []).sort()
    return { ...user, lastActive: used.at(-1) ?? null, tokens: good.length, scopes: together(good) }
  })
  return { rows: known, total }
}

async function requireUser({ db }: Pick<Parts, 'db'>, id: string): Promise<User> {
  const user = await findUser(db, id)
  if (user) return user
  throw new SigmaError('NOT_FOUND', `there is no user ${id}`, { next: 'sigma admin users list shows them' })
}

/** @throws NOT_FOUND; CONFLICT when nobody would be left to administer */
export async function checkRole(parts: UserParts, id: string, role: Role): Promise<User> {
  const user = await requireUser(parts, id)
  if (role === 'admin' || user.role !== 'admin') return user
  const others = await listGoodTokensOfAdmins(parts.db, parts.now().toISOString())
  if (others.some(({ userId, scopes }) => userId !== id && scopes.includes('admin'))) return user
  throw new SigmaError('CONFLICT', `${id} is the last who may administer`, {
    next: 'let somebody else administer first: sigma admin tokens create NAME --scopes admin --user OTHER',
  })
}

/** Says what the tokens of a user may do at most. @throws as `checkRole` */
export async function changeRole(parts: Parts, id: string, role: Role): Promise<void> {
  await administer(parts, usersLock, async (db, time) => {
    const before = await checkRole({ ...parts, db }, id, role)
    await setUserRole(db, { id, role, time, by: currentUser() })
    return {
      result: undefined,
      audit: { of: { user_id: id }, before: { role: before.role }, after: { role } },
    }
  })
}

/** A token that was made, with what it is sent as. */
interface Rotated {
  token: string
  scopes: string[]
  /** How many tokens of before are good no more. */
  ended: number
}

/** The tokens of a user that are good. @throws NOT_FOUND; CONFLICT without any */
export async function requireGoodTokens(parts: UserParts, id: string): Promise<ApiToken[]> {
  await requireUser(parts, id)
  const good = (await listTokensOf(parts.db, [id])).filter((token) => isGood(parts, token))
  if (good.length > 0) return good
  throw new SigmaError('CONFLICT', `${id} has no token that is good`, {
    next: `sigma admin tokens create NAME --user ${id} makes one`,
  })
}

/**
 * Ends the tokens of a user and makes one in their place, which may do what they could together and, in the role admin,
 * administer. It lasts as long as the longest of them.
 *
 * @throws as `requireGoodTokens`
 */
export async function rotateTokens(parts: Parts, id: string): Promise<Rotated> {
  const token = newToken()
  return administer(parts, usersLock, async (db, time) => {
    const good = await requireGoodTokens({ ...parts, db }, id)
    const [newest] = good
    const lasting = good.map(({ expiresAt }) => expiresAt)
    const scopes = newest.role === 'admin' ? together([...good, administration]) : together(good)
    const ended = await revokeTokensOf(db, id, time)
    const tokenId = parts.newId()
    await insertApiToken(db, {
      ...{ id: tokenId, userId: id, name: newest.name, scopes, sha256: tokenSha(token), createdAt: time },
      expiresAt: lasting.includes(null) ? null : (lasting.sort().at(-1) ?? null),
    })
    return {
      result: { token, scopes, ended },
      audit: {
        of: { user_id: id, token_id: tokenId },
        before: { valid: good.map((one) => one.id) },
        after: { valid: [tokenId], scopes },
      },
    }
  })
}

const administration: Pick<ApiToken, 'scopes' | 'role'> = { scopes: ['admin'], role: 'admin' }

const order: readonly Scope[] = ['read', 'write', 'train', 'admin']

function together(tokens: readonly Pick<ApiToken, 'scopes' | 'role'>[]): string[] {
  const held = new Set(tokens.flatMap(scopesOf))
  return order.filter((scope) => held.has(scope))
}

function isGood(parts: UserParts, token: ApiToken): boolean {
  return token.revokedAt === null && !hasEnded(parts, token)
}
