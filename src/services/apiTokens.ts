import { createHash, randomBytes } from 'node:crypto'
import { type FieldError, invalidParam, SigmaError } from '../core/errors.ts'
import {
  type ApiToken,
  changeApiToken,
  findApiToken,
  findApiTokenBySha,
  hasGoodApiToken,
  insertApiToken,
  listApiTokens as listStored,
  touchApiToken,
} from '../store/apiTokens.ts'
import type { Listed, Page } from '../store/page.ts'
import { inTransaction } from '../store/transaction.ts'
import { findUser, putUser, type Role } from '../store/users.ts'
import { tellChanged } from './changes.ts'
import type { Parts } from './parts.ts'

/** What a token may do: look, start and change work, train models, administer. Each also may look, and admin may all. */
const scopes = ['read', 'write', 'train', 'admin'] as const
export type Scope = (typeof scopes)[number]

/** A token with what it is sent as, which is told once and kept nowhere. */
export interface ShownToken extends ApiToken {
  token: string
}

type TokenParts = Pick<Parts, 'db' | 'now' | 'newId'>

const dayMs = 86_400_000

/**
 * Makes a token of a user.
 *
 * @throws INVALID_PARAM for no scope, an unknown one, a name that is empty or too long, or a time that is past
 */
export async function createApiToken(
  { db, now, newId }: TokenParts,
  asked: { userId: string; name: string; scopes: readonly string[]; expiresInDays?: number },
): Promise<ShownToken> {
  const faults: FieldError[] = []
  const unknown = asked.scopes.filter((scope) => !isScope(scope))
  if (unknown.length > 0)
    faults.push({ field: 'scopes', issue: `expected ${scopes.join(', ')}, got ${unknown.join(', ')}` })
  if (asked.scopes.length === 0)
    faults.push({ field: 'scopes', issue: `expected at least one of ${scopes.join(', ')}` })
  const [userId, name] = [asked.userId.trim(), asked.name.trim()]
  if (name.length === 0 || name.length > 200)
    faults.push({ field: 'name', issue: 'expected 1 to 200 characters' })
  if (!isUserName(userId))
    faults.push({ field: 'user', issue: 'expected 1 to 100 characters, and not . or ..' })
  if (asked.expiresInDays !== undefined && !(asked.expiresInDays > 0 && asked.expiresInDays <= 3_660))
    faults.push({ field: 'expires_in_days', issue: 'expected more than 0 and at most 3,660 days' })
  if (faults.length > 0) throw invalidParam(faults)
  const time = now()
  const token = newToken()
  const { expiresInDays } = asked
  const kept = {
    id: newId(),
    userId,
    name,
    scopes: scopes.filter((scope) => asked.scopes.includes(scope)),
    createdAt: time.toISOString(),
    expiresAt:
      expiresInDays === undefined ? null : new Date(time.getTime() + expiresInDays * dayMs).toISOString(),
  }
  const { before, role } = await inTransaction(db, { locks: [usersLock] }, async (trx) => {
    const roles = await admitUser(trx, kept)
    await insertApiToken(trx, { ...kept, sha256: tokenSha(token) })
    return roles
  })
  tellChanged('scopes', null, kept.scopes)
  if (before !== role) tellChanged('role', before, role)
  return { ...kept, role, lastUsedAt: null, revokedAt: null, token }
}

/** Whether a user can be named in the path of a request: its parts are of 100 characters at most, and . and .. are none. */
function isUserName(id: string): boolean {
  return id.length > 0 && id.length <= 100 && id !== '.' && id !== '..'
}

/** Whoever changes who may do what takes it. */
export const usersLock = 'users'

/**
 * Keeps whose a new token is. As long as nobody has said what the role is, it is that of the tokens.
 *
 * @returns the role, and the one of before; null of a user who is new
 * @throws CONFLICT for a token that is to administer, of a user who may not
 */
