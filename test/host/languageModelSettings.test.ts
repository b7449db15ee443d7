import { describe, expect, it } from 'vitest'
import { SigmaError } from '../../src/core/errors.ts'
import { languageModel, languageModelSettings } from '../../src/host/languageModelSettings.ts'

type Env = Readonly<Record<string, string>>

/** What the settings are for an environment. */
function read(env: Env) {
  const settingOf = <T>({ env: [name], read, fallback }: Definition<T>): T => {
    if (env[name] === undefined) return fallback
    const found = read(env[name])
    if ('issue' in found) throw new Error(`${name}: ${found.issue}`)
    return found.value
  }
  const one = languageModelSettings
  return {
    assistant_provider: settingOf(one.assistant_provider),
    assistant_model: settingOf(one.assistant_model),
    assistant_base_url: settingOf(one.assistant_base_url),
    assistant_allow_http: settingOf(one.assistant_allow_http),
    assistant_api_key: settingOf(one.assistant_api_key),
    openai_api_key: settingOf(one.openai_api_key),
    anthropic_api_key: settingOf(one.anthropic_api_key),
  }
}

type Definition<T> = {
  env: readonly string[]
  read(value: unknown): { value: T } | { issue: string }
  fallback: T
}

const chosen = (env: Env) => languageModel(read(env))

function faultsOf(env: Env): string[] {
  try {
    chosen(env)
  } catch (error) {
    if (!(error instanceof SigmaError)) throw error
    expect(error.code).toBe('INVALID_PARAM')
    expect(error.next).toContain('SIGMA_ASSISTANT_PROVIDER')
    const { field_errors: faults } = error.details
    return Array.isArray(faults) ? faults.map(({ field, issue }) => `${field}: ${issue}`) : []
  }
  return []
}

const openai = { SIGMA_ASSISTANT_PROVIDER: 'openai', SIGMA_ASSISTANT_MODEL: 'm' }
const anthropic = { ...openai, SIGMA_ASSISTANT_PROVIDER: 'anthropic' }
const key = { SIGMA_ASSISTANT_API_KEY: 'own' }
const keys = { OPENAI_API_KEY: 'of-openai', ANTHROPIC_API_KEY: 'of-anthropic' }

describe('languageModel', () => {
  it('is none unless a provider is named, whatever else there is', () => {
    expect(chosen({})).toBeUndefined()
    expect(chosen({ ...keys, ...key, SIGMA_ASSISTANT_MODEL: 'm' })).toBeUndefined()
  })

  it("takes the assistant's key before the provider's", () => {
    expect(chosen({ ...openai, ...keys })).toEqual({ provider: 'openai', model: 'm', key: 'of-openai' })
    expect(chosen({ ...anthropic, ...keys })?.key).toBe('of-anthropic')
    expect(chosen({ ...openai, ...keys, ...key })?.key).toBe('own')
    expect(chosen({ ...openai, SIGMA_ASSISTANT_API_KEY: ' own\n' })?.key).toBe('own')
  })

  it('refuses a key that no header takes, and no other command for it', () => {
    const odd = { OPENAI_API_KEY: 'two words' }
    expect(faultsOf({ ...openai, ...odd })).toEqual([
      'SIGMA_ASSISTANT_API_KEY: holds what is in no key, such as a space',
    ])
    expect(chosen(odd)).toBeUndefined()
  })

  it("never takes a provider's key to another address", () => {
    const elsewhere = { ...openai, ...keys, SIGMA_ASSISTANT_BASE_URL: 'https://models.example/v1' }
    expect(faultsOf(elsewhere)).toEqual([expect.stringContaining('SIGMA_ASSISTANT_API_KEY')])
    expect(chosen({ ...elsewhere, ...key })).toMatchObject({
      key: 'own',
      baseUrl: 'https://models.example/v1',
    })
  })

  it('says all that is missing', () => {
    expect(faultsOf({ SIGMA_ASSISTANT_PROVIDER: 'anthropic' })).toEqual([
      'SIGMA_ASSISTANT_MODEL: name the model to ask',
      'SIGMA_ASSISTANT_API_KEY: set it, or ANTHROPIC_API_KEY',
    ])
  })

  it.each([
    ['http://127.0.0.1:11434/v1', true],
    ['http://localhost:11434/v1', true],
    ['http://[::1]:11434/v1', true],
    ['https://models.example/v1', true],
    ['http://models.example/v1', false],
    ['http://127.0.0.1.models.example/v1', false],
    ['http://localhost.models.example/v1', false],
    ['http://192.168.0.7:11434/v1', false],
  ])('asks at %s without more being said: %s', (SIGMA_ASSISTANT_BASE_URL, may) => {
    const env = { ...openai, ...key, SIGMA_ASSISTANT_BASE_URL }
    expect(faultsOf(env)).toHaveLength(may ? 0 : 1)
    expect(faultsOf({ ...env, SIGMA_ASSISTANT_ALLOW_HTTP: '1' })).toEqual([])
  })

  it.each([
    [{ SIGMA_ASSISTANT_PROVIDER: 'other' }, 'expected openai, anthropic'],
    [{ SIGMA_ASSISTANT_BASE_URL: 'ftp://models.example' }, 'Invalid URL'],
    [{ SIGMA_ASSISTANT_BASE_URL: 'https://me:secret@models.example' }, 'holds a name or a password'],
  ])('refuses %j', (env: Record<string, string | undefined>, issue) => {
    const given = Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))
    expect(() => read(Object.fromEntries(given))).toThrow(issue)
  })

  it('shows no key, and takes no setting from a file', () => {
    for (const [name, { env, ...definition }] of Object.entries(languageModelSettings)) {
      expect('secret' in definition, name).toBe(name.endsWith('key'))
      expect('yaml' in definition, name).toBe(false)
    }
  })
})
