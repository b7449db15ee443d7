import Fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify'
import openapi from '../contract/generated/openapi.json' with { type: 'json' }
import { SigmaError } from '../core/errors.ts'
import { didYouMean } from '../core/nearest.ts'
import type { Parts } from '../services/parts.ts'
import { bodyLimit } from './bodyLimit.ts'
import { refuseBrokenRequests } from './brokenRequest.ts'
import { type CarryOut, operationsOf } from './carryOut.ts'
import { failureAnswer } from './failureAnswer.ts'
import { honourIdempotencyKeys } from './idempotency.ts'
import { readJsonBodies } from './jsonBodies.ts'
import { type Operation, readOperations } from './operations.ts'
import { rememberAnswers } from './rememberedAnswers.ts'
import { requestIdOf } from './requestId.ts'
import { logRequests } from './requestLog.ts'
import { errorPage, isPagePath } from './ui/errorPage.ts'
import { addPages } from './ui/pages.ts'
import { sendPage } from './ui/sitePage.ts'
import { refuseUnreadable } from './unreadable.ts'
import { closeUnusedConnections } from './unusedConnections.ts'

export interface AppOptions {
  parts: Parts
  /** Told by every answer, so that a command knows the server of its workspace from another one on its port. */
  instance?: string
  /** Answers errors as text, with `error_info` beside it, for the existing web page. */
  legacyErrors?: boolean
  /** How long a request may take to come whole; 30 when absent. */
  requestSeconds?: number
}

/** After a server has stopped: about as long as the next one takes to be there. */
const retryAfterSeconds = '5'

/** The contract checks requests and answers. Those of Fastify would be loaded by every command, and check nothing. */
const noCompilers = { buildValidator: refuseSchema, buildSerializer: refuseSchema }

function refuseSchema(): never {
  throw new SigmaError('INTERNAL', 'a route has a schema of its own: the contract is where they stand')
}

/** Sigma's HTTP server, ready to listen or to be called in-process. Routes are those of the OpenAPI file. */
export function buildApp({
  parts,
  instance,
  legacyErrors = false,
  requestSeconds = 30,
}: AppOptions): FastifyInstance {
  const app = Fastify({
    bodyLimit,
    logger: false,
    requestIdHeader: false,
    genReqId: ({ headers }) => requestIdOf(headers),
    // `/api/*` is an alias of `/*`.
    rewriteUrl: ({ url = '/' }) => url.replace(/^\/api(?=\/|$)/, '') || '/',
    routerOptions: { ignoreTrailingSlash: true },
    // What is open when the server closes ends first (host/drain.ts); who still asks is told by the guard.
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    // Of headers, and of a body, that come by drops.
    requestTimeout: 1_000 * requestSeconds,
    http: {
      // Else Node's own, which a longer one of the headers would exceed.
      requestTimeout: 1_000 * requestSeconds,
      headersTimeout: 1_000 * requestSeconds,
      connectionsCheckingInterval: Math.min(5_000, 250 * requestSeconds),
    },
    // What is no address has no route, and none of the hooks.
    frameworkErrors: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
      const { status, body } = failureAnswer(error, request, { parts, legacyErrors })
      void reply.header('X-Request-ID', request.id).code(status).send(body)
    },
    schemaController: { compilersFactory: noCompilers },
  })
  refuseBrokenRequests(app.server, legacyErrors)
  closeUnusedConnections(app)
  readJsonBodies(app)
  const operations = readOperations(openapi)
  const carryOut = rememberAnswers(operationsOf(openapi, parts).carryOut, parts)

  app.addHook('onRequest', async (request, reply) => {
    reply.header('X-Request-ID', request.id)
    if (instance !== undefined) reply.header('X-Sigma-Instance', instance)
  })
  app.decorateRequest('caller', null)
  logRequests(app, parts)
  app.addHook('preValidation', async (request) => refuseUnreadable(request))
  honourIdempotencyKeys(app, parts)
  app.setErrorHandler((error, request, reply) => {
    const { status, body } = failureAnswer(error, request, { parts, legacyErrors })
    if (status === 503 && parts.closing.aborted) reply.header('Retry-After', retryAfterSeconds)
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
  for (const operation of operations) addRoute(app, operation, carryOut)
  addPages(app, parts)
  return app
}

function addRoute(app: FastifyInstance, operation: Operation, carryOut: CarryOut): void {
  app.route({
    method: operation.method.toUpperCase() as 'GET',
    url: operation.path.replaceAll(/\{(\w+)\}/g, ':$1'),
    exposeHeadRoute: false,
    config: { operation: operation.id },
    handler: (request, reply) => carryOut(operation, request, reply),
  })
}
