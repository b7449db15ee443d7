import type { FastifyInstance, FastifyRequest } from 'fastify'
import { isStream } from './streams.ts'

/** As often as an idle stream tells that it is still there. */
const usualEveryMs = 15_000

/**
 * Ends streams of events whose token is good no longer: they were let through when they began, and may be open for hours.
 *
 * @param check rejects where a request would be refused now
 */
export function endRevokedStreams(
  app: FastifyInstance,
  check: (request: FastifyRequest) => Promise<unknown>,
  everyMs = usualEveryMs,
): void {
  app.addHook('onRequest', async (request, reply) => {
    if (!isStream(request) || typeof request.caller?.tokenId !== 'string' || reply.raw.closed) return
    const timer = setInterval(() => {
      // Also where the store can't be asked: who follows asks again, and is told why.
      check(request).catch(() => reply.raw.destroy())
    }, everyMs)
    timer.unref()
    reply.raw.once('close', () => clearInterval(timer))
  })
}
