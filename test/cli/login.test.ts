import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { temporaryFolder } from '../temporaryFolder.ts'
import { runSigma } from './runSigma.ts'
import { stubBackend } from './stubBackend.ts'

/** The header of each request, newest last. */
const seen: (string | undefined)[] = []
let config = ''

const backend = stubBackend((request, response) => {
  const { authorization } = request.headers
  seen.push(authorization)
  const good = authorization === 'Bearer good'
  response.writeHead(good ? 200 : 401, { 'Content-Type': 'application/json' })
  const error = { code: 'UNAUTHORIZED', message: 'no such token' }
  response.end(JSON.stringify(good ? { ok: true, rows: [], total: 0 } : { ok: false, error }))
})

beforeEach(() => {
  config = temporaryFolder()
  vi.stubEnv('XDG_CONFIG_HOME', config)
  vi.stubEnv('SIGMA_TOKEN', undefined)
  seen.length = 0
})
afterEach(() => {
  vi.unstubAllEnvs()
})

const kept = () => join(config, 'sigma', 'tokens.json')

async function logIn(token: string, ...more: string[]) {
  const file = join(config, 'token.txt')
  writeFileSync(file, `${token}\n`)
  return runSigma('login', '--base-url', backend.url, '--token-file', file, '--json', ...more)
}

describe('sigma login', () => {
  it('keeps a token in a file of the user alone, and never prints it', async () => {
    const { code, stdout, stderr } = await logIn('good')
    expect(code, stderr).toBe(0)
    expect(JSON.parse(stdout)).toEqual({ ok: true, base_url: backend.url, file: kept() })
    expect(stdout + stderr).not.toContain('good')
    expect(JSON.parse(readFileSync(kept(), 'utf8'))).toEqual({ [backend.url]: 'good' })
    if (process.platform !== 'win32') expect(statSync(kept()).mode & 0o777).toBe(0o600)
  })

  it('has later commands send it to that address, and to no other', async () => {
    await logIn('good')
    expect((await runSigma('packs', '--base-url', `${backend.url}/`)).code).toBe(0)
    expect(seen.at(-1)).toBe('Bearer good')
    await runSigma('packs', '--base-url', backend.url.replace('127.0.0.1', 'localhost'), '--timeout', '5')
    expect(seen.at(-1)).toBeUndefined()
  })

  it('gives way to a token of the environment', async () => {
    await logIn('good')
    vi.stubEnv('SIGMA_TOKEN', 'other')
    expect((await runSigma('packs', '--base-url', backend.url)).code).toBe(1)
    expect(seen.at(-1)).toBe('Bearer other')
  })

  it('keeps none that the backend refuses', async () => {
    const { code, stdout } = await logIn('bad')
    expect(code).toBe(1)
    expect(JSON.parse(stdout).error).toMatchObject({ code: 'UNAUTHORIZED', message: 'no such token' })
    expect(existsSync(kept())).toBe(false)
  })

  it.each(['', 'two words', 'line\nbreak'])('sends no %j, which is no token', async (token) => {
    expect((await logIn(token)).code).toBe(2)
    expect(seen).toEqual([])
  })

  it('sends and keeps nothing under --dry-run', async () => {
    expect((await logIn('good', '--dry-run')).code).toBe(0)
    expect([seen, existsSync(kept())]).toEqual([[], false])
  })

  it('forgets it with --logout', async () => {
    await logIn('good')
    const out = () => runSigma('login', '--base-url', backend.url, '--logout', '--json')
    expect(JSON.parse((await out()).stdout)).toMatchObject({ removed: true })
    expect(JSON.parse(readFileSync(kept(), 'utf8'))).toEqual({})
    expect(JSON.parse((await out()).stdout)).toMatchObject({ ok: true, removed: false })
    expect((await runSigma('packs', '--base-url', backend.url)).code).toBe(1)
  })

  it('tells of a file that is none, without what is in it', async () => {
    await logIn('good')
    writeFileSync(kept(), 'good: secret')
    const { code, stderr } = await runSigma('packs', '--base-url', backend.url)
    expect(code).toBe(1)
    expect(stderr).toContain(kept())
    expect(stderr).not.toContain('secret')
  })

  it('needs a backend', async () => {
    vi.stubEnv('BASE_URL', undefined)
    const { code, stderr } = await runSigma('login', '--workspace', temporaryFolder())
    expect(code).toBe(2)
    expect(stderr).toContain('--base-url')
  })
})
