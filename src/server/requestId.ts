import type { IncomingHttpHeaders } from 'node:http'
import { v7 as uuid } from 'uuid'

/** What ids are made of: nothing that would break a line, a header or a query. */
const wellFormed = /^[\w.:@=+/-]{1,128}$/

/** The id that a caller gave its request, else a new one. */
export function requestIdOf(headers: IncomingHttpHeaders): string {
  const given = headers['x-request-id']
  return typeof given === 'string' && wellFormed.test(given) ? given : uuid()
}
