import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { LogLevel } from '../services/log.ts'
import type { Parts } from '../services/parts.ts'
import type { Span } from '../services/tracing.ts'
import { isInner } from './guard/inner.ts'

/** Asked every few seconds by whoever watches a server: their lines would be most of the log. */
const probes: ReadonlySet<string | undefined> = new Set(['getLiveness', 'getReadiness', 'getMetrics'])

/**
 * Tells each request in a line and in a span, by the pattern of its route: an address may hold what is nobody's business.
 * What is done for it has its id.
 */
export function logRequests(app: FastifyInstance, { log, tracing }: Pick<Parts, 'log' | 'tracing'>): void {
  const spans = new WeakMap<FastifyRequest, Span>()

  app.addHook('onRequest', (request, _reply, done) => {
    if (!isInner(request)) {
      const facts = { 'http.request.method': request.method, ...route(request, 'http.route') }
      const name = [request.method, request.routeOptions.url].filter(Boolean).join(' ')
      spans.set(request, tracing.begin(name, facts, request.headers))
    }
    done()
  })

  // After the body was read, which comes by events of the connection.
  app.addHook('preHandler', (request, _reply, done) => {
    const asRequest = (): void => log.within({ request_id: request.id }, done)
    const span = spans.get(request)
    if (span) span.within(asRequest)
    else asRequest()
  })

  app.addHook('onResponse', (request, reply, done) => {
    const span = spans.get(request)
    if (span) {
      const { statusCode: status } = reply
      span.end({ 'http.response.status_code': status, 'sigma.request_id': request.id }, failureOf(reply))
      const level = levelOf(status, request.routeOptions.config.operation)
      if (log.has(level)) log[level]('request', { ...factsOf(request, reply), ...span.ids })
    }
    done()
  })
}

function levelOf(status: number, operation: string | undefined): LogLevel {
  // That an operation is not served yet is an answer of the contract, and no fault of the server.
  if (status === 501) return 'warn'
  if (status >= 500) return 'error'
  return probes.has(operation) ? 'debug' : 'info'
}

function factsOf(request: FastifyRequest, reply: FastifyReply) {
  const { id, method, caller, ip, routeOptions } = request
  return {
    request_id: id,
    ...(caller && { user: caller.userId }),
    method,
    ...route(request, 'route'),
    ...(routeOptions.config.operation && { operation: routeOptions.config.operation }),
    status: reply.statusCode,
    ms: Math.round(reply.elapsedTime * 10) / 10,
    ip,
    // The caller did not wait for the end.
    ...(!reply.raw.writableFinished && { aborted: true }),
  }
}

/** No route has been found for what is not there. */
const route = ({ routeOptions: { url } }: FastifyRequest, name: string) =>
  url === undefined ? {} : { [name]: url }

const failureOf = ({ statusCode }: FastifyReply): Error | undefined =>
  statusCode >= 500 ? new Error(`answered ${statusCode}`) : undefined
