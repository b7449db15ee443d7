/** What stands in place of a secret. */
export const hidden = '********'

/** Parts of names, written without what joins words, whose values are nobody's business. */
const secretWords =
  /token|secret|passw|passphrase|passcode|^pwd|pwd$|authori[sz]ation|apikey|accesskey|privatekey|signingkey|encryptionkey|credential|cookie|^dsn|dsn$|databaseurl|connectionstring/

/** Whether a field of this name, in whatever spelling (`apiKey`, `API_KEY`, `api-key`), holds a secret. */
export function isSecretName(name: string): boolean {
  return secretWords.test(name.toLowerCase().replaceAll(/[^\p{Letter}\p{Number}]/gu, ''))
}

/**
 * A JSON value without its secrets: whatever stands under a secret's name, and what looks like one in any text of it, names
 * included. True, false and null tell nothing, and stay.
 */
export function withoutSecretValues(value: unknown): unknown {
  if (typeof value === 'string') return maskText(value)
  if (Array.isArray(value)) return value.map(withoutSecretValues)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => {
      const { shown, isSecret } = knownName(name)
      return [shown, isSecret ? maskWhole(member) : withoutSecretValues(member)]
    }),
  )
}

/**
 * The same of names alone, for texts that are masked where they come from; what is no plain value is left as it is.
 *
 * @returns the fields themselves where there is no secret among them
 */
export function withoutSecretFields(fields: Record<string, unknown>): Record<string, unknown> {
  let changed: Record<string, unknown> | undefined
  for (const [name, value] of Object.entries(fields)) {
    const shown = knownName(name).isSecret ? maskWhole(value) : withoutInnerFields(value)
    if (shown === value) continue
    changed ??= { ...fields }
    changed[name] = shown
  }
  return changed ?? fields
}

function withoutInnerFields(value: unknown): unknown {
  if (Array.isArray(value)) {
    const shown = value.map(withoutInnerFields)
    return shown.every((member, i) => member === value[i]) ? value : shown
  }
  return isRecord(value) ? withoutSecretFields(value) : value
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !(value instanceof Error)

/** What was found out of names, which are few and come again and again. */
const names = new Map<string, { shown: string; isSecret: boolean }>()
const namesAtMost = 1_000

function knownName(name: string): { shown: string; isSecret: boolean } {
  const known = names.get(name)
  if (known) return known
  const found = { shown: maskText(name), isSecret: isSecretName(name) }
  if (names.size >= namesAtMost) names.clear()
  if (name.length <= 100) names.set(name, found)
  return found
}

function maskWhole(value: unknown): unknown {
  return value === null || value === undefined || typeof value === 'boolean' || value === '' ? value : hidden
}

/**
 * Patterns of secrets. Each is found in a time that grows with the length of the text alone, whatever the text is: texts come
 * from whoever sends a request.
 */
const patterns: readonly [RegExp, string][] = [
  // To its end, or to that of the text where it was cut.
  [
    /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY-----(?:[^-]|-(?!----END))*(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY-----)?/g,
    hidden,
  ],
  // User and password in an address.
  [/(:\/\/)[^/\s@"']+@/g, `$1${hidden}@`],
  // A header to the end of its line; which scheme it has is no secret.
  [
    /(authorization\\?["']?\s{0,20}[:=]\s{0,20}\\?["']?(?:(?:basic|bearer|digest|negotiate|token)\s{1,20})?)[^"'\\\r\n,}]+/gi,
    `$1${hidden}`,
  ],
  [/(bearer\s{1,20})[^\s"',;\\]+/gi, `$1${hidden}`],
  // Sigma's own.
  [/sigma_[\w-]{32,}/g, hidden],
  // Tokens of GitHub.
  [/(?<![A-Za-z0-9])(?:gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\w{20,})/g, hidden],
  // Keys of OpenAI and of those that name theirs alike.
  [/(?<![A-Za-z0-9])sk-[\w-]{20,}/g, hidden],
  // Tokens of Slack, and addresses that whoever has them can post to.
  [/(?<![A-Za-z0-9])xox[abprs]-[\w-]{10,}/g, hidden],
  [/(hooks\.slack\.com\\?\/services\\?\/)(?:[^\s"'<>)\\]|\\\/)+/gi, `$1${hidden}`],
  // Ids of keys of Amazon's services, and of those that speak like them.
  [/(?<![A-Z0-9])(?:A3T[A-Z0-9]|ABIA|ACCA|AGPA|AIDA|AKIA|ANPA|AROA|ASIA)[A-Z0-9]{16}(?![A-Z0-9])/g, hidden],
]

/** What any of the patterns, a web token and an assignment have something of: most texts have nothing. */
const suspicious =
  /[:=]|bearer\s|sigma_|\.eyJ|A[3BCGIKNRS][A-Z0-9]{18}|gh[pousr]_|github_pat_|sk-|xox[abprs]-|hooks\.slack/i

/** A text without what looks like a secret: keys, tokens, passwords in addresses, headers and assignments. */
export function maskText(text: string): string {
  if (!suspicious.test(text) && !text.includes('-----BEGIN ')) return text
  const masked = patterns.reduce(
    (rest, [pattern, replacement]) => rest.replaceAll(pattern, replacement),
    text,
  )
  return maskAssigned(maskWebTokens(masked))
}

/** Names of settings of an environment whose values are secrets; more words than fields of requests have. */
const secretSetting = /token|key|secret|passw|credential|database_url|dsn/i

/** Shorter values are words such as `true`, which stand everywhere. */
const leastSecret = 6

/** The same, and without the values of an environment that are secrets by their names. */
export function withoutKeys(text: string, env: Readonly<Record<string, string | undefined>>): string {
  const values = Object.entries(env)
    .flatMap(([name, value]) => (secretSetting.test(name) && value ? [value] : []))
    .filter((value) => value.length >= leastSecret)
    .sort((a, b) => b.length - a.length)
  let masked = text
  for (const value of values) masked = masked.replaceAll(value, hidden)
  return maskText(masked)
}

/** JSON web tokens: two parts of them begin as the base64 of `{"`. */
function maskWebTokens(text: string): string {
  if (!text.includes('.eyJ')) return text
  return text.replaceAll(/[\w.-]+/g, (word) => {
    const second = word.indexOf('.eyJ')
    const isOne = second > 0 && word.lastIndexOf('eyJ', second - 1) !== -1
    return isOne ? hidden : word
  })
}

/** Values behind a name and a colon or an equals sign, as headers, settings and JSON in a text have them. */
function maskAssigned(text: string): string {
  const assignment = /(?<![\w-])([\w-]+)\\?["']?\s{0,20}[:=]\s{0,20}\\?["']?/g
  const value = /[^\s"'&,}\\]+/y
  let masked = ''
  let done = 0
  for (let found = assignment.exec(text); found !== null; found = assignment.exec(text)) {
    const [, name] = found
    if (!isSecretName(name) || /authorization$/i.test(name)) continue
    value.lastIndex = assignment.lastIndex
    if (!value.test(text)) continue
    masked += text.slice(done, assignment.lastIndex) + hidden
    done = value.lastIndex
    assignment.lastIndex = done
  }
  return masked + text.slice(done)
}
