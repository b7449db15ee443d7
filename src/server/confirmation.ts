import { SigmaError } from '../core/errors.ts'
import { sha256OfJson } from '../core/lineage/canonicalJson.ts'
import type { ServedRequest } from './route.ts'

/**
 * Has the sender say twice what is not undone by asking again: the second time with a text that belongs to this request
 * alone, so that a confirmation never serves another one.
 *
 * @throws CONFLICT with the text to send, when it is missing or of another request
 */
export function requireConfirmation(
  { method, url, body, headers }: Pick<ServedRequest, 'method' | 'url' | 'body' | 'headers'>,
  what: string,
): void {
  const confirmation = sha256OfJson({ method, url, body: body ?? null }).slice(0, 12)
  if (headers['x-confirmation'] === confirmation) return
  throw new SigmaError('CONFLICT', `${what} has to be confirmed`, {
    details: { confirmation },
    next: `send the same request again with the header X-Confirmation: ${confirmation} (sigma api: --confirm ${confirmation})`,
  })
}
