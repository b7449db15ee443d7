import { createHash, timingSafeEqual } from 'node:crypto'
import { type ErrorCode, SigmaError } from '../../core/errors.ts'
import { knownApiToken, mayDo, type Scope, tokenSha } from '../../services/apiTokens.ts'
import type { Parts } from '../../services/parts.ts'
import { localUser } from '../../services/user.ts'
import type { Caller } from './caller.ts'
import type { Guesses } from './guesses.ts'

export interface AuthenticationOptions {
  /** Whether who has no token may do nothing. Else only administration needs one, and that where `adminToken` is set. */
  required: boolean
  /** A token that may do everything, as the existing backend has one. */
  adminToken: string | undefined
}

/** How long a token that was found is not looked up again: a revocation by another process takes this long. */
const rememberedMs = 2_000
const rememberedAtMost = 1_000

const local: Caller = { userId: localUser, tokenId: null, scopes: ['admin'] }
const administrator: Caller = { userId: 'admin', tokenId: 'admin', scopes: ['admin'] }

/** Tells who a request is from, and refuses those that may not make it. */
export class Authentication {
  readonly #parts: Parts
  readonly #options: AuthenticationOptions
  readonly #guesses: Guesses
  /** Tokens that were good once: they are looked up again, whatever others guess at their address. */
  readonly #met = new Set<string>()
  readonly #remembered = new Map<string, { caller: Caller; until: number }>()

  constructor(parts: Parts, options: AuthenticationOptions, guesses: Guesses) {
    this.#parts = parts
    this.#options = options
    this.#guesses = guesses
  }

  /**
   * @param token what was sent, or undefined
   * @param scope what the request needs; null where everybody may make it
   * @param address where it came from
   * @throws RATE_LIMITED for one more guess of an address that has guessed too often, which is not looked up; UNAUTHORIZED without a good token where one is needed, FORBIDDEN for one that may not do this
   */
  async check(token: string | undefined, scope: Scope | null, address: string): Promise<Caller> {
    if (scope === null) return local
    const { required, adminToken } = this.#options
    const needsToken = required || (scope === 'admin' && adminToken !== undefined)
    const caller = token === undefined ? undefined : await this.#callerOf(token, address)
    if (caller === undefined) {
      if (!needsToken) return local
      throw refusal(
        'UNAUTHORIZED',
        token === undefined ? 'this request needs a token' : 'the token is not known',
      )
    }
    if (needsToken && !mayDo(caller.scopes, scope)) {
      throw refusal('FORBIDDEN', `the token may ${caller.scopes.join(', ')}, and this needs ${scope}`)
    }
    return caller
  }

  async #callerOf(token: string, address: string): Promise<Caller | undefined> {
    const { adminToken } = this.#options
    if (adminToken !== undefined && isEqual(token, adminToken)) return administrator
    const sha = tokenSha(token)
    const now = performance.now()
    const known = this.#remembered.get(sha)
    if (known !== undefined && known.until > now) return known.caller
    this.#remembered.delete(sha)
    if (!this.#met.has(sha)) this.#guesses.refuse(address)
    const found = await knownApiToken(this.#parts, token)
    if (found === undefined) {
      this.#met.delete(sha)
      this.#guesses.count(address)
      return undefined
    }
    if (this.#met.size >= rememberedAtMost) this.#met.clear()
    this.#met.add(sha)
    const caller = { userId: found.userId, tokenId: found.id, scopes: found.scopes }
    if (this.#remembered.size >= rememberedAtMost) this.#remembered.clear()
    this.#remembered.set(sha, { caller, until: now + rememberedMs })
    return caller
  }
}

function refusal(code: ErrorCode, message: string): SigmaError {
  const next =
    code === 'UNAUTHORIZED'
      ? 'sigma login keeps one; sigma admin tokens create makes one, in the workspace of the server'
      : 'ask whoever runs the server for a token with that scope'
  return new SigmaError(code, message, { next })
}

/** Hashes have one length whatever was sent, so that nothing of it shows in how long the comparison takes. */
function isEqual(sent: string, kept: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(sent), digest(kept))
}
