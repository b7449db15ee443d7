import { SigmaError } from '../../core/errors.ts'
import { hidden, maskText } from '../../core/masking.ts'
import type { ModelChoice } from '../../services/modelChoice.ts'

/**
 * What a provider or its client failed with, in a sentence of our own: theirs may quote the key, or be an order to whoever
 * reads it. Its beginning is kept as the cause, for the log.
 */
export function providerFailure(error: unknown, { provider, key }: ModelChoice): SigmaError {
  if (error instanceof SigmaError) return error
  const status = statusOf(error)
  const [what, next] = status === undefined ? withoutStatus(error) : ofStatus(status)
  return new SigmaError('UNAVAILABLE', `the model's provider ${what}`, {
    next,
    details: { provider, ...(status !== undefined && { status }) },
    cause: new Error(shown(error, key)),
  })
}

/** A stream that ends before the model is done. */
export const brokenOff = (): SigmaError =>
  new SigmaError('UNAVAILABLE', "the model's provider broke off in the middle of its answer", {
    next: `ask again; where it stays so, ${checkAddress}`,
  })

const mostShown = 300
const checkAddress = 'check SIGMA_ASSISTANT_PROVIDER and SIGMA_ASSISTANT_BASE_URL'

function ofStatus(status: number): [string, string] {
  if (status === 401 || status === 403)
    return [`does not accept the key (${status})`, 'check SIGMA_ASSISTANT_API_KEY, and what the key may do']
  if (status === 404)
    return ['has no such model or address (404)', `check SIGMA_ASSISTANT_MODEL; ${checkAddress}`]
  if (status === 429)
    return ['takes no more requests for now (429)', 'wait, or look at the limits of the key']
  if (status >= 300 && status < 400)
    return [`sends elsewhere (${status}), which is not followed`, checkAddress]
  if (status >= 500) return [`has a failure of its own (${status})`, 'ask again later']
  return [
    `refused the request (${status})`,
    'check that SIGMA_ASSISTANT_MODEL can call tools; the log has its reason',
  ]
}

function withoutStatus(error: unknown): [string, string] {
  const code = codeOf(error)
  if (code !== undefined) return [`can't be reached: ${code}`, checkAddress]
  return ["sent what can't be understood", checkAddress]
}

function statusOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('status' in error)) return undefined
  return typeof error.status === 'number' ? error.status : undefined
}

/** That of the system for a connection that failed, found among the causes of an error. */
function codeOf(error: unknown): string | undefined {
  for (let one = error; one instanceof Error; one = one.cause) {
    if ('code' in one && typeof one.code === 'string' && /^(E[A-Z]|UND_ERR|CERT|SELF_SIGNED)/.test(one.code))
      return one.code
  }
  return undefined
}

function shown(error: unknown, key: string): string {
  const text = error instanceof Error ? error.message : String(error)
  return maskText(text.replaceAll(key, hidden)).slice(0, mostShown)
}
