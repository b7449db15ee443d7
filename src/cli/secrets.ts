import { hidden, withoutKeys } from '../core/masking.ts'

interface Around {
  env: NodeJS.ProcessEnv
  home?: string | undefined
  workspace?: string
}

/** A text without what must not leave this machine: keys, and the paths of the workspace and of the home folder. */
export function withoutSecrets(text: string, { env, home, workspace }: Around): string {
  let masked = withoutKeys(text, env)
  for (const [path, name] of [
    [workspace, 'WORKSPACE'],
    [home, '~'],
  ]) {
    if (path && path.length > 1) masked = masked.replaceAll(path, name ?? hidden)
  }
  // Another's home folder says who they are, as one's own does.
  return masked.replaceAll(/((?:\/home|\/Users|\\Users)[/\\])[^/\\\s:]+/g, `$1${hidden}`)
}
