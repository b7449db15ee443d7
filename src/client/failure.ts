import { errorCatalogue } from '../contract/errors.ts'
import { type ErrorCode, type FieldError, isErrorCode, SigmaError } from '../core/errors.ts'
import { withoutKeys } from './earlierAnswers.ts'
import type { WireAnswer } from './transport.ts'

type FailureOptions = ConstructorParameters<typeof SigmaError>[2] & { named?: boolean; at?: string }

/** A failure that a backend answered with. */
export class BackendFailure extends SigmaError {
  readonly status: number
  readonly requestId: string | null
  /** Whether the backend named the code itself. The earlier one answers text alone. */
  readonly named: boolean
  /** The address of the backend, of one that is not inside this process. */
  readonly at: string | undefined

  constructor(response: Answered, code: ErrorCode, message: string, options: FailureOptions = {}) {
    super(code, message, options)
    this.name = 'BackendFailure'
    this.status = response.status
    this.requestId = response.headers.get('X-Request-ID')
    this.named = options.named ?? false
    this.at = options.at
  }
}

/** No answer at all: refused, unknown host, timed out. */
export class BackendUnreachable extends SigmaError {}

type Answered = Pick<WireAnswer, 'status' | 'statusText' | 'ok' | 'headers'>
type Answer<T> = { data?: T; error?: unknown; response: Answered }

/**
 * The body of a good answer; anything else is thrown.
 * Understands Sigma's envelope and those of the existing backend: 200 with `ok:false`, `error` as text, and `{detail}`.
 */
export async function unwrap<T>(answer: Promise<Answer<T>>, baseUrl: string): Promise<T> {
  const { data, error, response } = await reached(answer, baseUrl)
  const body: unknown = data ?? error
  if (response.ok && data !== undefined && !saysNotOk(body)) return data
  throw failureOf(response, body, /^https?:/.test(baseUrl) ? baseUrl : undefined)
}

/** What a call gives, with a network fault told as such. Any other error is a bug, and stays what it is. */
export async function reached<T>(answer: Promise<T>, baseUrl: string): Promise<T> {
  try {
    return await answer
  } catch (cause) {
    if (cause instanceof SyntaxError) {
      throw new SigmaError('UNPROCESSABLE', `${baseUrl} answered something else than JSON`, {
        next: 'see that --base-url names a Sigma backend',
        cause,
      })
    }
    if (isNetworkFault(cause)) throw unreachable(cause, baseUrl)
    throw cause
  }
}

/** A time-out, or what `fetch` throws when a connection cannot be made or breaks. */
function isNetworkFault(error: unknown): error is Error {
  if (!(error instanceof Error)) return false
  return (
    error.name === 'TimeoutError' ||
    (error instanceof TypeError && /fetch failed|terminated/.test(error.message))
  )
}

function unreachable(cause: Error, baseUrl: string): SigmaError {
  if (cause.name === 'TimeoutError') {
    return new BackendUnreachable('TIMEOUT', `no answer from ${baseUrl} in time`, {
      next: 'raise --timeout, or see that the backend is well: sigma health',
      cause,
    })
  }
  // The word of `fetch` for a body that ended before its end.
  if (cause.message === 'terminated') {
    return new BackendUnreachable('UNAVAILABLE', `${baseUrl} broke off its answer: ${innermost(cause)}`, {
      next: 'try again; if it stays so, the log of that backend says why',
      cause,
    })
  }
  return new BackendUnreachable('UNAVAILABLE', `no backend answers at ${baseUrl}: ${innermost(cause)}`, {
    next: `${howToStart(baseUrl)}; or leave out --base-url to use the embedded one`,
    cause,
  })
}

/** A server can be started on this machine only. */
function howToStart(baseUrl: string): string {
  const { hostname, port } = URL.canParse(baseUrl) ? new URL(baseUrl) : { hostname: '', port: '' }
  if (!['localhost', '127.0.0.1', '[::1]', ''].includes(hostname))
    return 'see that the address is right and that a server runs there (sigma serve starts one)'
  return `start one with: sigma serve${port === '' || port === '8001' ? '' : ` --port ${port}`}`
}

function innermost(error: unknown): string {
  let current = error
  while (current instanceof Error && current.cause instanceof Error) current = current.cause
  if (!(current instanceof Error)) return String(current)
  // Several addresses of one name that all refused have no message of their own.
  return current instanceof AggregateError && current.message === ''
    ? current.errors.map(innermost).join(', ')
    : current.message
}

/** A 2xx body that says `ok: false`. Verdicts have been given a field of their own before (earlierAnswers.ts). */
function saysNotOk(body: unknown): boolean {
  return isObject(body) && body.ok === false
}

function failureOf(response: Answered, body: unknown, at: string | undefined): BackendFailure {
  const fields = isObject(body) ? body : {}
  const where = at === undefined ? {} : { at }
  const info = [fields.error_info, fields.error, fields.detail].find(isObject)
  if (info && isErrorCode(info.code)) {
    return new BackendFailure(
      response,
      info.code,
      String(info.message ?? errorCatalogue[info.code].meaning),
      {
        named: true,
        ...where,
        ...(isObject(info.details) && { details: info.details }),
        ...(typeof info.next === 'string' && { next: info.next }),
      },
    )
  }
  const message = textOf(info?.message) ?? textOf(fields.error) ?? detailText(fields.detail)
  if (message === undefined) {
    const answered = `the backend answered ${response.status} ${response.statusText}`.trim()
    return new BackendFailure(
      response,
      codeOfStatus(response.status),
      response.ok ? `${answered}, and nothing that is an answer` : answered,
      { ...where, next: 'see that a Sigma backend is at that address, and that it is well: sigma health' },
    )
  }
  const code = [fields.code, message.toUpperCase()].find(isErrorCode) ?? codeOfStatus(response.status)
  const faults = detailFaults(fields.detail)
  return new BackendFailure(response, code, message, {
    ...where,
    ...(faults.length > 0 && { details: { field_errors: faults } }),
  })
}

/** The first line of a text: the earlier backend hands on database messages of several lines, and keys in addresses. */
function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? withoutKeys(value.split('\n')[0].trim()) : undefined
}

/** FastAPI's `{detail}`: text, an object with a message, or a list of faults with their place. */
function detailText(detail: unknown): string | undefined {
  if (typeof detail === 'string') return textOf(detail)
  if (Array.isArray(detail)) {
    return detail
      .map((fault) => (isObject(fault) ? `${[fault.loc].flat().join('.')}: ${fault.msg}` : String(fault)))
      .join('; ')
  }
  return isObject(detail) ? textOf(detail.message) : undefined
}

/** FastAPI's list of faults, by field: the first part of its place says only that it was in the body. */
function detailFaults(detail: unknown): FieldError[] {
  if (!Array.isArray(detail)) return []
  return detail.filter(isObject).map((fault) => {
    const place = [fault.loc].flat().map(String)
    const inner = ['body', 'query', 'path'].includes(place[0]) ? place.slice(1) : place
    return { field: inner.join('.') || place.join('.'), issue: String(fault.msg) }
  })
}

function codeOfStatus(status: number): ErrorCode {
  if (status < 400) return 'UNPROCESSABLE'
  for (const code of Object.keys(errorCatalogue).filter(isErrorCode)) {
    if (errorCatalogue[code].status === status) return code
  }
  return status >= 500 ? 'INTERNAL' : 'INVALID_PARAM'
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
