import { createHmac } from 'node:crypto'

/** A message as Standard Webhooks sends it. */
interface Message {
  id: string
  body: string
  /** When it is sent. */
  at: Date
}

/**
 * How one try ended: `again` says whether another may help, and after how many milliseconds at least; `isCut`, that the
 * receiver was not given its time.
 */
export type Delivery =
  | { ok: true }
  | { ok: false; again: boolean; waitMs?: number; error: string; isCut?: boolean }

/** A receiver is to take a message at once, and to work on it later. */
const patienceMs = 10_000

/** What a receiver says it wants to wait, within reason. */
const longestWaitMs = 3_600_000

/**
 * The headers by which a receiver knows who sent a message, that it is new and which one it is: those of Standard Webhooks
 * 1.0.0, with HMAC-SHA256 over `id.seconds.body`.
 *
 * @param secret `whsec_` and the key in base64
 */
export function signedHeaders({ id, body, at }: Message, secret: string): Record<string, string> {
  const seconds = String(Math.floor(at.getTime() / 1000))
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  const signature = createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64')
  return { 'webhook-id': id, 'webhook-timestamp': seconds, 'webhook-signature': `v1,${signature}` }
}

/** Sends a message once. Redirects are not followed: the address is the one that was set. */
export async function deliver(
  url: string,
  message: Message,
  { secret, agent, signal }: { secret: string; agent: string; signal: AbortSignal },
): Promise<Delivery> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'user-agent': agent,
        ...signedHeaders(message, secret),
      },
      body: message.body,
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]),
    })
    // What it says is not read.
    await answer.body?.cancel()
    return deliveryOf(answer.status, answer.headers.get('retry-after'))
  } catch (error) {
    return { ok: false, again: true, error: reasonOf(error), isCut: isAbort(error) }
  }
}

/** @param retryAfter seconds or a date, as RFC 9110 has it */
function deliveryOf(status: number, retryAfter: string | null): Delivery {
  if (status >= 200 && status < 300) return { ok: true }
  const again = status >= 500 || status === 408 || status === 425 || status === 429
  const wait = waitOf(retryAfter)
  return { ok: false, again, ...(wait > 0 && { waitMs: wait }), error: `it answered ${status}` }
}

function waitOf(retryAfter: string | null): number {
  if (retryAfter === null) return 0
  const ms = /^\d+$/.test(retryAfter) ? Number(retryAfter) * 1000 : Date.parse(retryAfter) - Date.now()
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), longestWaitMs) : 0
}

const isAbort = (error: unknown): boolean => error instanceof Error && error.name === 'AbortError'

/** Never the address, which may have a secret in its path. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'it failed'
  if (error.name === 'TimeoutError') return `it did not answer within ${patienceMs / 1000} seconds`
  if (isAbort(error)) return 'the process ended meanwhile'
  const { cause } = error
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
  return typeof code === 'string' ? `it can't be reached: ${code}` : "it can't be reached"
}
