import { invalidParam } from '../core/errors.ts'
import { isLoopback } from '../server/guard/addresses.ts'

interface ReceiverSettings {
  notify_url: string | undefined
  notify_allow_http: boolean
}

/** What is wrong with the address that is set; undefined where nothing is. */
export function receiverFault({
  notify_url: url,
  notify_allow_http: http,
}: ReceiverSettings): string | undefined {
  if (url === undefined || http) return undefined
  const { protocol, hostname } = new URL(url)
  if (protocol === 'https:' || isLoopback(hostname.replaceAll(/[[\]]/g, ''))) return undefined
  return 'is http: on another machine, so that others could read and change what is told; notify.allow_http takes it'
}

/** @throws INVALID_PARAM for an address that is not to be sent to */
export function checkReceiver(settings: ReceiverSettings): void {
  const issue = receiverFault(settings)
  if (issue !== undefined) throw invalidParam([{ field: 'notify.url', issue }])
}

/** The address without what may be secret in it. */
export function shownReceiver(url: string): string {
  const { origin, pathname, search } = new URL(url)
  return pathname === '/' && search === '' ? origin : `${origin}/…`
}
