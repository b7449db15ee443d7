import { parse as parseQuery } from 'node:querystring'
import openapi from '../contract/generated/openapi.json' with { type: 'json' }
import type { AppOptions } from './app.ts'
import { bodyLimit } from './bodyLimit.ts'
import { operationsOf } from './carryOut.ts'
import { failureAnswer } from './failureAnswer.ts'
import { type HeldAnswer, HeldReply } from './heldReply.ts'
import { type Operation, readOperations } from './operations.ts'
import { requestIdOf } from './requestId.ts'
import type { AskingRequest, ServedRequest } from './route.ts'
import { isPagePath } from './ui/errorPage.ts'
import { refuseUnreadable } from './unreadable.ts'

/** A request of this process. Names of headers are in lower case. */
interface DirectRequest {
  method: string
  /** Path and query. */
  url: string
  headers: Readonly<Record<string, string>>
  body: string | undefined
}

/** Answers a request, or is undefined where it is not a plain one. */
export type DirectServer = (request: DirectRequest) => Promise<HeldAnswer | undefined>

/**
 * Answers operations of the contract in this process as the HTTP server does, without loading it: most of what it is made
 * for does not happen here. What is not a plain request of an operation, and every page, is left to it.
 *
 * @param server the whole server, which pages ask for what they show
 */
export function directServer(
  { parts, instance, legacyErrors = false }: AppOptions,
  server: AskingRequest['server'],
): DirectServer {
  const operations = readOperations(openapi)
  const { carryOut } = operationsOf(openapi, parts)

  return async ({ method, url, headers, body: text }) => {
    const found = findOperation(operations, method, url)
    const body = text === undefined ? { value: undefined } : plainJson(text, headers['content-type'])
    const isRepeatable = headers['idempotency-key'] !== undefined
    if (!found || !body || isRepeatable || isPagePath(url) || (method === 'GET' && text !== undefined)) {
      return undefined
    }
    const { operation, params, query } = found
    const id = requestIdOf(headers)
    const begun = performance.now()
    const request: ServedRequest = {
      ...{ id, ip: '127.0.0.1', method, url, headers, params, query, server },
      body: body.value,
      caller: null,
    }
    const reply = new HeldReply()
    reply.header('X-Request-ID', id)
    if (instance !== undefined) reply.header('X-Sigma-Instance', instance)
    const answer = async (): Promise<HeldAnswer> => {
      try {
        refuseUnreadable(request)
        const answered = await carryOut(operation, request, reply)
        return reply.answer(answered)
      } catch (error) {
        const failure = failureAnswer(error, request, { parts, legacyErrors })
        return reply.code(failure.status).answer(failure.body)
      } finally {
        parts.log[reply.statusCode >= 500 ? 'error' : 'info']('request', {
          method,
          route: operation.path,
          operation: operation.id,
          status: reply.statusCode,
          ms: Math.round((performance.now() - begun) * 10) / 10,
        })
      }
    }
    return parts.log.within({ request_id: id }, answer)
  }
}

interface Found {
  operation: Operation
  params: Record<string, unknown>
  query: Record<string, unknown>
}

/** Longer parts of a path are no id of anything; the router of the server does not take them either. */
const longestPart = 100

/** The operation of a method and path, one without parameters before others; undefined for what is written unusually. */
function findOperation(operations: readonly Operation[], method: string, url: string): Found | undefined {
  const [path, search = '', ...others] = url.split('?')
  if (others.length > 0 || !isDecodable(url)) return undefined
  const parts = path.split('/')
  const matching = operations.flatMap((operation) => {
    if (operation.method.toUpperCase() !== method) return []
    const params = paramsOf(operation.path.split('/'), parts)
    return params ? [{ operation, params }] : []
  })
  const [found] = matching.sort((a, b) => Object.keys(a.params).length - Object.keys(b.params).length)
  return found && { ...found, query: parseQuery(search, '&', '=', { maxKeys: 0 }) }
}

function paramsOf(template: readonly string[], path: readonly string[]): Record<string, string> | undefined {
  if (template.length !== path.length) return undefined
  const params: Record<string, string> = {}
  for (const [i, part] of template.entries()) {
    const [, name] = /^\{(\w+)\}$/.exec(part) ?? []
    const given = path[i]
    if (name === undefined ? part !== given : given === '' || given.length > longestPart) return undefined
    if (name !== undefined) params[name] = decodeURIComponent(given)
  }
  return params
}

function isDecodable(url: string): boolean {
  try {
    decodeURIComponent(url)
    return true
  } catch (error) {
    if (error instanceof URIError) return false
    throw error
  }
}

/** A body of JSON; undefined for what the server is to judge, such as keys that would change an object's prototype. */
function plainJson(text: string, type: string | undefined): { value: unknown } | undefined {
  const isPlain = type === 'application/json' && Buffer.byteLength(text) <= bodyLimit
  if (!isPlain || /__proto__|constructor|\\u/.test(text)) return undefined
  try {
    return { value: JSON.parse(text) }
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
