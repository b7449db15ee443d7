import { z } from 'zod'
import { define, flag } from './settingDefinition.ts'

const name = z
  .string()
  .regex(/^[a-z0-9.-]+$|^\[[0-9a-f:]+\]$/i, 'expected a name or an address, without a port')
const origin = z
  .url({ protocol: /^https?$/ })
  .refine(
    (url) => new URL(url).origin === url,
    'expected an origin such as https://desk.example, and no path',
  )
const list = (one: z.ZodType<string, string>) =>
  z.union([
    z.array(one),
    z
      .string()
      .transform((text) => text.split(',').filter(Boolean))
      .pipe(z.array(one)),
  ])

/** Who may call a server. */
export const guardSettings = {
  auth: define<boolean | undefined>({
    env: ['SIGMA_AUTH'],
    yaml: 'server.auth',
    schema: flag.optional(),
    fallback: undefined,
    use: 'whether each request needs a token (default: unless the address is loopback)',
  }),
  admin_token: define<string | undefined>({
    env: ['SIGMA_ADMIN_TOKEN', 'ADMIN_TOKEN'],
    schema: z.string().min(16, 'expected at least 16 characters').optional(),
    fallback: undefined,
    secret: true,
    use: 'token that may do everything; where it is set, administration needs one on loopback too',
  }),
  hosts: define<string[]>({
    env: ['SIGMA_HOSTS'],
    yaml: 'server.hosts',
    schema: list(name),
    fallback: [],
    use: 'names that the server is called by beside loopback, comma-separated',
  }),
  origins: define<string[]>({
    env: ['SIGMA_ORIGINS'],
    yaml: 'server.origins',
    schema: list(origin),
    fallback: [],
    use: 'origins of web pages that may call the server, comma-separated',
  }),
  rate_limit: define<boolean | undefined>({
    env: ['SIGMA_RATE_LIMIT', 'RATELIMIT_ENABLED'],
    yaml: 'server.rate_limit.enabled',
    schema: flag.optional(),
    fallback: undefined,
    use: 'whether requests are limited (default: unless the address is loopback)',
  }),
  rate_limit_per_minute: define<number>({
    env: ['SIGMA_RATE_LIMIT_PER_MINUTE', 'RATELIMIT_PER_MIN'],
    yaml: 'server.rate_limit.per_minute',
    schema: z.coerce.number().int().min(1).max(1_000_000),
    fallback: 120,
    use: 'requests of a token, or without one of an address, in a minute',
  }),
  streams_at_once: define<number>({
    env: ['SIGMA_STREAMS_AT_ONCE'],
    yaml: 'server.streams_at_once',
    schema: z.coerce.number().int().min(1).max(10_000),
    fallback: 20,
    use: 'streams of events that a token, or an address, may hold open',
  }),
}
