import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { targetOf, targets } from '../../../src/cli/make/targets.ts'
import { temporaryFolder } from '../../temporaryFolder.ts'
import { runSigma } from '../runSigma.ts'

const make = (...words: string[]) => runSigma('make', ...words)

beforeEach(() => {
  // What runs the tests sets an address of its own, and npx is named in commands.
  vi.stubEnv('BASE_URL', undefined)
  vi.stubEnv('npm_command', '')
})
afterEach(() => {
  vi.unstubAllEnvs()
})

describe('sigma make', () => {
  it('lists every target without one', async () => {
    const { code, stdout } = await make('--json')
    expect(code).toBe(0)
    expect(JSON.parse(stdout).rows).toHaveLength(targets.length)
  })

  it('tells the command on standard error and runs it, with the answer alone on standard output', async () => {
    const { code, stdout, stderr } = await make(
      'train',
      'MODEL_ID=m',
      'PACK_ID=swingsigma',
      '--dry-run',
      '--json',
    )
    expect(code).toBe(0)
    expect(stderr).toBe('sigma train m --pack swingsigma --calibration sigmoid --json --dry-run\n')
    expect(JSON.parse(stdout).request).toEqual({
      method: 'POST',
      path: '/train',
      body: { model_id: 'm', pack_id: 'swingsigma', calibration: 'sigmoid' },
    })
  })

  it('says nothing of the command with -s, as make does', async () => {
    expect((await make('-s', 'train', 'MODEL_ID=m', '--dry-run')).stderr).toBe('')
  })

  it('prints commands and runs none with -n, in the words of a shell', async () => {
    const { code, stdout, stderr } = await make('-n', 'sweep-run', 'qb', "MODEL_ID=it's")
    expect(code).toBe(0)
    expect(stdout.split('\n')).toEqual([
      "sigma sweep run 'it'\\''s' --pack zerosigma --thresholds '0.50,0.55,0.60;0.55,0.60,0.65' --splits 5 --tag sweep",
      "sigma backtest 'it'\\''s' --pack zerosigma --thresholds 0.55,0.60,0.65 --splits 5",
      '',
    ])
    expect(stderr).toBe('')
  })

  it('takes variables from the environment where the line has none', async () => {
    vi.stubEnv('MODEL_ID', 'of_env')
    vi.stubEnv('PACK_ID', 'of_env')
    const { stdout } = await make('-n', 'validate-policy', 'PACK_ID=of_line')
    expect(stdout).toBe('sigma validate-policy of_env --pack of_line\n')
  })

  it('lets an empty variable of the line win over the environment', async () => {
    vi.stubEnv('PACK_ID', 'of_env')
    expect((await make('-n', 'models', 'PACK_ID=')).stdout).toBe('sigma models list\n')
  })

  it('hands global options on, and BASE_URL and -C as the options that they are', async () => {
    const { stdout } = await make(
      '-n',
      'packs',
      'BASE_URL=http://127.0.0.1:1',
      '-C',
      'x',
      '--quiet',
      '--no-color',
    )
    expect(stdout).toBe('sigma packs list --base-url http://127.0.0.1:1 --workspace x --quiet --no-color\n')
  })

  it('ends as the command ends', async () => {
    const url = 'BASE_URL=http://127.0.0.1:1'
    expect((await make('packs', url)).code).toBe(3)
    expect((await make('policy-exec', 'MODEL_ID=m', url)).code).toBe(2)
  })

  it('stops at the first target that fails, unless told to go on', async () => {
    const line = ['packs', 'docs-help', 'BASE_URL=http://127.0.0.1:1']
    const stopped = await make(...line)
    expect([stopped.code, stopped.stdout]).toEqual([3, ''])
    const on = await make('-k', ...line)
    expect(on.code).toBe(3)
    expect(on.stdout).toContain('Usage: sigma')
  })

  it('runs none of them when one can not be run', async () => {
    const { code, stdout, stderr } = await make('docs-help', 'build', 'MODEL_ID=m')
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toContain('START: is required')
    expect(stderr).toContain('END: is required')
  })

  it('names the variable that is missing', async () => {
    const { code, stderr } = await make('train')
    expect(code).toBe(2)
    expect(stderr).toContain('MODEL_ID is required')
  })

  it('names the nearest target and the nearest variable to a slip', async () => {
    const target = await make('bulid')
    expect(target.code).toBe(2)
    expect(target.stderr).toContain('did you mean "build"?')
    const variable = await make('-n', 'backtest', 'MODEL_ID=m', 'TRESHOLDS=0.6')
    expect(variable.code).toBe(0)
    expect(variable.stderr).toContain('no target reads the variable TRESHOLDS; did you mean "THRESHOLDS"?')
  })

  it.each(['import-catalog', 'wiki-sync', 'ui-fe-dev'])('refuses %s with the reason', async (name) => {
    const { code, stderr } = await make(name)
    expect(code).toBe(2)
    const target = targetOf(name)
    expect(stderr).toContain(`make ${name}: ${'gone' in target && target.gone}`)
  })

  it('works against the server inside the process', async () => {
    const { code, stdout, stderr } = await make(
      'pack-detail',
      'PACK_ID=swingsigma',
      '-C',
      temporaryFolder(),
      '--json',
    )
    expect(code, stderr).toBe(0)
    expect(JSON.parse(stdout).pack.id).toBe('swingsigma')
  })
})
