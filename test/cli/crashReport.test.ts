import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { writeCrashReport } from '../../src/cli/crashReport.ts'
import { withoutSecrets } from '../../src/cli/secrets.ts'
import { temporaryFolder } from '../temporaryFolder.ts'

afterEach(() => vi.unstubAllEnvs())

const at = new Date('2026-01-02T03:04:05.678Z')

function crashIn(workspace: string): string {
  vi.stubEnv('SIGMA_TOKEN', 'tok-en-of-mine')
  const cause = new TypeError(`GET https://me:hunter22@db.test/?apiKey=abc123def&page=1 with tok-en-of-mine`)
  const error = new Error(`cannot read ${join(workspace, 'packs')}`, { cause })
  const path = writeCrashReport({ error, argv: ['build', 'nope'], workspace, at })
  if (path === undefined) throw new Error('expected a report')
  return path
}

describe('the report of a crash', () => {
  it('is kept in the workspace, with causes and without secrets', () => {
    const workspace = temporaryFolder()
    mkdirSync(join(workspace, '.sigma'))
    const path = crashIn(workspace)
    expect(dirname(path)).toBe(join(workspace, '.sigma', 'crashes'))
    const text = readFileSync(path, 'utf8')
    expect(text).toContain('at 2026-01-02T03:04:05.678Z')
    expect(text).toContain('command: sigma build nope')
    expect(text).toContain(`cannot read ${join('WORKSPACE', 'packs')}`)
    expect(text).toContain(
      'caused by: TypeError: GET https://********@db.test/?apiKey=********&page=1 with ********',
    )
    expect(text).not.toMatch(/hunter22|abc123def|tok-en-of-mine/)
    expect(text).not.toContain(workspace)
  })

  it('is kept in the temporary folder where there is no workspace, or none to write to', () => {
    const none = temporaryFolder()
    expect(dirname(crashIn(none))).toBe(join(tmpdir(), 'sigma-crashes'))
    const broken = temporaryFolder()
    mkdirSync(join(broken, '.sigma'))
    // A file in the folder's place refuses it to everybody, also to who may write everywhere.
    writeFileSync(join(broken, '.sigma', 'crashes'), '')
    expect(dirname(crashIn(broken))).toBe(join(tmpdir(), 'sigma-crashes'))
  })
})

describe('withoutSecrets', () => {
  it.each([
    ['a header', 'Authorization: Bearer abc.def', 'Authorization: Bearer ********'],
    ['JSON', '{"token":"abc","n":1}', '{"token":"********","n":1}'],
    ['an option of a body', '{"polygon_api_key": "abc"}', '{"polygon_api_key": "********"}'],
    ['my home', '/home/ann/work/a.csv', '~/work/a.csv'],
    [
      "another's home",
      '/home/bob/a.csv and C:\\Users\\bob\\a',
      '/home/********/a.csv and C:\\Users\\********\\a',
    ],
    ['a word that is no secret', 'MONKEY=true stays', 'MONKEY=true stays'],
  ])('masks %s', (_, text, masked) => {
    expect(withoutSecrets(text, { env: { SHORT_KEY: 'true' }, home: '/home/ann' })).toBe(masked)
  })
})
