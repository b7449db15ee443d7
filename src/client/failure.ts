import { errorCatalogue } from '../contract/errors.ts'
import { type ErrorCode, SigmaError } from '../core/errors.ts'

/** A failure that a backend answered with. */
export class BackendFailure extends SigmaError {
  readonly status: number
  readonly requestId: string | null

  constructor(status: number, requestId: string | null, code: ErrorCode, message: string, options: ConstructorParameters<typeof SigmaError>[2]) {
    super(code, message, options)
    this.name = 'BackendFailure'
    this.status = status
    this.requestId = requestId
  }
}

/** No answer at all: refused, unknown host, timed out. */
export class BackendUnreachable extends SigmaError {}

type Answer<T> = { data?: T; error?: unknown; response: Response }

/**
 * The body of a good answer; anything else is thrown.
 * Understands Sigma's envelope and those of the existing backend: 200 with `ok:false`, `error` as text, and `{detail}`.
 */
export async function unwrap<T>(answer: Promise<Answer<T>>, baseUrl: string): Promise<T> {
  const { data, error, response } = await reached(answer, baseUrl)
  const body: unknown = data ?? error
  if (response.ok && data !== undefined && !saysNotOk(body)) return data
  throw failureOf(response, body)
}

async function reached<T>(answer: Promise<T>, baseUrl: string): Promise<T> {
  try {
    return await answer
  } catch (cause) {
    if (cause instanceof SigmaError) throw cause
    throw unreachable(cause, baseUrl)
  }
}

function unreachable(cause: unknown, baseUrl: string): SigmaError {
  const reason = innermost(cause)
  const timedOut = cause instanceof Error && cause.name === 'TimeoutError'
  return new BackendUnreachable(
    timedOut ? 'TIMEOUT' : 'UNAVAILABLE',
    timedOut ? `no answer from ${baseUrl} in time` : `no backend answers at ${baseUrl}: ${reason}`,
    { next: 'start one with: sigma serve; or leave out --base-url to use the embedded one', cause },
  )
}

function innermost(error: unknown): string {
  let current = error
  while (current instanceof Error && current.cause instanceof Error) current = current.cause
  return current instanceof Error ? current.message : String(current)
}

/** A 2xx body that says `ok:false`. A verdict (`healthy`, `valid`, `qa`) is not one: it has no `error`. */
function saysNotOk(body: unknown): boolean {
  return isObject(body) && body.ok === false
}

function failureOf(response: Response, body: unknown): BackendFailure {
  const requestId = response.headers.get('X-Request-ID')
  const fallback = codeOfStatus(response.status)
  const fields = isObject(body) ? body : {}
  const info = isObject(fields.error_info) ? fields.error_info : fields.error
  if (isObject(info)) {
    const code = isCode(info.code) ? info.code : fallback
    return new BackendFailure(response.status, requestId, code, String(info.message ?? response.statusText), {
      ...(isObject(info.details) && { details: info.details }),
      ...(typeof info.next === 'string' && { next: info.next }),
    })
  }
  const message = typeof info === 'string' ? info : detailText(fields.detail)
  return new BackendFailure(
    response.status,
    requestId,
    fallback,
    message ?? `the backend answered ${response.status} ${response.statusText}`.trim(),
    {},
  )
}

/** FastAPI's `{detail}`: text, an object with a message, or a list of faults with their place. */
function detailText(detail: unknown): string | undefined {
  if (typeof detail === 'string') return detail
  if (Array.isArray(detail)) {
    return detail.map((fault) => (isObject(fault) ? `${[fault.loc].flat().join('.')}: ${fault.msg}` : String(fault))).join('; ')
  }
  return isObject(detail) && typeof detail.message === 'string' ? detail.message : undefined
}

function codeOfStatus(status: number): ErrorCode {
  if (status < 400) return 'UNPROCESSABLE'
  for (const code of Object.keys(errorCatalogue).filter(isCode)) {
    if (errorCatalogue[code].status === status) return code
  }
  return status >= 500 ? 'INTERNAL' : 'INVALID_PARAM'
}

const isCode = (value: unknown): value is ErrorCode => typeof value === 'string' && value in errorCatalogue
const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)
