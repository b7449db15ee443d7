import { type FieldError, invalidParam } from '../core/errors.ts'
import type { ModelChoice } from '../services/modelChoice.ts'
import { define } from './settingDefinition.ts'
import { address, flag, oneOf, type Reader, text, withoutCredentials } from './settingReaders.ts'

const providers = ['openai', 'anthropic'] as const

const baseUrl: Reader<string> = withoutCredentials(
  address(/^https?:\/\//i),
  'leave them out, and set SIGMA_ASSISTANT_API_KEY',
)

/** The language model that the assistant asks; none, unless a provider is named. */
export const languageModelSettings = {
  assistant_provider: define<(typeof providers)[number] | undefined>({
    env: ['SIGMA_ASSISTANT_PROVIDER'],
    read: oneOf(providers),
    fallback: undefined,
    use: 'whose language model the assistant asks, which is sent questions and results: openai (or what speaks as it does) or anthropic (default: none)',
  }),
  assistant_model: define<string | undefined>({
    env: ['SIGMA_ASSISTANT_MODEL'],
    read: text,
    fallback: undefined,
    use: 'name of the language model',
  }),
  assistant_base_url: define<string | undefined>({
    env: ['SIGMA_ASSISTANT_BASE_URL'],
    read: baseUrl,
    fallback: undefined,
    use: "where the language model is asked (default: the provider's own address)",
  }),
  assistant_allow_http: define<boolean>({
    env: ['SIGMA_ASSISTANT_ALLOW_HTTP'],
    read: flag,
    fallback: false,
    use: 'whether the language model may be asked without encryption on another machine than this one',
  }),
  assistant_api_key: define<string | undefined>({
    env: ['SIGMA_ASSISTANT_API_KEY'],
    read: text,
    fallback: undefined,
    secret: true,
    use: 'key for the language model',
  }),
  openai_api_key: define<string | undefined>({
    env: ['OPENAI_API_KEY'],
    read: text,
    fallback: undefined,
    secret: true,
    use: "key for the language model at OpenAI's own address, where the assistant has none",
  }),
  anthropic_api_key: define<string | undefined>({
    env: ['ANTHROPIC_API_KEY'],
    read: text,
    fallback: undefined,
    secret: true,
    use: "key for the language model at Anthropic's own address, where the assistant has none",
  }),
}

type LanguageModelSettings = {
  [Name in keyof typeof languageModelSettings]: (typeof languageModelSettings)[Name]['fallback']
}

/**
 * The language model that was chosen; undefined where no provider is named, whatever keys there are. None of these settings is
 * read of a file of the workspace: whoever gives one away would have the questions of others sent where they like.
 *
 * @throws INVALID_PARAM naming what is missing or may not be so
 */
export function languageModel(settings: LanguageModelSettings): ModelChoice | undefined {
  const { assistant_provider: provider, assistant_model: model, assistant_base_url: baseUrl } = settings
  if (provider === undefined) return undefined
  const key = keyFor(provider, settings)?.trim()
  const faults: FieldError[] = []
  if (model === undefined) faults.push({ field: 'SIGMA_ASSISTANT_MODEL', issue: 'name the model to ask' })
  if (key === undefined)
    faults.push({ field: 'SIGMA_ASSISTANT_API_KEY', issue: missingKey(provider, baseUrl) })
  // It goes into a header, where what it was copied with would only be refused later.
  if (key !== undefined && !/^[\x21-\x7e]+$/.test(key)) {
    faults.push({ field: 'SIGMA_ASSISTANT_API_KEY', issue: 'holds what is in no key, such as a space' })
  }
  if (baseUrl !== undefined && !isPrivate(baseUrl) && !settings.assistant_allow_http) {
    faults.push({
      field: 'SIGMA_ASSISTANT_BASE_URL',
      issue:
        'takes key and questions to another machine without encryption: use https, or set SIGMA_ASSISTANT_ALLOW_HTTP=1',
    })
  }
  if (model === undefined || key === undefined || faults.length > 0) {
    throw invalidParam(faults, {
      next: 'mend these settings, or unset SIGMA_ASSISTANT_PROVIDER to ask without a model',
    })
  }
  return { provider, model, key, baseUrl }
}

/** A key of the provider goes to the provider alone. */
function keyFor(provider: ModelChoice['provider'], settings: LanguageModelSettings): string | undefined {
  const { assistant_api_key: own, assistant_base_url: baseUrl } = settings
  if (own !== undefined || baseUrl !== undefined) return own
  return provider === 'openai' ? settings.openai_api_key : settings.anthropic_api_key
}

const missingKey = (provider: ModelChoice['provider'], baseUrl: string | undefined): string =>
  baseUrl === undefined
    ? `set it, or ${provider === 'openai' ? 'OPENAI_API_KEY' : 'ANTHROPIC_API_KEY'}`
    : 'set it; where that server asks for no key, to any word'

/** Whether nobody on the way can read what is sent. */
function isPrivate(baseUrl: string): boolean {
  const { protocol, hostname } = new URL(baseUrl)
  return (
    protocol === 'https:' ||
    hostname === 'localhost' ||
    hostname === '[::1]' ||
    /^127(\.\d+){3}$/.test(hostname)
  )
}
