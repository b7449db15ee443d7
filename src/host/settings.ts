import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { type FieldError, invalidParam, SigmaError } from '../core/errors.ts'
import { didYouMean } from '../core/nearest.ts'
import { withoutPassword } from '../store/target.ts'
import { assistantSettings } from './assistantSettings.ts'
import { guardSettings } from './guardSettings.ts'
import { languageModelSettings } from './languageModelSettings.ts'
import { logSettings } from './logSettings.ts'
import { memorySettings } from './memorySettings.ts'
import { notifySettings } from './notifySettings.ts'
import { quotaSettings } from './quotaSettings.ts'
import { s3Settings } from './s3Settings.ts'
import { type Definition, define } from './settingDefinition.ts'
import {
  address,
  flag,
  folders,
  number,
  oneOf,
  type Reader,
  text,
  wholeNumber,
  withoutCredentials,
} from './settingReaders.ts'

const httpAddress = address(/^https?:\/\//i)

const backend: Reader<string> = withoutCredentials(
  httpAddress,
  'leave them out, and keep a token with sigma login or in SIGMA_TOKEN',
)

const definitions = {
  base_url: define<string | undefined>({
    env: ['SIGMA_BASE_URL', 'BASE_URL'],
    yaml: 'base_url',
    read: backend,
    fallback: undefined,
    use: 'backend that the commands call',
  }),
  token: define<string | undefined>({
    env: ['SIGMA_TOKEN'],
    read: text,
    fallback: undefined,
    secret: true,
    use: 'bearer token for the backend',
  }),
  product_dir: define<string | undefined>({
    env: ['SIGMA_PRODUCT_DIR', 'PRODUCT_DIR'],
    read: text,
    fallback: undefined,
    use: 'workspace when --workspace is not given',
  }),
  packs_dir: define<string | undefined>({
    env: ['SIGMA_PACKS_DIR', 'PACKS_DIR'],
    yaml: 'packs_dir',
    read: text,
    fallback: undefined,
    use: 'packs of the workspace (default: packs/)',
  }),
  host: define<string>({
    env: ['SIGMA_HOST', 'UVICORN_HOST'],
    yaml: 'server.host',
    read: text,
    fallback: '127.0.0.1',
    use: 'address that sigma serve binds',
  }),
  port: define<number>({
    env: ['SIGMA_PORT', 'UVICORN_PORT'],
    yaml: 'server.port',
    read: wholeNumber(0, 65_535),
    fallback: 8001,
    use: 'port that sigma serve binds',
  }),
  jobs: define<'local' | 'pgboss'>({
    env: ['SIGMA_JOBS'],
    yaml: 'jobs',
    read: oneOf(['local', 'pgboss']),
    fallback: 'local',
    use: 'who does builds, fits, backtests and sweeps: this process, or workers by a queue in PostgreSQL',
  }),
  threads: define<number | undefined>({
    env: ['SIGMA_THREADS'],
    yaml: 'threads',
    read: wholeNumber(1, 256),
    fallback: undefined,
    use: 'worker threads for fits (default: the cores)',
  }),
  data_roots: define<string[]>({
    env: ['SIGMA_DATA_ROOTS'],
    yaml: 'data.roots',
    read: folders,
    fallback: [],
    use: 'folders outside the workspace that inputs may come from',
  }),
  legacy_errors: define<boolean>({
    env: ['SIGMA_LEGACY_ERRORS'],
    yaml: 'legacy.errors',
    read: flag,
    fallback: false,
    use: 'errors as text, for the existing web page',
  }),
  polygon_api_key: define<string | undefined>({
    env: ['POLYGON_API_KEY', 'ZE_POLYGON_API_KEY'],
    read: text,
    fallback: undefined,
    secret: true,
    use: 'key for the polygon source',
  }),
  polygon_url: define<string>({
    env: ['SIGMA_POLYGON_URL'],
    yaml: 'polygon.url',
    read: httpAddress,
    fallback: 'https://api.polygon.io',
    use: 'where the polygon source asks',
  }),
  polygon_requests_per_minute: define<number | undefined>({
    env: ['SIGMA_POLYGON_REQUESTS_PER_MINUTE'],
    yaml: 'polygon.requests_per_minute',
    read: wholeNumber(1),
    fallback: undefined,
    use: 'what the plan of the polygon key allows (default: no limit)',
  }),
  polygon_verbose: define<boolean>({
    env: ['POLYGON_VERBOSE'],
    read: flag,
    fallback: false,
    use: 'tell each request and retry of the polygon source',
  }),
  database_url: define<string | undefined>({
    env: ['SIGMA_DATABASE_URL', 'DATABASE_URL'],
    read: address(/^postgres(ql)?:/i),
    fallback: undefined,
    show: (url) => (url === undefined ? undefined : withoutPassword(url)),
    use: 'PostgreSQL database for the store (default: .sigma/sigma.db)',
  }),
  db_host: define<string | undefined>({
    env: ['DB_HOST'],
    yaml: 'database.host',
    read: text,
    fallback: undefined,
    use: 'host of the PostgreSQL server, instead of an address',
  }),
  db_port: define<number | undefined>({
    env: ['DB_PORT'],
    yaml: 'database.port',
    read: wholeNumber(1, 65_535),
    fallback: undefined,
    use: 'port of the PostgreSQL server',
  }),
  db_name: define<string | undefined>({
    env: ['DB_NAME', 'DB_DATABASE'],
    yaml: 'database.name',
    read: text,
    fallback: undefined,
    use: 'database on the PostgreSQL server',
  }),
  db_user: define<string | undefined>({
    env: ['DB_USER'],
    yaml: 'database.user',
    read: text,
    fallback: undefined,
    use: 'user of the PostgreSQL database',
  }),
  db_password: define<string | undefined>({
    env: ['DB_PASSWORD'],
    read: text,
    fallback: undefined,
    secret: true,
    use: 'password of the PostgreSQL user',
  }),
  db_schema: define<string | undefined>({
    env: ['DB_SCHEMA'],
    yaml: 'database.schema',
    read: text,
    fallback: undefined,
    use: "schema that the tables are in (default: the user's first)",
  }),
  store_retry_seconds: define<number>({
    env: ['SIGMA_STORE_RETRY_SECONDS'],
    yaml: 'database.retry_seconds',
    read: number(0, 3600),
    fallback: 30,
    use: 'seconds that a lost connection to PostgreSQL is tried again',
  }),
  cache_dir: define<string | undefined>({
    env: ['SIGMA_CACHE_DIR'],
    yaml: 'data.cache',
    read: text,
    fallback: undefined,
    use: 'where answers of sources are kept (default: .sigma/cache)',
  }),
  indicators_cache_ttl: define<number>({
    env: ['INDICATORS_CACHE_TTL'],
    read: number(0),
    fallback: 300,
    use: 'seconds that clients may keep the list of indicators',
  }),
  ...assistantSettings,
  ...languageModelSettings,
  ...guardSettings,
  ...logSettings,
  ...memorySettings,
  ...notifySettings,
  ...quotaSettings,
  ...s3Settings,
}

export type SettingName = keyof typeof definitions
export type Settings = { [Name in SettingName]: (typeof definitions)[Name]['fallback'] }

interface EffectiveSetting {
  name: string
  value: unknown
  /** `flag`, the environment variable's name, a file's path, or `default`. */
  origin: string
  use: string
}

export interface ReadSettings {
  settings: Settings
  effective: EffectiveSetting[]
}

/** The environment variables that a setting is read from; the first one that is set wins. */
export const variablesOf = (name: SettingName): readonly string[] => definitions[name].env

/**
 * Reads every setting once: flag, then environment, then the workspace's sigma.yaml, then the user's
 * configuration (XDG), then the default. Lists every fault in one INVALID_PARAM.
 */
export async function readSettings(options: {
  workspace: string
  env: NodeJS.ProcessEnv
  flags?: Partial<Record<SettingName, unknown>>
}): Promise<ReadSettings> {
  const faults: FieldError[] = []
  const files: { path: string; values: Map<string, unknown> }[] = []
  for (const path of [join(options.workspace, 'sigma.yaml'), userConfigPath(options.env)]) {
    files.push({ path, values: await readYamlSettings(path, faults) })
  }
  const values: Partial<Record<SettingName, unknown>> = {}
  const effective: EffectiveSetting[] = []
  for (const name of Object.keys(definitions) as SettingName[]) {
    const definition: Definition<unknown> = definitions[name]
    const found = find(name, definition, options, files)
    const read = found.origin === 'default' ? { value: found.value } : definition.read(found.value)
    if ('value' in read) {
      values[name] = read.value
      const shown = shownValue(definition, read.value)
      effective.push({
        name: definition.yaml ?? name,
        value: shown ?? null,
        origin: found.origin,
        use: definition.use,
      })
    } else {
      const field = found.origin === 'flag' ? `--${name.replaceAll('_', '-')}` : found.origin
      faults.push({ field, issue: read.issue })
    }
  }
  if (faults.length > 0)
    throw invalidParam(faults, { next: 'mend these settings; sigma config shows where each comes from' })
  return { settings: values as Settings, effective }
}

function shownValue({ secret, show }: Definition<unknown>, value: unknown): unknown {
  if (show) return show(value)
  return secret && value !== undefined ? '********' : value
}

function find(
  name: SettingName,
  definition: Definition<unknown>,
  { env, flags = {} }: { env: NodeJS.ProcessEnv; flags?: Partial<Record<SettingName, unknown>> },
  files: { path: string; values: Map<string, unknown> }[],
): { value: unknown; origin: string } {
  if (flags[name] !== undefined) return { value: flags[name], origin: 'flag' }
  const variable = definition.env.find((candidate) => env[candidate] !== undefined && env[candidate] !== '')
  if (variable !== undefined) return { value: env[variable], origin: variable }
  for (const { path, values } of files) {
    // A name without a value (`port:`) is not set.
    if (definition.yaml !== undefined && values.get(definition.yaml) != null) {
      return { value: values.get(definition.yaml), origin: path }
    }
  }
  return { value: definition.fallback, origin: 'default' }
}

/** Settings of a YAML file as `section.name` pairs. Unknown ones are faults. A missing file has none. */
async function readYamlSettings(path: string, faults: FieldError[]): Promise<Map<string, unknown>> {
  const values = new Map<string, unknown>()
  if (!existsSync(path)) return values
  let document: unknown
  try {
    document = await parseYaml(readFileSync(path, 'utf8'))
  } catch (error) {
    throw new SigmaError(
      'INVALID_PARAM',
      `${path} is no valid YAML: ${error instanceof Error ? error.message : error}`,
      {
        next: `mend ${path}`,
        cause: error,
      },
    )
  }
  if (document === null || document === undefined) return values
  const known = Object.values(definitions).flatMap(({ yaml }: Definition<unknown>) => yaml ?? [])
  const walk = (value: unknown, prefix: string): void => {
    // The overrides of packs stand in the same file; whoever reads packs checks them.
    if (prefix === 'packs') return
    if (prefix !== '' && known.includes(prefix)) values.set(prefix, value)
    else if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      for (const [key, inner] of Object.entries(value)) walk(inner, prefix === '' ? key : `${prefix}.${key}`)
    } else
      faults.push({
        field: `${path}: ${prefix || 'document'}`,
        issue: `is not a setting${didYouMean(prefix, known)}`,
      })
  }
  walk(document, '')
  return values
}

/** What a text holds. One of comments alone, as `sigma init` writes it, needs no parser to be loaded. */
async function parseYaml(text: string): Promise<unknown> {
  if (!/^\s*[^\s#]/m.test(text)) return undefined
  const { parse } = await import('yaml')
  return parse(text)
}

function userConfigPath(env: NodeJS.ProcessEnv): string {
  return join(userConfigFolder(env), 'config.yaml')
}

/** The user's own folder of settings (XDG). */
export function userConfigFolder(env: NodeJS.ProcessEnv): string {
  return join(env.XDG_CONFIG_HOME || join(homedir(), '.config'), 'sigma')
}
