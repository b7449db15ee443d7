import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { OperationId } from '../contract/operations.ts'
import { invalidParam } from '../core/errors.ts'
import { claimKey, keepAnswer, type RepeatableRequest, releaseKey } from '../services/idempotency.ts'
import type { Parts } from '../services/parts.ts'
import type { Caller } from './guard/caller.ts'

const longestKey = 200

/** Operations whose answer has a secret, which is kept nowhere. */
const secret: ReadonlySet<string | undefined> = new Set<OperationId>(['rotateUserToken'])

/**
 * Answers a POST that is sent again with the same `Idempotency-Key` as it was answered the first time, without doing
 * it again. What failed through no fault of the request (5xx) is not kept, so that it can be tried again, nor what asks for a
 * confirmation, which the same request comes with.
 */
export function honourIdempotencyKeys(app: FastifyInstance, parts: Parts): void {
  const claims = new WeakMap<FastifyRequest, RepeatableRequest>()

  app.addHook('preHandler', async (request, reply) => {
    const repeatable = repeatableRequest(request)
    if (repeatable === undefined || request.is404) return
    const known = await claimKey(parts, repeatable)
    if (known !== 'claimed') return reply.code(known.status).send(known.body)
    claims.set(request, repeatable)
  })

  app.addHook('onSend', async (request, reply, payload) => {
    const claim = claims.get(request)
    if (claim === undefined) return
    claims.delete(request)
    const body = reply.statusCode < 500 ? parsed(payload) : undefined
    if (body !== undefined && asksForConfirmation(body)) return releaseKey(parts, claim)
    if (body === undefined) await releaseKey(parts, claim)
    else await keepAnswer(parts, claim, { status: reply.statusCode, body })
  })
}

function repeatableRequest(request: FastifyRequest): RepeatableRequest | undefined {
  const key = request.headers['idempotency-key']
  if (request.method !== 'POST' || key === undefined) return undefined
  const text = String(key)
  if (text === '' || text.length > longestKey) {
    throw invalidParam([
      { field: 'Idempotency-Key', issue: `expected 1 to ${longestKey} characters, got ${text.length}` },
    ])
  }
  if (secret.has(request.routeOptions.config.operation)) {
    const issue = 'the answer has a secret, and is not kept to be repeated: send the request without a key'
    throw invalidParam([{ field: 'Idempotency-Key', issue }])
  }
  const [path, query = ''] = request.url.split('?')
  return {
    key: text,
    route: `POST ${path}${byWhom(request.caller)}`,
    content: { query, body: request.body ?? null },
  }
}

/** Of each user keys of their own: nobody is answered what another one was. */
function byWhom(caller: Caller | null): string {
  return caller === null || caller.tokenId === null ? '' : ` by ${caller.userId}`
}

/** In the form of all failures, or in that of the existing web page. */
function asksForConfirmation(body: object): boolean {
  return [body, ...Object.values(body)].some(
    (part) => typeof part === 'object' && part !== null && 'details' in part && hasConfirmation(part.details),
  )
}

const hasConfirmation = (details: unknown): boolean =>
  typeof details === 'object' && details !== null && 'confirmation' in details

/** An answer that can be kept: a JSON object, and no stream. */
function parsed(payload: unknown): object | undefined {
  if (typeof payload !== 'string') return undefined
  const body: unknown = JSON.parse(payload)
  return typeof body === 'object' && body !== null ? body : undefined
}
