import type { ValidateFunction } from 'ajv/dist/2020.js'
import { compileAt, contract, escaped, operations, resolved } from '../contract/contract.ts'
import type { RawAnswer } from './connection.ts'
import type { Outgoing } from './mutations.ts'

/** Stands in a file that lies beside the workspace: no answer may have it. */
export const secret = 'a-secret-that-lies-beside-the-workspace'

const errorPointer = '/components/schemas/ErrorEnvelope'
/** Of the program's insides nothing is told. */
const insides = /\bat .{0,200}\.(ts|mjs|js):\d+|node_modules|SQLITE_|ENOENT|EACCES|ERR_[A-Z_]+/

interface Known {
  method: string
  path: RegExp
  operation: (typeof operations)[number]
}

/** Plain paths come before those with parameters, as the router takes them. */
const routes: readonly Known[] = operations
  .map((operation) => {
    const [method, template] = operation.route.split(' ')
    const pattern = template.replaceAll(/[.]/g, '\\.').replaceAll(/\{\w+\}/g, '[^/]*')
    return { method, path: new RegExp(`^${pattern}/?$`), operation }
  })
  .sort((a, b) => Number(a.operation.route.includes('{')) - Number(b.operation.route.includes('{')))

/** The operation that a target is of; undefined for pages, and for what is of none. */
function operationOf({ method, target }: Outgoing): Known['operation'] | undefined {
  const path = target
    .trim()
    .replace(/^http:\/\/127\.0\.0\.1/, '')
    .split(/[?#]/)[0]
    .replace(/^\/api(?=\/|$)/, '')
  // What is no path is the first one.
  const asked = path.startsWith('/') ? path : '/'
  return routes.find((route) => route.method === method && route.path.test(asked))?.operation
}

const compiled = new Map<string, ValidateFunction>()

function faultsAt(pointer: string, value: unknown): string | undefined {
  const validate = compiled.get(pointer) ?? compileAt(pointer)
  compiled.set(pointer, validate)
  if (validate(value)) return undefined
  const faults = validate.errors ?? []
  return faults.map(({ instancePath, message }) => `${instancePath} ${message}`).join('; ')
}

/** What an answer may be by the contract: the media types of its status, and where the schema of each stands. */
function promised(operation: Known['operation'], status: number): Record<string, string> {
  const key = operation.responses[String(status)] ? String(status) : 'default'
  const answer = operation.responses[key]
  const at = answer.$ref ? answer.$ref.slice(1) : `${operation.pointer}/responses/${key}`
  const media = Object.keys(resolved(answer, contract.components.responses).content ?? {})
  return Object.fromEntries(media.map((one) => [one, `${at}/content/${escaped(one)}/schema`]))
}

/**
 * Statuses of 500 and above that are meant. There is one: fields that the contract has and the server does not serve yet. Limits (429, 503) are far above what is asked for at once, so that each of
 * them would be a fault.
 */
function isMeant(status: number, operation: Known['operation'] | undefined, text: string): boolean {
  if (status !== 501 || operation === undefined) return false
  return /dump_raw|raw_out/.test(text)
}

/** What is wrong with an answer; undefined for a good one. Nothing of it is by the server's own checks. */
export function faultOf(sent: Outgoing, { status, headers, body }: RawAnswer): string | undefined {
  const operation = operationOf(sent)
  const text = body.toString('utf8')
  const type = (headers.get('content-type') ?? '').split(';')[0]
  const told = `${status} ${type}: ${text.slice(0, 600)}`
  if ((status >= 500 || status === 429) && !isMeant(status, operation, text)) return `not meant: ${told}`
  if (text.includes(secret)) return `it has what lies outside the workspace: ${told}`
  if (status >= 400 && insides.test(text)) return `it shows the insides of the program: ${told}`
  if (sent.method === 'HEAD') return undefined
  const isPage = type === 'text/html' || sent.target.includes('/ui/assets/')
  if (type !== 'application/json') {
    if (isPage || (status >= 300 && status < 400)) return undefined
    const allowed = operation ? Object.keys(promised(operation, status)) : []
    return allowed.some((one) => one === type || one === '*/*') ? undefined : `no such media type: ${told}`
  }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return `no JSON: ${told}`
  }
  if (status >= 400) {
    const faults = faultsAt(errorPointer, value)
    if (faults !== undefined) return `no error of the contract (${faults}): ${told}`
    const id = typeof value === 'object' && value !== null && 'request_id' in value && value.request_id
    // Who names the request, or sends it again, is answered with the name that it has then.
    const named = sent.headers.some(([name]) => name === 'X-Request-ID' || name === 'Idempotency-Key')
    if (!named && headers.get('x-request-id') !== id)
      return `its request id is not that of its header (${headers.get('x-request-id')}): ${told}`
  }
  if (operation === undefined) return status < 400 ? `an answer of no operation: ${told}` : undefined
  const { 'application/json': pointer, '*/*': any } = promised(operation, status)
  if (any !== undefined) return undefined
  if (pointer === undefined) return `the contract has no such answer of ${operation.operationId}: ${told}`
  const faults = faultsAt(pointer, value)
  return faults === undefined ? undefined : `${operation.operationId} promises otherwise (${faults}): ${told}`
}
