import { hidden, maskText } from '../core/masking.ts'

/** Names of settings whose values are nobody's business. */
const secretName = /token|key|secret|passw|credential|database_url|dsn/i

/** Shorter values are words such as `true`, which stand everywhere. */
const leastSecret = 6

interface Around {
  env: NodeJS.ProcessEnv
  home?: string | undefined
  workspace?: string
}

/**
 * A text without what must not leave this machine: values of the environment that are keys by their name, keys and
 * passwords in addresses, headers and JSON, and the paths of the workspace and of the home folder.
 */
export function withoutSecrets(text: string, { env, home, workspace }: Around): string {
  const values = Object.entries(env)
    .flatMap(([name, value]) => (secretName.test(name) && value ? [value] : []))
    .filter((value) => value.length >= leastSecret)
    .sort((a, b) => b.length - a.length)
  let masked = text
  for (const value of values) masked = masked.replaceAll(value, hidden)
  masked = maskText(masked)
  for (const [path, name] of [
    [workspace, 'WORKSPACE'],
    [home, '~'],
  ]) {
    if (path && path.length > 1) masked = masked.replaceAll(path, name ?? hidden)
  }
  // Another's home folder says who they are, as one's own does.
  return masked.replaceAll(/((?:\/home|\/Users|\\Users)[/\\])[^/\\\s:]+/g, `$1${hidden}`)
}
