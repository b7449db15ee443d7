import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SigmaError } from '../../src/core/errors.ts'
import { s3Server } from '../../src/host/s3Settings.ts'
import { readSettings } from '../../src/host/settings.ts'

let folder: string
let workspace: string
let env: NodeJS.ProcessEnv

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sigma-settings-'))
  workspace = join(folder, 'workspace')
  mkdirSync(workspace)
  mkdirSync(join(folder, 'config', 'sigma'), { recursive: true })
  env = { XDG_CONFIG_HOME: join(folder, 'config') }
})
afterEach(() => rmSync(folder, { recursive: true }))

const sigmaYaml = (text: string): void => writeFileSync(join(workspace, 'sigma.yaml'), text)
const userConfig = (text: string): void => writeFileSync(join(folder, 'config', 'sigma', 'config.yaml'), text)

async function effectiveOf(name: string, flags = {}) {
  const { effective } = await readSettings({ workspace, env, flags })
  return effective.find((setting) => setting.name === name)
}

async function faultsOf(flags = {}): Promise<{ field: string; issue: string }[]> {
  try {
    await readSettings({ workspace, env, flags })
  } catch (error) {
    if (!(error instanceof SigmaError)) throw error
    expect(error.code).toBe('INVALID_PARAM')
    const { field_errors: faults } = error.details
    return Array.isArray(faults) ? faults : []
  }
  throw new Error('expected faults, got none')
}

