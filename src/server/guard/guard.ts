import cors from '@fastify/cors'
import helmet from '@fastify/helmet'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { SigmaError } from '../../core/errors.ts'
import type { Parts } from '../../services/parts.ts'
import { asUser } from '../../services/user.ts'
import { keeps } from '../looks.ts'
import { type Addresses, addressesOf, refuseForeignPages } from './addresses.ts'
import { Authentication, type AuthenticationOptions } from './authentication.ts'
import type { Caller } from './caller.ts'
import { tokenOf } from './credentials.ts'
import { Guesses } from './guesses.ts'
import { isInner } from './inner.ts'
import { endRevokedStreams } from './openStreams.ts'
import { type Limits, limitRequests, limitStreams } from './rateLimit.ts'
import { scopeOf } from './scopes.ts'

export interface GuardOptions extends AuthenticationOptions {
  /** The address that the server is bound to. */
  bound: string
  hosts: string[]
  origins: string[]
  limits: Limits
}

/** Of an answer that is no page of the dashboard nothing may run, and no frame may hold it. */
const answerPolicy = "default-src 'none'; frame-ancestors 'none'"

/** Reports and pictures carry their styles in them. */
const drawnPolicy = `${answerPolicy}; style-src 'unsafe-inline'; img-src data:`

/**
 * Stands before every route of a server that listens: whose pages may call it, who sends a request, and what a browser
 * may do with an answer. A server that is called in its own process has none.
 */
export async function addGuard(app: FastifyInstance, parts: Parts, options: GuardOptions): Promise<void> {
  const addresses = addressesOf(options.bound, options)
  const guesses = new Guesses(options.limits.perMinute)
  const authentication = new Authentication(parts, options, guesses)
  /** Why a request is refused, which is told once it was counted: guesses of tokens count too. */
  const refusals = new WeakMap<FastifyRequest, unknown>()
  // Whether a host and those below it are reached by TLS alone is for the proxy to say that speaks it.
  await app.register(helmet, { contentSecurityPolicy: false, strictTransportSecurity: false })
  app.addHook('onRequest', async (request) => {
    if (!isInner(request)) refuseForeign(addresses, request)
  })
  if (addresses.origins.size > 0) await app.register(cors, corsOptions(addresses))
  app.addHook('onRequest', async (request, reply) => {
    if (isInner(request)) return
    try {
      request.caller = await callerOf(authentication, request, reply)
    } catch (error) {
      // Counted already, and not to be counted by a look-up of its own.
      if (error instanceof SigmaError && error.code === 'RATE_LIMITED') {
        reply.header('Retry-After', String(guesses.secondsLeft))
        throw error
      }
      refusals.set(request, error)
    }
  })
  const { perMinute, streamsAtOnce } = options.limits
  if (perMinute !== null) await limitRequests(app, parts, perMinute)
  app.addHook('onRequest', async (request) => {
    if (refusals.has(request)) throw refusals.get(request)
  })
  limitStreams(app, streamsAtOnce)
  endRevokedStreams(app, (request) => asking(authentication, request))
  app.addHook('onRequest', async (request, reply) => {
    if (!parts.closing.aborted) return
    reply.header('Connection', 'close')
    if (isRead(request)) return
    throw new SigmaError('UNAVAILABLE', 'the server is stopping, and takes no new work', {
      next: 'ask again when it runs',
    })
  })
  // After the body was read, which comes by events of the connection.
  app.addHook('preHandler', (request, _reply, done) => {
    if (request.caller === null) done()
    else asUser(request.caller.userId, done)
  })
  app.addHook('onResponse', async (request, reply) => {
    if (isInner(request)) return
    const { operation = 'page' } = request.routeOptions.config
    const done = { operation, method: request.method, status: reply.statusCode }
    parts.meters.requestDone(done, reply.elapsedTime / 1000)
  })
  app.addHook('onSend', async (_request, reply) => {
    if (reply.hasHeader('content-security-policy')) return
    const isDrawn = /^(text\/html|image\/svg)/.test(String(reply.getHeader('content-type')))
    reply.header('Content-Security-Policy', isDrawn ? drawnPolicy : answerPolicy)
  })
}

function refuseForeign(addresses: Addresses, request: FastifyRequest): void {
  refuseForeignPages(addresses, request.headers, isRead(request))
}

function asking(authentication: Authentication, request: FastifyRequest): Promise<Caller> {
  const { operation } = request.routeOptions.config
  const scope = operation === undefined ? 'read' : scopeOf(operation)
  const token = tokenOf(request.headers, isRead(request))
  return authentication.check(token, scope === 'read' && keeps(request.query) ? 'write' : scope, request.ip)
}

async function callerOf(
  authentication: Authentication,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Caller> {
  try {
    return await asking(authentication, request)
  } catch (error) {
    // A browser asks for a password, which is the token, and sends it with whatever a page asks for; a program sends it
    // as it is.
    const schemes = isRead(request) ? ['Basic', 'Bearer'] : ['Bearer']
    reply.header(
      'WWW-Authenticate',
      schemes.map((scheme) => `${scheme} realm="Sigma"`),
    )
    throw error
  }
}

const isRead = (request: FastifyRequest): boolean =>
  (request.method === 'GET' || request.method === 'HEAD') && !keeps(request.query)

function corsOptions({ origins }: Addresses) {
  return {
    origin: [...origins],
    methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowedHeaders: [
      'Authorization',
      'Content-Type',
      'Idempotency-Key',
      'Last-Event-ID',
      'Prefer',
      'X-Admin-Token',
      'X-Confirmation',
      'X-Request-ID',
    ],
    exposedHeaders: [
      'Retry-After',
      'X-RateLimit-Limit',
      'X-RateLimit-Remaining',
      'X-RateLimit-Reset',
      'X-Request-ID',
      'X-Sigma-Instance',
    ],
    maxAge: 600,
  }
}
