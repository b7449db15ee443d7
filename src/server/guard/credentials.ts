import type { IncomingHttpHeaders } from 'node:http'

/**
 * The token of a request: of `Authorization: Bearer` or `X-Admin-Token`. A browser that was asked for a password sends it
 * with whatever a page has it ask for, so that its token serves for looking only.
 */
export function tokenOf(headers: IncomingHttpHeaders, isRead: boolean): string | undefined {
  const { authorization } = headers
  const admin = headers['x-admin-token']
  if (typeof admin === 'string' && admin !== '') return admin
  const [, scheme, value] = /^(\w+) +(\S+)$/.exec(authorization ?? '') ?? []
  if (scheme?.toLowerCase() === 'bearer') return value
  if (scheme?.toLowerCase() === 'basic' && isRead) return passwordOf(value)
  return undefined
}

/** RFC 7617: the name goes to the first colon. */
function passwordOf(credentials: string): string | undefined {
  const text = Buffer.from(credentials, 'base64').toString('utf8')
  const colon = text.indexOf(':')
  return colon === -1 ? undefined : text.slice(colon + 1)
}