describe('readSettings', () => {
  it('takes a flag before the environment, that before sigma.yaml, that before the user, that before the default', async () => {
    expect(await effectiveOf('base_url')).toMatchObject({ value: null, origin: 'default' })
    userConfig('base_url: http://user:1\n')
    expect(await effectiveOf('base_url')).toMatchObject({
      value: 'http://user:1',
      origin: join(folder, 'config', 'sigma', 'config.yaml'),
    })
    sigmaYaml('base_url: http://workspace:1\n')
    expect(await effectiveOf('base_url')).toMatchObject({
      value: 'http://workspace:1',
      origin: join(workspace, 'sigma.yaml'),
    })
    env.BASE_URL = 'http://older:1'
    expect(await effectiveOf('base_url')).toMatchObject({ value: 'http://older:1', origin: 'BASE_URL' })
    env.SIGMA_BASE_URL = 'http://environment:1'
    expect(await effectiveOf('base_url')).toMatchObject({
      value: 'http://environment:1',
      origin: 'SIGMA_BASE_URL',
    })
    expect(await effectiveOf('base_url', { base_url: 'http://flag:1' })).toMatchObject({
      value: 'http://flag:1',
      origin: 'flag',
    })
  })

  it('takes an empty variable for one that is not set', async () => {
    env.SIGMA_PORT = ''
    env.UVICORN_PORT = '9000'
    expect((await readSettings({ workspace, env })).settings.port).toBe(9000)
  })

  it('has the defaults where nothing is set', async () => {
    const { settings } = await readSettings({ workspace, env })
    expect(settings).toMatchObject({ host: '127.0.0.1', port: 8001, data_roots: [], legacy_errors: false })
  })

  it('has the limits of a user, which are not kept to unless it is asked for', async () => {
    const limits = {
      quotas_enforce: false,
      quotas_sweeps_per_day: 10,
      quotas_sweeps_concurrent: 2,
      quotas_train_per_day: 20,
      quotas_train_concurrent: 2,
    }
    expect((await readSettings({ workspace, env })).settings).toMatchObject(limits)
    sigmaYaml('quotas:\n  enforce: true\n  sweeps_per_day: 0\n  train_concurrent: 4\n')
    env = { ...env, SIGMA_QUOTAS_SWEEPS_PER_DAY: '30', SIGMA_QUOTAS_TRAIN_PER_DAY: '40' }
    expect((await readSettings({ workspace, env })).settings).toMatchObject({
      quotas_enforce: true,
      quotas_sweeps_per_day: 30,
      quotas_sweeps_concurrent: 2,
      quotas_train_per_day: 40,
      quotas_train_concurrent: 4,
    })
    expect(await effectiveOf('quotas.enforce')).toMatchObject({ value: true })
    env = { ...env, SIGMA_QUOTAS_SWEEPS_PER_DAY: '-1', SIGMA_QUOTAS_SWEEPS_CONCURRENT: '1.5' }
    expect((await faultsOf()).map(({ field }) => field)).toEqual([
      'SIGMA_QUOTAS_SWEEPS_PER_DAY',
      'SIGMA_QUOTAS_SWEEPS_CONCURRENT',
    ])
  })

  it('reads numbers, truth values and lists from text and from YAML alike', async () => {
    sigmaYaml('server:\n  port: 9100\ndata:\n  roots: [/bars, /more]\nlegacy:\n  errors: true\n')
    expect((await readSettings({ workspace, env })).settings).toMatchObject({
      port: 9100,
      data_roots: ['/bars', '/more'],
      legacy_errors: true,
    })
    env = { ...env, SIGMA_PORT: '0', SIGMA_DATA_ROOTS: '/a:/b', SIGMA_LEGACY_ERRORS: 'no' }
    expect((await readSettings({ workspace, env })).settings).toMatchObject({
      port: 0,
      data_roots: ['/a', '/b'],
      legacy_errors: false,
    })
  })

  it('masks secrets, and tells whether they are set', async () => {
    env.POLYGON_API_KEY = 'very-secret'
    const read = await readSettings({ workspace, env })
    expect(read.settings.polygon_api_key).toBe('very-secret')
    expect(JSON.stringify(read.effective)).not.toContain('very-secret')
    expect(await effectiveOf('polygon_api_key')).toMatchObject({
      value: '********',
      origin: 'POLYGON_API_KEY',
    })
    expect(await effectiveOf('token')).toMatchObject({ value: null, origin: 'default' })
  })

  it('lets the assistant show no rows of matrices unless it is said', async () => {
    expect((await readSettings({ workspace, env })).settings.assistant_read_matrices).toBe(false)
    sigmaYaml('assistant:\n  read_matrices: true\n')
    expect((await readSettings({ workspace, env })).settings.assistant_read_matrices).toBe(true)
    env.SIGMA_ASSISTANT_READ_MATRICES = 'off'
    expect((await readSettings({ workspace, env })).settings.assistant_read_matrices).toBe(false)
    env.SIGMA_ASSISTANT_READ_MATRICES = 'perhaps'
    expect(await faultsOf()).toMatchObject([{ field: 'SIGMA_ASSISTANT_READ_MATRICES' }])
  })

  it('reads sizes of memory as numbers of bytes, and shows them as sizes', async () => {
    sigmaYaml('memory_limit: 512MB\n')
    expect((await readSettings({ workspace, env })).settings.memory_limit).toBe(512e6)
    env.SIGMA_MEMORY_LIMIT = '2GiB'
    const { settings, effective } = await readSettings({ workspace, env })
    expect(settings.memory_limit).toBe(2 ** 31)
    expect(effective).toContainEqual(expect.objectContaining({ name: 'memory_limit', value: '2.1 GB' }))
    env.SIGMA_MEMORY_LIMIT = 'lots'
    expect(await faultsOf()).toMatchObject([{ field: 'SIGMA_MEMORY_LIMIT' }])
  })

  it.each([
    ['SIGMA_PORT', '70000', 'Too big: expected number to be <=65535'],
    ['SIGMA_PORT', '1.5', 'Invalid input: expected int, received number'],
    ['SIGMA_THREADS', '0', 'Too small: expected number to be >=1'],
    ['SIGMA_STORE_RETRY_SECONDS', 'soon', 'Invalid input: expected number, received NaN'],
    ['SIGMA_LEGACY_ERRORS', 'maybe', 'Invalid input: expected true or false'],
    ['SIGMA_BASE_URL', 'ftp://host', 'Invalid URL'],
    ['SIGMA_BASE_URL', 'http://me@host', expect.stringContaining('holds a name or a password')],
    ['SIGMA_DATABASE_URL', 'mysql://host/db', 'Invalid URL'],
  ])('says what is wrong with %s=%s', async (name, value, issue) => {
    env[name] = value
    expect(await faultsOf()).toEqual([{ field: name, issue }])
  })

  it('refuses values of a YAML file that are of another kind', async () => {
    sigmaYaml('packs_dir: 5\nserver:\n  host: ""\ndata:\n  roots: [1]\n')
    expect((await faultsOf()).map(({ issue }) => issue)).toEqual([
      'Invalid input: expected string, received number',
      'Too small: expected string to have >=1 characters',
      'Invalid input',
    ])
  })

  it('lists every fault at once, each with where it stands', async () => {
    sigmaYaml('server:\n  port: many\nlegacy:\n  errors: perhaps\n')
    env.SIGMA_THREADS = '0'
    const fields = (await faultsOf({ base_url: 'not a url' })).map(({ field }) => field)
    expect(fields).toEqual([
      '--base-url',
      expect.stringContaining('sigma.yaml'),
      'SIGMA_THREADS',
      expect.stringContaining('sigma.yaml'),
    ])
  })

  it.each([
    ['server:\n  prot: 9000\n', 'server.prot', 'server.port'],
    ['base_ulr: http://b\n', 'base_ulr', 'base_url'],
    ['data:\n  root: [/bars]\n', 'data.root', 'data.roots'],
  ])('names the nearest setting to an unknown one: %j', async (text, key, meant) => {
    sigmaYaml(text)
    expect(await faultsOf()).toEqual([
      {
        field: `${join(workspace, 'sigma.yaml')}: ${key}`,
        issue: `is not a setting; did you mean "${meant}"?`,
      },
    ])
  })

  it('takes no secret from a file, and never repeats one', async () => {
    sigmaYaml('token: very-secret\n')
    const faults = await faultsOf()
    expect(faults).toHaveLength(1)
    expect(JSON.stringify(faults)).not.toContain('very-secret')
  })

  it('shows the address of a database without its password', async () => {
    env.DATABASE_URL = 'postgresql://me:very-secret@host/sigma'
    env.DB_PASSWORD = 'very-secret'
    expect(await effectiveOf('database_url')).toMatchObject({ value: 'postgresql://me:***@host/sigma' })
    expect(JSON.stringify((await readSettings({ workspace, env })).effective)).not.toContain('very-secret')
    env.DATABASE_URL = 'mysql://me:very-secret@host/sigma'
    expect(JSON.stringify(await faultsOf())).not.toContain('very-secret')
  })

  it('takes an empty file for none', async () => {
    sigmaYaml('# nothing yet\n')
    expect((await readSettings({ workspace, env })).settings.port).toBe(8001)
  })

  it('names a file that is no YAML', async () => {
    sigmaYaml('server: [\n')
    await expect(readSettings({ workspace, env })).rejects.toThrow(
      `${join(workspace, 'sigma.yaml')} is no valid YAML`,
    )
  })

  it('finds a password in an address however it is written', async () => {
    for (const value of ['http://u:secret@h.example', ' http://u:secret@h.example', 'HTTP://u@h.example ']) {
      env.SIGMA_BASE_URL = value
      expect((await faultsOf())[0]?.issue, value).toContain('holds a name or a password')
    }
  })

  it('reads who may call a server, in the words of other programs too', async () => {
    Object.assign(env, {
      RATELIMIT_ENABLED: 'True',
      SIGMA_AUTH: 'off',
      ADMIN_TOKEN: 'short',
      SIGMA_HOSTS: 'research.local, [::1]',
      SIGMA_ORIGINS: 'https://desk.example, http://localhost:3000',
    })
    expect((await readSettings({ workspace, env })).settings).toMatchObject({
      rate_limit: true,
      auth: false,
      admin_token: 'short',
      hosts: ['research.local', '[::1]'],
      origins: ['https://desk.example', 'http://localhost:3000'],
    })
    env.SIGMA_HOSTS = 'http://research.local'
    env.SIGMA_ORIGINS = 'https://desk.example/path'
    env.SIGMA_AUTH = 'maybe'
    const issues = (await faultsOf()).map(({ issue }) => issue)
    expect(issues.join()).toContain('a name or an address, without a port, got "http://research.local"')
    expect(issues.join()).toContain('and no path, got "https://desk.example/path"')
    expect(issues.join()).toContain('expected true or false')
  })

  it('reads where objects are, from the environment or sigma.yaml, and refuses what can be no bucket', async () => {
    sigmaYaml('s3:\n  bucket: research\n  prefix: /team//a/\n  presign: 600\n')
    env.SIGMA_S3_ENDPOINT = 'http://127.0.0.1:9000'
    const { settings } = await readSettings({ workspace, env })
    expect(settings).toMatchObject({ s3_bucket: 'research', s3_prefix: 'team/a/', s3_presign: 600 })
    const server = { bucket: 'research', endpoint: 'http://127.0.0.1:9000' }
    expect(s3Server(settings)).toEqual({ ...server, region: 'us-east-1', pathStyle: true })
    env.AWS_REGION = 'eu-central-1'
    env.SIGMA_S3_FORCE_PATH_STYLE = 'no'
    expect(s3Server((await readSettings({ workspace, env })).settings)).toEqual({
      ...server,
      region: 'eu-central-1',
      pathStyle: false,
    })
    const faulty = {
      SIGMA_S3_BUCKET: 'Not_A_Bucket',
      SIGMA_S3_ENDPOINT: 'http://name:secret@127.0.0.1:9000',
      SIGMA_S3_PREFIX: 'team/../other',
      SIGMA_S3_PRESIGN: '604801',
    }
    Object.assign(env, faulty)
    const faults = await faultsOf()
    expect(faults.map(({ field }) => field).sort()).toEqual(Object.keys(faulty).sort())
    expect(JSON.stringify(faults)).not.toContain('secret')
  })

  it('keeps files in the workspace unless a bucket is set, which is then one of Amazon by its host name', async () => {
    expect(s3Server((await readSettings({ workspace, env })).settings)).toBeUndefined()
    env.SIGMA_S3_BUCKET = 'research'
    expect(s3Server((await readSettings({ workspace, env })).settings)).toEqual({
      bucket: 'research',
      endpoint: undefined,
      region: undefined,
      pathStyle: false,
    })
  })
})
