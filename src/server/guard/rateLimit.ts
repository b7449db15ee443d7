import rateLimit from '@fastify/rate-limit'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { SigmaError } from '../../core/errors.ts'
import type { Parts } from '../../services/parts.ts'
import { sharedCounter } from '../../services/rateLimits.ts'
import { isInner } from './inner.ts'
import { sharedCounts } from './sharedCounts.ts'
import { isStream } from './streams.ts'

export interface Limits {
  /** Requests of one caller in a minute; null where they are not limited. */
  perMinute: number | null
  /** Streams of events that one caller may hold open. */
  streamsAtOnce: number
}

const windowMs = 60_000

/** Who is counted: the user's token, else the address. */
const counted = ({ caller, ip }: FastifyRequest): string => caller?.tokenId ?? ip

/** Limits how many requests a caller may send in a minute, and tells each of them how many are left. */
export async function limitRequests(app: FastifyInstance, parts: Parts, perMinute: number): Promise<void> {
  const shared = sharedCounter(parts)
  await app.register(rateLimit, {
    global: false,
    max: perMinute,
    timeWindow: windowMs,
    keyGenerator: counted,
    allowList: (request) => isProbe(request) || isInner(request),
    // Of several servers each would allow as many by itself.
    ...(shared && { store: sharedCounts(shared) }),
    errorResponseBuilder: (_request, { max, ttl }) =>
      new SigmaError('RATE_LIMITED', `more than ${max} requests in a minute`, {
        next: `wait ${Math.ceil(ttl / 1000)} seconds`,
        details: { limit: max, window_sec: windowMs / 1000 },
      }),
  })
  app.addHook('onRequest', app.rateLimit())
}

/** Limits how many streams of events a caller may hold open: each takes a connection for as long as its run takes. */
export function limitStreams(app: FastifyInstance, atOnce: number): void {
  const open = new Map<string, number>()
  app.addHook('onRequest', async (request, reply) => {
    if (!isStream(request)) return
    // Who has left meanwhile would never be counted down.
    if (reply.raw.closed || request.raw.socket.destroyed) return
    const key = counted(request)
    const held = open.get(key) ?? 0
    if (held >= atOnce) {
      reply.header('Retry-After', '5')
      throw new SigmaError('RATE_LIMITED', `${held} streams of events are open, as many as may be`, {
        next: 'close one, or ask for the state of the run instead',
        details: { limit: atOnce },
      })
    }
    open.set(key, held + 1)
    whenClosed(reply, () => {
      const left = (open.get(key) ?? 1) - 1
      if (left > 0) open.set(key, left)
      else open.delete(key)
    })
  })
}

function whenClosed({ raw }: FastifyReply, act: () => void): void {
  raw.once('close', act)
}

/** Whether a process lives costs nothing to tell; whether its store can be used does. */
const isProbe = ({ routeOptions: { config } }: FastifyRequest): boolean => config.operation === 'getLiveness'
