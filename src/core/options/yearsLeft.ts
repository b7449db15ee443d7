import { closeMinute } from '../calendar/index.ts'
import { sessionInstant } from '../calendar/newYorkTime.ts'

const yearMs = 365 * 86_400_000

/**
 * Calendar years of 365 days from a time to the close of the session of an expiry; negative once that is past.
 *
 * @param expiry days since 1970-01-01
 * @param ts milliseconds since 1970-01-01 UTC
 */
export function yearsLeft(expiry: number, ts: number): number {
  return (sessionInstant(expiry, closeMinute(expiry)) - ts) / yearMs
}
