import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { v7 as uuid } from 'uuid'
import openapi from '../contract/generated/openapi.json' with { type: 'json' }
import { unserved } from '../contract/unserved.ts'
import { SigmaError } from '../core/errors.ts'
import { didYouMean } from '../core/nearest.ts'
import type { Parts } from '../services/parts.ts'
import { errorAnswer } from './errors.ts'
import { type Handlers, handlers } from './handlers.ts'
import { honourIdempotencyKeys } from './idempotency.ts'
import { refuseDeepNesting } from './nesting.ts'
import { refuseNulCharacter } from './nulCharacter.ts'
import { type Operation, readOperations } from './operations.ts'
import { errorPage, isPagePath } from './ui/errorPage.ts'
import { addPages } from './ui/pages.ts'
import { sendPage } from './ui/sitePage.ts'
import { contractValidation } from './validation.ts'

export interface AppOptions {
  parts: Parts
  /** Told by every answer, so that a command knows the server of its workspace from another one on its port. */
  instance?: string
  /** Answers errors as text, with `error_info` beside it, for the existing web page. */
  legacyErrors?: boolean
  /** Log lines go to standard error as JSON; off when absent. */
  logLevel?: 'info' | 'warn' | 'error'
}

/** Requests may carry a policy, a config or an indicator set; data comes as a path, never in a body. */
const bodyLimit = 1_000_000

/** The contract checks requests and answers. Those of Fastify would be loaded by every command, and check nothing. */
const noCompilers = { buildValidator: refuseSchema, buildSerializer: refuseSchema }

function refuseSchema(): never {
  throw new SigmaError('INTERNAL', 'a route has a schema of its own: the contract is where they stand')
}

/** Sigma's HTTP server, ready to listen or to be called in-process. Routes are those of the OpenAPI file. */
export function buildApp({ parts, instance, legacyErrors = false, logLevel }: AppOptions): FastifyInstance {
  const app = Fastify({
    bodyLimit,
    logger: logLevel ? { level: logLevel, stream: process.stderr } : false,
    requestIdHeader: 'x-request-id',
    genReqId: () => uuid(),
    // `/api/*` is an alias of `/*`.
    rewriteUrl: ({ url = '/' }) => url.replace(/^\/api(?=\/|$)/, '') || '/',
    routerOptions: { ignoreTrailingSlash: true },
    forceCloseConnections: true,
    schemaController: { compilersFactory: noCompilers },
  })
  const operations = readOperations(openapi)
  const validation = contractValidation(openapi)
  const served = handlers(parts)

  app.addHook('onRequest', async (request, reply) => {
    reply.header('X-Request-ID', request.id)
    if (instance !== undefined) reply.header('X-Sigma-Instance', instance)
  })
  app.addHook('preValidation', async ({ body, query, params }) => {
    refuseDeepNesting(body)
    refuseNulCharacter({ body, query, params })
  })
  honourIdempotencyKeys(app, parts)
  app.setErrorHandler((error, request, reply) => {
    const { status, body } = errorAnswer(error, request.id, legacyErrors)
    // A run's own failure has been reported where it ran.
    const isReported = error instanceof SigmaError && 'run_id' in error.details
    if (status === 500 && !isReported)
      parts.reportBug(error, `request ${request.id}, ${request.method} ${request.url}`)
    if (isPagePath(request.url)) {
      const page = errorPage(error, request.id, request.url)
      return sendPage(reply, page.text, page.status)
    }
    return reply.code(status).send(body)
  })
  app.setNotFoundHandler((request) => {
    const path = request.url.split('?')[0]
    const methods = operations
      .filter((operation) => operation.path === path)
      .map(({ method }) => method.toUpperCase())
    if (methods.length > 0) {
      throw new SigmaError('NOT_FOUND', `${path} takes ${methods.join(' and ')}, not ${request.method}`)
    }
    const paths = operations.map((operation) => operation.path)
    throw new SigmaError('NOT_FOUND', `no route ${request.method} ${path}${didYouMean(path, paths)}`, {
      next: 'GET / lists the routes',
    })
  })
  for (const operation of operations) addRoute(app, operation, served, validation)
  addPages(app, parts)
  return app
}

function addRoute(
  app: FastifyInstance,
  operation: Operation,
  served: Handlers,
  validation: ReturnType<typeof contractValidation>,
): void {
  app.route({
    method: operation.method.toUpperCase() as 'GET',
    url: operation.path.replaceAll(/\{(\w+)\}/g, ':$1'),
    exposeHeadRoute: false,
    async handler(request: FastifyRequest, reply: FastifyReply) {
      const handler = findHandler(served, operation.id)
      await validation.request(operation, request)
      const body = await handler(request, reply)
      // A stream or a file: the handler has sent it, or the client has gone.
      if (body === undefined && !operation.answerPointers.has(String(reply.statusCode))) return reply
      if (reply.sent || body === reply) return reply
      await validation.answer(operation, reply.statusCode, body)
      return body
    },
  })
}

function findHandler(
  served: Handlers,
  id: string,
): (request: FastifyRequest, reply: FastifyReply) => unknown {
  if (isUnserved(id)) {
    throw new SigmaError('NOT_IMPLEMENTED', `${id} is part of the contract, but not served yet`, {
      next: 'GET / lists the routes that are served',
    })
  }
  const handler = served.get(id)
  if (!handler) throw new SigmaError('INTERNAL', `the contract's operation ${id} has no handler`)
  return handler
}

function isUnserved(id: string): boolean {
  return unserved.some((one) => one === id)
}
