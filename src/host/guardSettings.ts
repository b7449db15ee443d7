import { define } from './settingDefinition.ts'
import { flag, number, type Reader, text, wholeNumber } from './settingReaders.ts'

const isName = (value: string): boolean => /^[a-z0-9.-]+$|^\[[0-9a-f:]+\]$/i.test(value)
const isOrigin = (value: string): boolean =>
  /^https?:/.test(value) && URL.canParse(value) && new URL(value).origin === value

/** A list of texts, or a text of them with commas between. */
function list(isOne: (value: string) => boolean, what: string): Reader<string[]> {
  return (value) => {
    const all: unknown[] = typeof value === 'string' ? textsOf(value) : [value].flat()
    const good = all.filter((one): one is string => typeof one === 'string' && isOne(one))
    if (good.length === all.length) return { value: good }
    return {
      issue: `expected ${what}, got ${JSON.stringify(all.find((one) => !good.some((each) => each === one)))}`,
    }
  }
}

const textsOf = (value: string): string[] =>
  value
    .split(',')
    .map((one) => one.trim())
    .filter(Boolean)

/** Who may call a server. */
export const guardSettings = {
  auth: define<boolean | undefined>({
    env: ['SIGMA_AUTH'],
    yaml: 'server.auth',
    read: flag,
    fallback: undefined,
    use: 'whether each request needs a token (default: unless the address is loopback)',
  }),
  admin_token: define<string | undefined>({
    env: ['SIGMA_ADMIN_TOKEN', 'ADMIN_TOKEN'],
    read: text,
    fallback: undefined,
    secret: true,
    use: 'token that may do everything; where it is set, administration needs one on loopback too',
  }),
  hosts: define<string[]>({
    env: ['SIGMA_HOSTS'],
    yaml: 'server.hosts',
    read: list(isName, 'a name or an address, without a port'),
    fallback: [],
    use: 'names that the server is called by beside loopback, comma-separated',
  }),
  origins: define<string[]>({
    env: ['SIGMA_ORIGINS'],
    yaml: 'server.origins',
    read: list(isOrigin, 'an origin such as https://desk.example, and no path'),
    fallback: [],
    use: 'origins of web pages that may call the server, comma-separated',
  }),
  request_seconds: define<number>({
    env: ['SIGMA_REQUEST_SECONDS'],
    yaml: 'server.request_seconds',
    read: number(0.1, 3600),
    fallback: 30,
    use: 'seconds that a request may take to come whole',
  }),
  grace_seconds: define<number>({
    env: ['SIGMA_GRACE_SECONDS'],
    yaml: 'server.grace_seconds',
    read: number(0, 3600),
    fallback: 8,
    use: 'seconds that a server which is to stop has for open requests and jobs',
  }),
  rate_limit: define<boolean | undefined>({
    env: ['SIGMA_RATE_LIMIT', 'RATELIMIT_ENABLED'],
    yaml: 'server.rate_limit.enabled',
    read: flag,
    fallback: undefined,
    use: 'whether requests are limited (default: unless the address is loopback)',
  }),
  rate_limit_per_minute: define<number>({
    env: ['SIGMA_RATE_LIMIT_PER_MINUTE', 'RATELIMIT_PER_MIN'],
    yaml: 'server.rate_limit.per_minute',
    read: wholeNumber(1, 1_000_000),
    fallback: 120,
    use: 'requests of a token, or without one of an address, in a minute',
  }),
  streams_at_once: define<number>({
    env: ['SIGMA_STREAMS_AT_ONCE'],
    yaml: 'server.streams_at_once',
    read: wholeNumber(1, 10_000),
    fallback: 20,
    use: 'streams of events that a token, or an address, may hold open',
  }),
}
