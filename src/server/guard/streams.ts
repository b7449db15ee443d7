import type { FastifyRequest } from 'fastify'

/** Whether a request is answered by a stream of events, which may be open for long. */
export function isStream({ routeOptions: { config } }: FastifyRequest): boolean {
  return config.operation === 'queryAssistant' || config.operation?.startsWith('stream') === true
}
