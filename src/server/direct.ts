import { parse as parseQuery } from 'node:querystring'
import { v7 as uuid } from 'uuid'
import openapi from '../contract/generated/openapi.json' with { type: 'json' }
import type { AppOptions } from './app.ts'
import { bodyLimit } from './bodyLimit.ts'
import { failureAnswer, operationsOf, refuseUnreadable } from './carryOut.ts'
import { type Operation, readOperations } from './operations.ts'
import type { AskingRequest, Reply, ServedRequest } from './route.ts'
import { isPagePath } from './ui/errorPage.ts'

/** A request of this process. Names of headers are in lower case. */
interface DirectRequest {
  method: string
  /** Path and query. */
  url: string
  headers: Readonly<Record<string, string>>
  body: string | undefined
}

export interface DirectAnswer {
  status: number
  headers: Record<string, string>
  /** Text, bytes or a stream. */
  body: unknown
}

/** Answers a request, or is undefined where it is not a plain one. */
export type DirectServer = (request: DirectRequest) => Promise<DirectAnswer | undefined>

/**
 * Answers operations of the contract in this process as the HTTP server does, without loading it: most of what it is made
 * for does not happen here. What is not a plain request of an operation, and every page, is left to it.
 *
 * @param server the whole server, which pages ask for what they show
 */
export function directServer(
  { parts, instance, legacyErrors = false }: Omit<AppOptions, 'logLevel'>,
  server: AskingRequest['server'],
): DirectServer {
  const operations = readOperations(openapi)
  const carryOut = operationsOf(openapi, parts)

  return async ({ method, url, headers, body: text }) => {
    const found = findOperation(operations, method, url)
    const body = text === undefined ? { value: undefined } : plainJson(text, headers['content-type'])
    const isRepeatable = headers['idempotency-key'] !== undefined
    if (!found || !body || isRepeatable || isPagePath(url) || (method === 'GET' && text !== undefined)) {
      return undefined
    }
    const { operation, params, query } = found
    const id = headers['x-request-id'] || uuid()
    const request: ServedRequest = {
      ...{ id, ip: '127.0.0.1', method, url, headers, params, query, server },
      body: body.value,
      caller: null,
    }
    const reply = new DirectReply()
    reply.header('X-Request-ID', id)
    if (instance !== undefined) reply.header('X-Sigma-Instance', instance)
    try {
      refuseUnreadable(request)
      const answered = await carryOut(operation, request, reply)
      return reply.answer(answered)
    } catch (error) {
      const failure = failureAnswer(error, request, { parts, legacyErrors })
      return reply.code(failure.status).answer(failure.body)
    }
  }
}

class DirectReply implements Reply {
  readonly #headers: Record<string, string> = {}
  #body: unknown
  statusCode = 200
  sent = false

  code(status: number): this {
    this.statusCode = status
    return this
  }

  header(name: string, value: string): this {
    this.#headers[name.toLowerCase()] = value
    return this
  }

  type(media: string): this {
    return this.header('content-type', media)
  }

  send(body: unknown): this {
    this.#body = body
    this.sent = true
    return this
  }

  /** What was sent, else a body of the contract as JSON. */
  answer(body: unknown): DirectAnswer {
    const isJson = body !== this
    if (isJson) this.type('application/json; charset=utf-8').send(JSON.stringify(body))
    const sent = this.#body
    if (typeof sent === 'string') this.header('content-length', String(Buffer.byteLength(sent)))
    else if (sent instanceof Uint8Array) this.header('content-length', String(sent.length))
    return { status: this.statusCode, headers: this.#headers, body: sent }
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
