import { describe, expect, it } from 'vitest'
import { exitCodeOf } from '../../src/cli/exitCodeOf.ts'
import { BackendFailure, BackendUnreachable, unwrap } from '../../src/client/failure.ts'
import { SigmaError } from '../../src/core/errors.ts'
import { clientAnswering, clientOf, jsonResponse } from './recorded.ts'

const baseUrl = 'http://backend.test'
const model = { params: { query: { model_id: 'nope' } } }
const window = { model_id: 'nope', start: '2024-01-02', end: '2024-01-31' }

async function failureOf(answer: Promise<unknown>): Promise<SigmaError> {
  const error: unknown = await answer.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!(error instanceof SigmaError)) throw new Error(`expected a failure, got ${String(error)}`)
  return error
}

describe('a failure that the earlier backend answered', () => {
  const call = (name: string) => unwrap(clientAnswering(name).GET('/policy', model), baseUrl)

  it.each([
    // recording, code, message, status
    ['policy.not-found', 'NOT_FOUND', 'not_found', 200],
    ['preview_matrix.missing-policy', 'UNPROCESSABLE', /^Policy file missing for model 'nope'/, 200],
    ['admin.flags', 'NOT_IMPLEMENTED', 'Not implemented', 200],
    [
      'audit.bad-date',
      'UNPROCESSABLE',
      'invalid input syntax for type timestamp with time zone: "not-a-date"',
      200,
    ],
    ['scan.no-universe', 'INVALID_PARAM', 'Provide tickers or universe_csv', 400],
    ['admin.jobs.no-token', 'UNAUTHORIZED', 'missing admin token', 401],
    ['train.404', 'NOT_FOUND', 'Not Found', 404],
    ['method-not-allowed', 'INVALID_PARAM', 'Method Not Allowed', 405],
    ['backtest.bad-hours', 'UNPROCESSABLE', /^body.allowed_hours: allowed_hours must be a list of ints/, 422],
    ['ratelimit.429', 'RATE_LIMITED', 'rate_limited', 429],
    ['backtest_sweep.bad-hours', 'INTERNAL', 'the backend answered 500', 500],
  ])('is understood: %s is %s', async (name, code, message, status) => {
    const failure = await failureOf(call(name))
    expect(failure).toMatchObject({ code, status })
    expect(failure.message).toMatch(message)
    expect(failure.message, 'one line only').not.toContain('\n')
    expect(exitCodeOf(failure), 'the operation failed').toBe(1)
  })
})

describe('a failure that Sigma answered', () => {
  const envelope = {
    ok: false,
    error: {
      code: 'INVALID_PARAM',
      message: 'start: is missing',
      next: 'give start',
      details: { field_errors: [] },
    },
    request_id: 'r-1',
  }

  it('keeps code, message, next step, details and request id', async () => {
    const { client } = clientOf(() => jsonResponse(envelope, 400))
    const failure = await failureOf(unwrap(client.GET('/packs'), baseUrl))
    expect(failure).toBeInstanceOf(BackendFailure)
    expect(failure).toMatchObject({ ...envelope.error, status: 400, requestId: 'r-1' })
  })

  it('is the fault of the caller when a field was bad', async () => {
    const { client } = clientOf(() => jsonResponse(envelope, 400))
    expect(exitCodeOf(await failureOf(unwrap(client.GET('/packs'), baseUrl)))).toBe(2)
  })

  it('reads error_info where errors are texts for the older page', async () => {
    const { client } = clientOf(() =>
      jsonResponse({ ok: false, error: 'start: is missing', error_info: envelope.error }, 400),
    )
    expect(await failureOf(unwrap(client.GET('/packs'), baseUrl))).toMatchObject({
      code: 'INVALID_PARAM',
      next: 'give start',
    })
  })
})

