export const hidden = '********'

/** Names of settings whose values are nobody's business. */
const secretName = /token|key|secret|passw|credential|database_url|dsn/i

/** Shorter values are words such as `true`, which stand everywhere. */
const leastSecret = 6

/** A text without keys: values of the environment that are some by their name, and those in addresses, headers and JSON. */
export function withoutKeys(text: string, env: NodeJS.ProcessEnv): string {
  const values = Object.entries(env)
    .flatMap(([name, value]) => (secretName.test(name) && value ? [value] : []))
    .filter((value) => value.length >= leastSecret)
    .sort((a, b) => b.length - a.length)
  let masked = text
  for (const value of values) masked = masked.replaceAll(value, hidden)
  return masked
    .replaceAll(/(:\/\/)[^/\s@"']+@/g, `$1${hidden}@`)
    .replaceAll(/(bearer\s+)[^\s"',;]+/gi, `$1${hidden}`)
    .replaceAll(
      /(["']?\b\w*(?:token|api_?key|access_?key|secret|password|passwd)\w*["']?\s*[:=]\s*["']?)[^\s"'&,}]+/gi,
      `$1${hidden}`,
    )
}
