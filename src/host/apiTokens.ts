import {
  createApiToken,
  hasEnded,
  listApiTokens,
  revokeApiToken,
  rotateApiToken,
} from '../services/apiTokens.ts'
import { auditedCommand } from '../services/audited.ts'
import type { Parts } from '../services/parts.ts'
import { localUser } from '../services/user.ts'
import type { ApiToken } from '../store/apiTokens.ts'
import { openParts } from './openParts.ts'
import type { Settings } from './settings.ts'

/** A token as commands show it. */
export interface StoredToken {
  id: string
  user_id: string
  name: string
  scopes: string[]
  state: 'good' | 'expired' | 'revoked'
  created_at: string
  expires_at: string | null
  last_used_at: string | null
  revoked_at: string | null
}

/** As the audit has them. */
const commands = {
  create: { action: 'createApiToken', command: 'sigma admin tokens create' },
  rotate: { action: 'rotateApiToken', command: 'sigma admin tokens rotate' },
  revoke: { action: 'revokeApiToken', command: 'sigma admin tokens revoke' },
}

const named = ({ id }: ApiToken) => ({ token_id: id })

/** More than anybody keeps. */
const mostTokens = 10_000

/** The tokens of a workspace's store, newest first. */
export function listTokens(workspace: string, settings: Settings): Promise<StoredToken[]> {
  return withParts(workspace, settings, async (parts) => {
    const { rows } = await listApiTokens(parts, { limit: mostTokens, offset: 0 })
    return rows.map((token) => toStored(parts, token))
  })
}

/** Makes a token, of the local user unless one is named. */
export function createToken(
  workspace: string,
  settings: Settings,
  asked: { name: string; scopes: string[]; userId?: string; expiresInDays?: number },
): Promise<StoredToken & { token: string }> {
  const { userId = localUser, name, scopes, expiresInDays = null } = asked
  const body = { user_id: userId, name, scopes, expires_in_days: expiresInDays }
  return withParts(workspace, settings, async (parts) => {
    const create = () => createApiToken(parts, { userId: localUser, ...asked })
    const { token, ...made } = await auditedCommand(parts, { ...commands.create, body }, create, named)
    return { ...toStored(parts, made), token }
  })
}

export function rotateToken(
  workspace: string,
  settings: Settings,
  id: string,
): Promise<StoredToken & { token: string }> {
  return withParts(workspace, settings, async (parts) => {
    const rotate = () => rotateApiToken(parts, id)
    const { token, ...kept } = await auditedCommand(
      parts,
      { ...commands.rotate, body: { id } },
      rotate,
      named,
    )
    return { ...toStored(parts, kept), token }
  })
}

export function revokeToken(workspace: string, settings: Settings, id: string): Promise<StoredToken> {
  return withParts(workspace, settings, async (parts) => {
    const revoke = () => revokeApiToken(parts, id)
    return toStored(parts, await auditedCommand(parts, { ...commands.revoke, body: { id } }, revoke, named))
  })
}

async function withParts<Result>(
  workspace: string,
  settings: Settings,
  act: (parts: Parts) => Promise<Result>,
): Promise<Result> {
  const { parts, close } = await openParts({ workspace, settings })
  try {
    return await act(parts)
  } finally {
    await close()
  }
}

function toStored(parts: Parts, token: ApiToken): StoredToken {
  const { id, userId, name, scopes, createdAt, expiresAt, lastUsedAt, revokedAt } = token
  return {
    id,
    user_id: userId,
    name,
    scopes,
    state: revokedAt !== null ? 'revoked' : hasEnded(parts, token) ? 'expired' : 'good',
    created_at: createdAt,
    expires_at: expiresAt,
    last_used_at: lastUsedAt,
    revoked_at: revokedAt,
  }
}
