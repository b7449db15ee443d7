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
}
