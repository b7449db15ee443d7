import { SigmaError } from '../core/errors.ts'
import { sha256OfJson } from '../core/lineage/canonicalJson.ts'
import {
  deleteIdempotencyKey,
  deleteIdempotencyKeysBefore,
  deleteUnansweredKey,
  insertIdempotencyKey,
  updateIdempotencyKey,
} from '../store/idempotency.ts'
import type { Parts } from './parts.ts'

/** A request that its sender may repeat. `route` is its method and path; `content` is all else of it that counts. */
export interface RepeatableRequest {
  key: string
  route: string
  content: unknown
}

export interface KeptAnswer {
  status: number
  body: object
}

const keptForMs = 24 * 60 * 60 * 1000

/**
 * Claims a key for a request, to be answered or released. Gives the first answer when it is a repetition.
 * Throws CONFLICT when the key stands for another request, or the first one has not been answered yet. One that its
 * process left unanswered when it ended counts for nothing.
 */
export async function claimKey(parts: Parts, repeatable: RepeatableRequest): Promise<KeptAnswer | 'claimed'> {
  const { db, now, owner, isAlive } = parts
  const { key, route, content } = repeatable
  await forgetOldKeys(parts)
  const requestSha = sha256OfJson(content)
  const createdAt = now().toISOString()
  const { claimed, request } = await insertIdempotencyKey(db, { key, route, requestSha, owner, createdAt })
  if (claimed) return 'claimed'
  if (request.answer === null && !isAlive(request.owner)) {
    await deleteUnansweredKey(db, request)
    return claimKey(parts, repeatable)
  }
  if (request.requestSha !== requestSha) {
    throw new SigmaError('CONFLICT', `the Idempotency-Key ${key} was sent before with another request`, {
      next: 'send a new key with each new request',
    })
  }
  if (request.answer) return request.answer
  throw new SigmaError('CONFLICT', `the first request with the Idempotency-Key ${key} is not answered yet`, {
    next: 'send it again later',
  })
}

export async function keepAnswer(
  { db }: Parts,
  { key, route }: RepeatableRequest,
  { status, body }: KeptAnswer,
): Promise<void> {
  await updateIdempotencyKey(db, { key, route, status, body })
}

/** Lets the request be done again under its key. */
export async function releaseKey({ db }: Parts, { key, route }: RepeatableRequest): Promise<void> {
  await deleteIdempotencyKey(db, key, route)
}

/** A key answers for a day. */
export async function forgetOldKeys({ db, now }: Parts): Promise<void> {
  await deleteIdempotencyKeysBefore(db, new Date(now().getTime() - keptForMs).toISOString())
}
