import {
  createFinalURL,
  createQuerySerializer,
  defaultPathSerializer,
  type FetchResponse,
  type MaybeOptionalInit,
} from 'openapi-fetch'
import type { HttpMethod, PathsWithMethod, RequiredKeysOf } from 'openapi-typescript-helpers'
import type { paths } from '../contract/generated/schema.ts'
import type { Transport, WireAnswer } from './transport.ts'

/** What openapi-fetch takes with a call, and nobody here needs. */
type Unused = Partial<
  Record<'baseUrl' | 'fetch' | 'querySerializer' | 'bodySerializer' | 'middleware', never>
>
type Given<Init> = RequiredKeysOf<Init> extends never ? [(Init & Unused)?] : [Init & Unused]
type Defined<T> = T extends Record<string | number, unknown> ? T : never
type WithAnswer<T> = T extends unknown ? Omit<T, 'response'> & { response: WireAnswer } : never

/** What is asked for unless a call says that it takes the answer otherwise. */
type Json = `${string}/json`

/** Calls an operation of the contract by its path: parameters, bodies and answers are those of the OpenAPI file. */
type Call<Method extends HttpMethod> = <
  Path extends PathsWithMethod<paths, Method>,
  Init extends MaybeOptionalInit<paths[Path], Method>,
>(
  path: Path,
  ...init: Given<Init>
) => Promise<WithAnswer<FetchResponse<Defined<paths[Path][Method]>, Init, Json>>>

/** The operations of the contract, by method. */
export interface Operations {
  GET: Call<'get'>
  POST: Call<'post'>
  PUT: Call<'put'>
  PATCH: Call<'patch'>
  DELETE: Call<'delete'>
}

interface Init {
  params?: {
    path?: Record<string, unknown>
    query?: Record<string, unknown>
    header?: Record<string, unknown>
  }
  body?: unknown
  headers?: Record<string, string>
  parseAs?: 'json' | 'text' | 'arrayBuffer' | 'stream'
  signal?: AbortSignal
}

export interface OperationsOptions {
  baseUrl: string
  headers: Readonly<Record<string, string>>
  send: Transport
  /** Puts answers of the earlier backend into the form of the contract; undefined for one that has it. */
  upgrade(path: string, body: unknown): unknown
}

/** Calls operations over a transport. A body that is no JSON is thrown as the SyntaxError that it is. */
export function operationsOver(options: OperationsOptions): Operations {
  const call = (method: string) => (path: string, init?: Init) => ask(options, method, path, init)
  const calls = {
    GET: call('GET'),
    POST: call('POST'),
    PUT: call('PUT'),
    PATCH: call('PATCH'),
    DELETE: call('DELETE'),
  }
  // What a server answers is the contract's promise: it is written down here, and the server checks that it is kept.
  return calls as Operations
}

async function ask(
  { baseUrl, headers: shared, send, upgrade }: OperationsOptions,
  method: string,
  path: string,
  { params = {}, body, headers = {}, parseAs = 'json', signal }: Init = {},
): Promise<{ data?: unknown; error?: unknown; response: WireAnswer }> {
  const response = await send({
    method,
    url: createFinalURL(path, {
      baseUrl,
      params,
      querySerializer: createQuerySerializer(),
      pathSerializer: defaultPathSerializer,
    }),
    headers: {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...shared,
      ...inLowerCase({ ...params.header, ...headers }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(signal && { signal }),
  })
  if (!response.ok) return { error: jsonOrText(await response.text()), response }
  if (response.status === 204 || response.headers.get('Content-Length') === '0') return { response }
  if (parseAs === 'stream') return { data: response.body, response }
  if (parseAs !== 'json') return { data: await response[parseAs](), response }
  const text = await response.text()
  const data: unknown = text === '' ? undefined : JSON.parse(text)
  return { data: upgrade(path, data) ?? data, response }
}

function inLowerCase(headers: Record<string, unknown>): Record<string, string> {
  const given = Object.entries(headers).filter(([, value]) => value !== undefined && value !== null)
  return Object.fromEntries(given.map(([name, value]) => [name.toLowerCase(), String(value)]))
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return text
    throw error
  }
}