describe('a verdict', () => {
  it('is not healthy, with each error as a failed check', async () => {
    const body = await unwrap(clientAnswering('healthz.no-key').GET('/healthz'), baseUrl)
    expect(body).toMatchObject({ ok: true, healthy: false })
    expect(body.checks.daily_bars).toEqual({
      status: 'error',
      message: 'POLYGON_API_KEY (or ZE_POLYGON_API_KEY) is not set.',
    })
    expect(body.checks.polygon_api_key).toEqual({ status: 'warn', value: false })
    expect(body.checks.routers).toEqual({
      status: 'warn',
      value: 19,
      message: 'not loaded: api.routers.training',
    })
  })

  it('never shows a vendor key that stood in an address', async () => {
    const body = await unwrap(clientAnswering('healthz.key-leak').GET('/healthz'), baseUrl)
    expect(body.errors.daily_bars).toContain('apiKey=********')
  })

  it('is healthy when the earlier backend says ok', async () => {
    const body = await unwrap(clientAnswering('healthz.ok').GET('/healthz'), baseUrl)
    expect(body).toMatchObject({
      healthy: true,
      checks: { db_ok: { status: 'ok', value: true } },
      errors: {},
    })
  })

  it.each([
    ['validate_policy', true, []],
    ['validate_policy.missing', false, [/missing policy/]],
    ['policy_explain.guard-errors', false, [/atr_mult_stop/, /min_rr/, /target_delta/, /min_oi/]],
  ])('tells whether a policy is valid: %s', async (name, valid, errors) => {
    const body = await unwrap(clientAnswering(name).GET('/policy/explain', model), baseUrl)
    expect(body.valid).toBe(valid)
    expect(body.errors).toEqual(errors.map((pattern) => expect.stringMatching(pattern)))
  })

  it('tells whether a preview passed its checks', async () => {
    const body = await unwrap(
      clientAnswering('preview_matrix.ok').POST('/matrix/preview', { body: window }),
      baseUrl,
    )
    expect(body).toMatchObject({ ok: true, rows: 70, qa: { ok: true }, leakage_flags: [], nan_pct: 0 })
  })

  it('is a failure all the same when an error stands beside ok: false', async () => {
    const preview = unwrap(
      clientAnswering('preview_matrix.missing-policy').POST('/matrix/preview', { body: window }),
      baseUrl,
    )
    expect(await failureOf(preview)).toBeInstanceOf(BackendFailure)
  })

  it('passes unchanged when Sigma gave it', async () => {
    const answer = { ok: true, healthy: false, checks: { db: { status: 'error' } }, errors: { db: 'gone' } }
    const { client } = clientOf(() => jsonResponse(answer))
    expect(await unwrap(client.GET('/healthz'), baseUrl)).toEqual(answer)
  })
})

describe('lists of the earlier backend', () => {
  it('get rows and a total', async () => {
    const body = await unwrap(clientAnswering('models.list').GET('/models'), baseUrl)
    expect(body).toMatchObject({
      total: 8,
      next_offset: null,
      rows: { length: 8, 0: { id: 'gbm_0dte', pack_id: 'zerosigma' } },
    })
  })
})

describe('no answer', () => {
  it('is unreachable, with the innermost reason', async () => {
    const { client } = clientOf(() => {
      throw new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED 127.0.0.1:1') })
    })
    const failure = await failureOf(unwrap(client.GET('/health'), baseUrl))
    expect(failure).toBeInstanceOf(BackendUnreachable)
    expect(failure.message).toBe(
      'no backend answers at http://backend.test: connect ECONNREFUSED 127.0.0.1:1',
    )
    expect(exitCodeOf(failure)).toBe(3)
  })

  it('in time is told as such', async () => {
    const { client } = clientOf(() => {
      throw new DOMException('The operation was aborted due to timeout', 'TimeoutError')
    })
    expect(await failureOf(unwrap(client.GET('/health'), baseUrl))).toMatchObject({
      code: 'TIMEOUT',
      message: 'no answer from http://backend.test in time',
    })
  })

  it('that is a page instead of JSON names the address', async () => {
    const { client } = clientOf(() => new Response('<html></html>'))
    const failure = await failureOf(unwrap(client.GET('/health'), baseUrl))
    expect(failure.message).toBe('http://backend.test answered something else than JSON')
  })

  it('because of a fault of ours stays that fault', async () => {
    const bug = new TypeError('x is not a function')
    const { client } = clientOf(() => {
      throw bug
    })
    await expect(unwrap(client.GET('/health'), baseUrl)).rejects.toBe(bug)
  })
})
