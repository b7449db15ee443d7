import { SigmaError } from '../../core/errors.ts'

/** What came of one try: the JSON of an answer, or a failure and whether another try may help. */
export type Reply =
  | { body: unknown }
  | { failure: SigmaError; again: boolean; retryAfterMs: number | undefined }

const status = 'https://status.polygon.io'

/** An answer other than HTTP 200. `said` is what the vendor gave as its reason, if anything. */
export function statusFailure(
  request: string,
  answer: { status: number; said: string; retryAfterMs: number | undefined },
): Reply {
  const { again, code, what, next } = meaningOf(answer.status)
  const reason = answer.said === '' ? '' : `: ${answer.said}`
  return {
    again,
    retryAfterMs: answer.retryAfterMs,
    failure: new SigmaError(code, `polygon ${what} (HTTP ${answer.status}) ${request}${reason}`, {
      details: { request, status: answer.status },
      next,
    }),
  }
}

function meaningOf(httpStatus: number) {
  if (httpStatus === 401) {
    return {
      again: false,
      code: 'UNAUTHORIZED',
      what: 'does not know the key of',
      next: 'set POLYGON_API_KEY to a valid key: it is shown in the vendor’s dashboard',
    } as const
  }
  if (httpStatus === 403) {
    return {
      again: false,
      code: 'FORBIDDEN',
      what: 'does not serve under this plan',
      next: 'choose data or a later --start that the plan of this key includes, or a higher plan',
    } as const
  }
  if (httpStatus === 404) {
    return { again: false, code: 'NOT_FOUND', what: 'has nothing at', next: 'check the ticker' } as const
  }
  if (httpStatus === 429) {
    return {
      again: true,
      code: 'RATE_LIMITED',
      what: 'gets too many requests to answer',
      next: 'set requests per minute to what the plan of this key allows, and run again: what was answered is kept',
    } as const
  }
  if (httpStatus >= 500) {
    return {
      again: true,
      code: 'UNAVAILABLE',
      what: 'failed at',
      next: `run again later, what was answered is kept; see ${status}`,
    } as const
  }
  return {
    again: false,
    code: 'UNPROCESSABLE',
    what: 'refused',
    next: 'check the ticker, the dates and the base URL of the source',
  } as const
}

/** No whole answer: a connection that was refused or broke, a time-out, text that ends early. */
export function brokenFailure(
  request: string,
  { reason, timedOut }: { reason: string; timedOut: boolean },
): Reply {
  return {
    again: true,
    retryAfterMs: undefined,
    failure: new SigmaError(
      timedOut ? 'TIMEOUT' : 'UNAVAILABLE',
      `no whole answer from polygon to ${request}: ${reason}`,
      {
        details: { request, reason },
        next: 'check the network and run again: what was answered is kept',
      },
    ),
  }
}

/** An answer that came whole and says something else than the vendor's documentation promises. */
export function shapeFailure(request: string, fault: string): SigmaError {
  return new SigmaError('UNPROCESSABLE', `polygon answered ${request} in an unexpected form: ${fault}`, {
    details: { request, fault },
    next: 'check that the base URL is the vendor’s and that nothing on the way changes its answers; else report it',
  })
}

/** Milliseconds of a Retry-After header: seconds, or a date. Undefined when there is none that can be read. */
export function retryAfter(header: string | null, now: number): number | undefined {
  if (header === null) return undefined
  if (/^\d+$/.test(header.trim())) return Number(header) * 1000
  const date = Date.parse(header)
  return Number.isNaN(date) ? undefined : Math.max(0, date - now)
}
