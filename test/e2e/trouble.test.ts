import { chmodSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { root } from '../docs/documents.ts'
import { bin, environment, sigmaHere, temporaryFolder } from './workspace.ts'

/** One that has no rights here: root may write to whatever is read-only. */
const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}

async function ended(
  cwd: string,
  argv: readonly string[],
  {
    node = [],
    ...options
  }: { node?: string[]; uid?: number; gid?: number; env?: Record<string, string> } = {},
) {
  return execa(process.execPath, [...node, bin, ...argv], {
    cwd,
    env: environment,
    extendEnv: false,
    reject: false,
    timeout: 30_000,
    ...options,
  })
}

describe('a fault of its own', () => {
  it('ends with a report without secrets, and says where it is', async () => {
    const folder = temporaryFolder()
    mkdirSync(join(folder, '.sigma'))
    const crashing = pathToFileURL(join(root, 'test', 'e2e', 'crashing.mjs')).href
    const { exitCode, stdout, stderr } = await ended(folder, ['packs'], {
      node: ['--import', crashing],
      env: { ...environment, SIGMA_TOKEN: 'secret99' },
    })
    expect([exitCode, stdout], stderr).toEqual([1, ''])
    const crashes = join(folder, '.sigma', 'crashes')
    const [report, ...others] = readdirSync(crashes)
    expect(others).toEqual([])
    expect(stderr).toContain(report)
    const text = readFileSync(join(crashes, report), 'utf8')
    expect(text).toMatch(/TypeError: no width of api_key=/)
    expect(text).toMatch(/command: sigma packs/)
    expect(text + stderr).not.toMatch(/hunter22|secret99/)
    expect(text, 'the folder of the workspace').not.toContain(folder)
  })
})

describe.skipIf(process.platform === 'win32')('a workspace that can only be read', () => {
  let folder = ''
  beforeAll(async () => {
    const parent = temporaryFolder()
    await sigmaHere(parent, ['init', 'work'])
    folder = join(parent, 'work')
    chmodSync(parent, 0o755)
    chmodSync(folder, 0o555)
  })

  afterAll(() => chmodSync(folder, 0o755))

  it.each([
    ['packs', 1, 'name a folder that you may write to with --workspace'],
    ['build spx_eq_swing_daily', 1, 'name a folder that you may write to with --workspace'],
    ['doctor', 4, 'cannot write'],
    ['config', 0, 'default'],
    ['--help', 0, 'Usage: sigma'],
    ['completion --names models', 0, 'spx_eq_swing_daily'],
  ])('is told by sigma %s, which ends with %i', async (line, code, told) => {
    const { exitCode, stdout, stderr } = await ended(folder, line.split(' '), nobody)
    expect(exitCode, stderr).toBe(code)
    expect(stdout + stderr).toContain(told)
    expect(stderr).not.toMatch(/^bug:|\n\s+at /)
  })

  it('serves who has no home', async () => {
    const env = { PATH: environment.PATH, HOME: join(folder, 'none') }
    const { exitCode, stdout } = await ended(temporaryFolder(), ['packs', '--json'], { env })
    expect([exitCode, JSON.parse(stdout).total]).toEqual([0, 7])
  })
})