async function admitUser(
  db: Parts['db'],
  { userId, scopes: wanted, createdAt }: Pick<ApiToken, 'userId' | 'scopes' | 'createdAt'>,
): Promise<{ before: Role | null; role: Role }> {
  const known = await findUser(db, userId)
  const wantsAll = wanted.includes('admin')
  if (known && (known.role === 'admin' || !wantsAll)) return { before: known.role, role: known.role }
  if (known && known.roleSetAt !== null) {
    throw new SigmaError('CONFLICT', `${userId} may not administer: the role is user`, {
      next: `sigma admin users set-role ${userId} admin changes it`,
    })
  }
  const role = wantsAll ? 'admin' : 'user'
  await putUser(db, { id: userId, role, createdAt })
  return { before: known?.role ?? null, role }
}

/** What a token may do: what it was made for, as far as the role of its user lets it. */
export function scopesOf({ scopes: held, role }: Pick<ApiToken, 'scopes' | 'role'>): string[] {
  if (role === 'admin' || !held.includes('admin')) return held
  return scopes.filter((scope) => scope !== 'admin')
}

export async function listApiTokens({ db }: Pick<Parts, 'db'>, page: Page): Promise<Listed<ApiToken>> {
  const { rows, total } = await listStored(db, page)
  return { rows: rows.map((token) => ({ ...token, scopes: scopesOf(token) })), total }
}

/** Gives a token another text: the one of before is good no more. @throws NOT_FOUND, or CONFLICT for one that ended */
export async function rotateApiToken({ db, now }: TokenParts, id: string): Promise<ShownToken> {
  const kept = await requireToken(db, id)
  const token = newToken()
  const isPast = hasEnded({ now }, kept)
  if (isPast || !(await changeApiToken(db, id, { sha256: tokenSha(token) }))) {
    const state = isPast ? 'is past its time' : 'is revoked'
    throw new SigmaError('CONFLICT', `the token ${id} (${kept.name}) ${state}`, { next: makeOne })
  }
  tellChanged('rotated', false, true)
  return { ...kept, token }
}

/** Ends a token for good; one that is revoked stays so. @throws NOT_FOUND */
export async function revokeApiToken({ db, now }: TokenParts, id: string): Promise<ApiToken> {
  const wasGood = await changeApiToken(db, id, { revokedAt: now().toISOString() })
  const token = await requireToken(db, id)
  if (wasGood) tellChanged('revoked_at', null, token.revokedAt)
  return token
}

const makeOne = 'sigma admin tokens create makes another'

async function requireToken(db: Parts['db'], id: string): Promise<ApiToken> {
  const found = await findApiToken(db, id)
  if (found) return { ...found, scopes: scopesOf(found) }
  throw new SigmaError('NOT_FOUND', `there is no token ${id}`, { next: 'sigma admin tokens list shows them' })
}

/** Whether there is a token that is good now. */
export function hasGoodToken({ db, now }: Pick<Parts, 'db' | 'now'>): Promise<boolean> {
  return hasGoodApiToken(db, now().toISOString())
}

/**
 * The good token that was sent, and a note of when it was used; undefined for any other text. It is looked up by its
 * hash, so that how long that takes tells nothing of the tokens there are.
 */
export async function knownApiToken({ db, now }: TokenParts, token: string): Promise<ApiToken | undefined> {
  const found = await findApiTokenBySha(db, tokenSha(token))
  if (!found || found.revokedAt !== null || hasEnded({ now }, found)) return undefined
  const time = now().toISOString()
  const minute = `${time.slice(0, 16)}:00.000Z`
  if (found.lastUsedAt !== minute) await touchApiToken(db, found.id, minute)
  return { ...found, scopes: scopesOf(found) }
}

/** Whether its time is past. */
export function hasEnded({ now }: Pick<Parts, 'now'>, { expiresAt }: Pick<ApiToken, 'expiresAt'>): boolean {
  return expiresAt !== null && expiresAt <= now().toISOString()
}

/** What a token may do, `read` with whatever else it has. */
export function mayDo(held: readonly string[], wanted: Scope): boolean {
  return held.includes('admin') || held.includes(wanted) || (wanted === 'read' && held.length > 0)
}

function isScope(text: string): text is Scope {
  return scopes.some((scope) => scope === text)
}

/** 256 random bits; the word before them lets a scanner of secrets know them. */
export function newToken(): string {
  return `sigma_${randomBytes(32).toString('base64url')}`
}

export function tokenSha(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}
