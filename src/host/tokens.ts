import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { SigmaError } from '../core/errors.ts'
import { userConfigFolder } from './settings.ts'

/** Where `sigma login` keeps tokens: a file of the user's own, beside the configuration. */
export function tokensPath(env: NodeJS.ProcessEnv): string {
  return join(userConfigFolder(env), 'tokens.json')
}

/** The token that is kept for a base URL, which is sent there and nowhere else. */
export async function keptToken(env: NodeJS.ProcessEnv, baseUrl: string): Promise<string | undefined> {
  return (await readTokens(env)).get(keyOf(baseUrl))
}

export async function keepToken(env: NodeJS.ProcessEnv, baseUrl: string, token: string): Promise<void> {
  await writeTokens(env, (await readTokens(env)).set(keyOf(baseUrl), token))
}

/** True when there was one. */
export async function forgetToken(env: NodeJS.ProcessEnv, baseUrl: string): Promise<boolean> {
  const tokens = await readTokens(env)
  const had = tokens.delete(keyOf(baseUrl))
  if (had) await writeTokens(env, tokens)
  return had
}

/** One spelling of an address, whatever slash or case it was written with. */
function keyOf(baseUrl: string): string {
  const { origin, pathname } = new URL(baseUrl)
  return origin + pathname.replace(/\/+$/, '')
}

async function readTokens(env: NodeJS.ProcessEnv): Promise<Map<string, string>> {
  const path = tokensPath(env)
  try {
    return tokensIn(JSON.parse(await readFile(path, 'utf8')))
  } catch (cause) {
    if (isMissing(cause)) return new Map()
    // Its message could show what is in it.
    throw new SigmaError('UNPROCESSABLE', `the file of tokens can't be read: ${path}`, {
      next: 'mend its rights, or remove it and log in again: sigma login',
    })
  }
}

/** Tokens by base URL. */
function tokensIn(file: unknown): Map<string, string> {
  if (typeof file !== 'object' || file === null || Array.isArray(file)) throw new TypeError('no object')
  return new Map(
    Object.entries(file).map(([baseUrl, token]: [string, unknown]) => {
      if (typeof token !== 'string') throw new TypeError('a token that is no text')
      return [baseUrl, token]
    }),
  )
}

/** Written beside and put in place, so that nobody reads half of it, or reads it before its mode is set. */
async function writeTokens(env: NodeJS.ProcessEnv, tokens: ReadonlyMap<string, string>): Promise<void> {
  const path = tokensPath(env)
  const beside = `${path}.${process.pid}`
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    await rm(beside, { force: true })
    const text = `${JSON.stringify(Object.fromEntries(tokens), null, 2)}\n`
    await writeFile(beside, text, { mode: 0o600, flag: 'wx' })
    await rename(beside, path)
  } catch (cause) {
    throw new SigmaError('UNAVAILABLE', `the token can't be kept in ${path}`, {
      next: 'set SIGMA_TOKEN, or use --token-file',
      cause,
    })
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')
}
