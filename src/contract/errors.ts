import type { ErrorCode } from '../core/errors.ts'

export interface ErrorKind {
  /** HTTP status of an answer that fails with the code. */
  status: number
  meaning: string
  /** What to do about it, where the failure itself does not say. */
  remedy: string
}

/** Every code that an answer may carry, in the order of its status. */
export const errorCatalogue: Readonly<Record<ErrorCode, ErrorKind>> = {
  INVALID_PARAM: {
    status: 400,
    meaning: 'a field is missing, unknown or has a value that is not allowed',
    remedy: 'mend the fields listed in details.field_errors',
  },
  GATE_FAILED: {
    status: 400,
    meaning: 'the run did not pass the gate of its risk profile',
    remedy: 'see details.reasons; override with a confirmation and a tag, or choose another run',
  },
  UNAUTHORIZED: {
    status: 401,
    meaning: 'the request carries no valid token',
    remedy: 'run sigma login, or set SIGMA_TOKEN',
  },
  FORBIDDEN: {
    status: 403,
    meaning: 'the token may not do this',
    remedy: 'ask an administrator for the role that it needs',
  },
  QUOTA_EXCEEDED: {
    status: 403,
    meaning: 'as many sweeps or trainings run, or ran today, as the user may have',
    remedy: 'wait for one to end, or ask an administrator for a higher quota; details has limits and usage',
  },
  NOT_FOUND: {
    status: 404,
    meaning: 'there is no such route, pack, model, run or file',
    remedy: 'list what there is, with sigma packs, sigma models or sigma runs',
  },
  CONFLICT: {
    status: 409,
    meaning: 'an equal thing exists, or the thing is in a state that does not allow this',
    remedy: 'use the one that exists, or repeat the request with force',
  },
  UNPROCESSABLE: {
    status: 422,
    meaning: 'the request is well formed, but this data cannot serve it',
    remedy: 'widen the window, or give data that has what is missing',
  },
  RATE_LIMITED: {
    status: 429,
    meaning: 'too many requests in a short time',
    remedy: 'wait as long as Retry-After says',
  },
  INTERNAL: {
    status: 500,
    meaning: 'a fault in Sigma itself',
    remedy: 'report it with the request id and the server log',
  },
  NOT_IMPLEMENTED: {
    status: 501,
    meaning: 'the route is in the contract and not served yet',
    remedy: 'see GET / for the routes that are served',
  },
  UNAVAILABLE: {
    status: 503,
    meaning: 'the server, or something that it needs, cannot be reached',
    remedy: 'run sigma doctor',
  },
  TIMEOUT: {
    status: 504,
    meaning: 'the work did not end in time',
    remedy: 'raise --timeout, or start it detached and follow its events',
  },
}
