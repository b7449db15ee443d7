import { z } from 'zod'
import { SigmaError } from '../../core/errors.ts'
import { brokenFailure, type Reply, retryAfter, shapeFailure, statusFailure } from './failures.ts'
import { rateLimit, slots } from './limits.ts'
import { requestText, requestUrl, type VendorRequest } from './request.ts'

export type Fetch = (url: URL, init: RequestInit) => Promise<Response>

export interface ClientParts {
  apiKey: string
  baseUrl: URL
  requestsPerMinute: number | undefined
  fetch: Fetch
  now: () => number
  sleep: (milliseconds: number) => Promise<void>
  /** From 0 (included) to 1 (excluded). */
  random: () => number
  /** A request with its answer takes at most so long. */
  timeoutMs: number
  log: (message: string) => void
}

/** All pages of an answer, joined. `delayed`: the plan shows data of some 15 minutes ago. */
interface Answer {
  rows: unknown[]
  delayed: boolean
}

export interface PolygonClient {
  /** `firstPageOnly`: what else there is, is not wanted, as where the last quote is asked for. */
  get(request: VendorRequest, options?: { firstPageOnly?: boolean }): Promise<Answer>
}

const tries = 4
const firstPauseMs = 500
const longestPauseMs = 20_000
/** A vendor that asks for more is not waited for: the user can run again later. */
const longestRetryAfterMs = 120_000
const atOnce = 8
const maxPages = 500

const envelopeShape = z.object({
  status: z.string(),
  results: z.array(z.unknown()).nullish(),
  next_url: z.string().nullish(),
  error: z.string().optional(),
  message: z.string().optional(),
})

/**
 * Asks Polygon's REST interface, at most 8 requests at a time. The key is sent as a bearer token and appears nowhere
 * else. Too many requests, server faults, and answers that break off are tried again, 4 times in all, after a random
 * share of a pause that doubles. What stays wrong is a SigmaError that names the request: UNAUTHORIZED (401), FORBIDDEN
 * (403), NOT_FOUND (404), RATE_LIMITED (429), UNAVAILABLE, TIMEOUT, UNPROCESSABLE (anything that is not as documented).
 */
export function polygonClient(parts: ClientParts): PolygonClient {
  const pace = rateLimit({ perMinute: parts.requestsPerMinute, now: parts.now, sleep: parts.sleep })
  const inSlot = slots(atOnce)

  async function bodyOf(url: URL, request: string): Promise<unknown> {
    for (let attempt = 1; ; attempt++) {
      const reply = await inSlot(async () => {
        await pace.turn()
        return tryOnce(parts, url, request)
      })
      if ('body' in reply) return reply.body
      const told = reply.retryAfterMs ?? 0
      if (!reply.again || attempt === tries || told > longestRetryAfterMs)
        throw withTries(reply.failure, attempt)
      pace.pause(told)
      const pause = told + parts.random() * Math.min(longestPauseMs, firstPauseMs * 2 ** (attempt - 1))
      parts.log(`${reply.failure.message}; trying again in ${Math.ceil(pause)} ms`)
      await parts.sleep(pause)
    }
  }

  return {
    async get(request, { firstPageOnly = false } = {}) {
      const name = requestText(request)
      const rows: unknown[] = []
      const seen = new Set<string>()
      let delayed = false
      let url: URL | undefined = requestUrl(parts.baseUrl, request)
      while (url !== undefined) {
        if (seen.has(url.href)) throw shapeFailure(name, `page ${seen.size} leads back to an earlier page`)
        if (seen.size === maxPages) throw shapeFailure(name, `more than ${maxPages} pages`)
        seen.add(url.href)
        const envelope = readEnvelope(await bodyOf(url, name), name)
        for (const row of envelope.results ?? []) rows.push(row)
        delayed ||= envelope.status === 'DELAYED'
        url = firstPageOnly ? undefined : nextPage(envelope.next_url, parts.baseUrl, name)
      }
      return { rows, delayed }
    },
  }
}

async function tryOnce(parts: ClientParts, url: URL, request: string): Promise<Reply> {
  const redact = (text: string) => text.replaceAll(parts.apiKey, '***')
  try {
    const response = await parts.fetch(url, {
      headers: { accept: 'application/json', authorization: `Bearer ${parts.apiKey}` },
      // A redirect could carry the key to another host.
      redirect: 'manual',
      signal: AbortSignal.timeout(parts.timeoutMs),
    })
    const text = await response.text()
    const json = parseJson(text)
    if (response.status !== 200) {
      return statusFailure(request, {
        status: response.status,
        said: redact(saidIn(json)),
        retryAfterMs: retryAfter(response.headers.get('retry-after'), parts.now()),
      })
    }
    return json !== undefined
      ? { body: json }
      : brokenFailure(request, { reason: `${text.length} characters that are no JSON`, timedOut: false })
  } catch (error) {
    const timedOut = error instanceof Error && error.name === 'TimeoutError'
    const reason = timedOut ? `none within ${parts.timeoutMs / 1000} s` : reasonOf(error)
    return brokenFailure(request, { reason: redact(reason), timedOut })
  }
}

/** `fetch` says "fetch failed", and hides why in its cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error && error.cause.message !== '' ? error.cause.message : error.message
}

/** The reason that the vendor gives in the body of a failure. Anything but its JSON is left out. */
function saidIn(body: unknown): string {
  const said = z.object({ error: z.string().optional(), message: z.string().optional() }).safeParse(body)
  return (said.data?.error ?? said.data?.message ?? '').slice(0, 300)
}

/** Undefined for what is no JSON, which is never the value of JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function readEnvelope(body: unknown, request: string) {
  const read = envelopeShape.safeParse(body)
  if (!read.success) throw shapeFailure(request, firstIssue(read.error))
  const { status, error, message } = read.data
  if (status !== 'OK' && status !== 'DELAYED') {
    throw shapeFailure(request, `status ${status}, ${error ?? message ?? 'without a reason'}`)
  }
  return read.data
}

/** Where and how data differs from its shape, such as `results.3.c: expected number, received string`. */
export function firstIssue(error: z.ZodError): string {
  const [issue] = error.issues
  const place = issue.path.length === 0 ? 'the answer' : issue.path.join('.')
  return `${place}: ${issue.message.replace(/^Invalid input: /, '')}`
}

/** Pages are only followed at the base URL's own host: anywhere else the key would be given away. */
function nextPage(address: string | null | undefined, baseUrl: URL, request: string): URL | undefined {
  if (address === null || address === undefined || address === '') return undefined
  if (!URL.canParse(address)) throw shapeFailure(request, 'next_url is no address')
  const url = new URL(address)
  if (url.origin !== baseUrl.origin) {
    throw shapeFailure(request, `its next page is at ${url.origin}, expected ${baseUrl.origin}`)
  }
  url.searchParams.delete('apiKey')
  return url
}

function withTries(failure: SigmaError, attempts: number): SigmaError {
  if (attempts === 1) return failure
  return new SigmaError(failure.code, `${failure.message}; tried ${attempts} times`, {
    details: { ...failure.details, tries: attempts },
    next: failure.next,
  })
}
