import { SigmaError } from '../../core/errors.ts'

const loopback: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]'])

/** Whether an address that a server is to bind is reached from this machine alone. */
export function isLoopback(address: string): boolean {
  return loopback.has(address) || address === '::1' || /^127(\.\d{1,3}){3}$/.test(address)
}

export interface Addresses {
  /** Names that requests may call the server by, without a port; null where any is good. */
  hosts: ReadonlySet<string> | null
  /** Origins of web pages beside the server's own that may call it, as `https://desk.example`. */
  origins: ReadonlySet<string>
}

/**
 * The addresses of a server. A name that leads a browser to a server of this machine (DNS rebinding) is none of its
 * own: a page that was loaded from there could read all of its answers. Of a server that others reach, tokens keep such
 * a page out, whatever it is called.
 */
export function addressesOf(bound: string, settings: { hosts: string[]; origins: string[] }): Addresses {
  const named = settings.hosts.map((host) => host.toLowerCase())
  const own = bound.includes(':') ? `[${bound}]` : bound
  return {
    hosts: isLoopback(bound) || named.length > 0 ? new Set([...loopback, own.toLowerCase(), ...named]) : null,
    origins: new Set(settings.origins),
  }
}

interface CallHeaders {
  host?: string | undefined
  origin?: string | undefined
  'sec-fetch-site'?: string | string[] | undefined
}

/**
 * Refuses a request that a web page of elsewhere makes a browser send.
 *
 * @throws FORBIDDEN saying which setting allows it
 */
export function refuseForeignPages(
  { hosts, origins }: Addresses,
  headers: CallHeaders,
  isRead: boolean,
): void {
  const { host = '', origin } = headers
  if (hosts && !hosts.has(nameOf(host))) {
    throw new SigmaError('FORBIDDEN', `this server is not called ${JSON.stringify(host.slice(0, 200))}`, {
      next: 'call it by its address, or name it under server.hosts (SIGMA_HOSTS)',
    })
  }
  const isOwn = origin === undefined || origin === `http://${host}` || origin === `https://${host}`
  if (!isOwn && !origins.has(origin)) {
    throw new SigmaError(
      'FORBIDDEN',
      `a page of ${JSON.stringify(origin.slice(0, 200))} may not call this server`,
      {
        next: 'name its origin under server.origins (SIGMA_ORIGINS) if it is yours',
      },
    )
  }
  // An older form of a page sends no origin. A link that is followed is such a read, and shows nothing to the page.
  if (origin === undefined && !isRead && headers['sec-fetch-site'] === 'cross-site') {
    throw new SigmaError('FORBIDDEN', 'a page of another site may not call this server', {
      next: 'name its origin under server.origins (SIGMA_ORIGINS) if it is yours',
    })
  }
}

/** The name of a Host header, without the port. */
function nameOf(host: string): string {
  return host.toLowerCase().replace(/:\d+$/, '')
}
