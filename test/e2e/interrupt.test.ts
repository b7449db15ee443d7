import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { beforeAll, describe, expect, it } from 'vitest'
import { exitCodes } from '../../src/cli/exitCodes.ts'
import { isUnbuilt } from '../server/testHost.ts'
import { bin, environment, sigmaHere, temporaryFolder } from './workspace.ts'

const asTerminal = fileURLToPath(new URL('asTerminal.mjs', import.meta.url))

/** Far more than stopping takes on a busy machine, and far less than the fit would. */
const patienceMs = 15_000

/** Rounds for hours: a command that ends has been stopped. */
const training = ['train', '--csv', 'big.csv', '--rounds', '100000', '--depth', '6', '--out', 'model.json']

interface Stopped {
  code: number | undefined
  stdout: string
  stderr: string
  ms: number
}

/** Runs a command as on a terminal, and presses Ctrl-C once its progress shows this. */
async function interrupt(cwd: string, argv: readonly string[], shown: RegExp): Promise<Stopped> {
  const child = execa(process.execPath, ['--import', asTerminal, bin, ...argv], {
    cwd,
    env: { ...environment, TERM: 'xterm', NO_COLOR: '1' },
    extendEnv: false,
    reject: false,
    timeout: 100_000,
  })
  let drawn = ''
  let pressed: number | undefined
  child.stderr.on('data', (chunk: Buffer) => {
    drawn += chunk.toString()
    if (pressed !== undefined || !shown.test(drawn)) return
    pressed = performance.now()
    child.kill('SIGINT')
  })
  const { exitCode, stdout, stderr } = await child
  if (pressed === undefined) throw new Error(`it ended before it showed ${shown}: ${stderr}`)
  return { code: exitCode, stdout, stderr, ms: performance.now() - pressed }
}

/** Every file of the workspace but those that it is there to have. */
function leftovers(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name)
    .filter((name) => name !== 'big.csv' && !/^sigma\.db(-wal|-shm)?$/.test(name))
}

async function trainings(folder: string): Promise<{ status: string; error: { message: string } | null }[]> {
  const { stdout } = await sigmaHere(folder, ['runs', 'train', '--json'])
  return JSON.parse(stdout).rows
}

describe.skipIf(isUnbuilt)('Ctrl-C during sigma train', () => {
  const folder = temporaryFolder()

  beforeAll(() => {
    const names = Array.from({ length: 20 }, (_, column) => `f${column}`)
    const lines = Array.from({ length: 100_000 }, (_, row) => {
      const values = names.map((_, column) => (row * (2 * column + 7919)) % 10_007)
      return [...values, values[0] + values[1] > 10_007 ? 1 : 0].join(',')
    })
    writeFileSync(join(folder, 'big.csv'), `${[...names, 'y'].join(',')}\n${lines.join('\n')}\n`)
  })

  it.each([
    [
      'between rounds, with one thread',
      ['--threads', '1', '--calibration', 'none'],
      /round [1-9]\d* of 100000, loss 0\.\d+/,
    ],
    [
      'between rounds of fits side by side',
      ['--threads', '2', '--calibration', 'sigmoid'],
      /fitting 1 of 6: round [1-9]/,
    ],
    ['while the features are binned', ['--threads', '1'], /binning the features/],
  ])(
    'ends it at once %s, and leaves a canceled run and nothing else',
    { timeout: 120_000 },
    async (_, options, shown) => {
      const before = (await trainings(folder)).length
      const { code, stdout, stderr, ms } = await interrupt(
        folder,
        [...training, ...options, '--force'],
        shown,
      )
      expect(code, stderr).toBe(exitCodes.interrupted)
      expect(ms).toBeLessThan(patienceMs)
      expect(stdout).toBe('')
      expect(stderr).toContain('stopped: the training was canceled')
      expect(existsSync(join(folder, 'model.json'))).toBe(false)
      expect(leftovers(folder)).toEqual([])
      const [latest, ...others] = await trainings(folder)
      expect(others).toHaveLength(before)
      expect(latest.status).toBe('canceled')
      expect(latest.error?.message).toMatch(/^its process was stopped while fitting/)
    },
  )

  it('ends it at once while the file is read, and leaves no run that seems to go on', {
    timeout: 120_000,
  }, async () => {
    const { code, stderr, ms } = await interrupt(folder, [...training, '--force'], /preparing the training/)
    expect(code, stderr).toBe(exitCodes.interrupted)
    expect(ms).toBeLessThan(patienceMs)
    expect(stderr).toContain('stopped: ')
    expect(leftovers(folder)).toEqual([])
    expect((await trainings(folder)).map(({ status }) => status)).not.toContain('running')
  })
})
