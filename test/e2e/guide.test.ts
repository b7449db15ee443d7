import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { execa } from 'execa'
import { describe, expect, it } from 'vitest'
import { isUnbuilt } from '../server/testHost.ts'
import { bin, environment, putQuickModel, temporaryFolder } from './workspace.ts'

const keys = { enter: '\r', escape: '\u001b', ctrlC: '\u0003' }

/** `script` of util-linux gives a command a terminal of its own; other systems have another one, or none. */
const hasScript = process.platform === 'linux' && existsSync('/usr/bin/script')

/** Runs a command on a terminal so wide: presses keys once this is shown, in order. */
async function onTerminal(
  cwd: string,
  line: string,
  columns: number,
  play: [shown: RegExp, press: string][],
) {
  const command = `stty cols ${columns} rows 40; exec '${process.execPath}' '${bin}' ${line}`
  const child = execa('/usr/bin/script', ['-qec', command, '/dev/null'], {
    cwd,
    env: { ...environment, TERM: 'xterm', NO_COLOR: '1', SHELL: '/bin/sh' },
    extendEnv: false,
    reject: false,
    timeout: 50_000,
  })
  let drawn = ''
  const left = [...play]
  child.stdout.on('data', (chunk: Buffer) => {
    drawn += chunk.toString()
    const [next] = left
    // A narrow terminal breaks lines anywhere.
    const flat = stripVTControlCharacters(drawn).replace(/\s+/g, ' ')
    if (!next?.[0].test(flat)) return
    left.shift()
    drawn = ''
    child.stdin.write(next[1])
  })
  const { exitCode, stdout } = await child
  expect(left, stdout).toEqual([])
  return { code: exitCode, raw: stdout, text: stripVTControlCharacters(stdout).replace(/\s+/g, ' ') }
}

describe.skipIf(isUnbuilt)('sigma guide on a terminal', () => {
  const folder = temporaryFolder()
  putQuickModel(folder)

  it.skipIf(!hasScript)('searches, goes back, is stopped by Ctrl-C, and goes on where it was', async () => {
    const first = await onTerminal(folder, 'guide', 80, [
      [/Which pack.*❯ swingsigma.*ctrl-c stop/, keys.enter],
      [/Which model.*ctrl-c stop/, 'bundled spx'],
      [/bundled spx.*❯ spx_eq_swing_daily.*ctrl-c stop/, keys.enter],
      [/risk profile.*ctrl-c stop/, keys.escape],
      [/Which model.*ctrl-c stop/, keys.enter],
      [/risk profile.*❯ balanced.*ctrl-c stop/, keys.ctrlC],
    ])
    expect(first.code, first.raw).toBe(130)
    expect(first.text).toContain('go on with: sigma guide --resume')
    expect(JSON.parse(readFileSync(join(folder, '.sigma', 'guide.json'), 'utf8'))).toMatchObject({
      at: 'risk',
      answers: { pack: 'swingsigma', model: 'spx_eq_swing_daily' },
    })
    const second = await onTerminal(folder, 'guide --resume', 20, [
      [/risk profile.*❯ balanced.*ctrl- ?c stop/, keys.enter],
      [/Which window.*❯ all.*ctrl- ?c stop/, keys.ctrlC],
    ])
    expect(second.code, second.raw).toBe(130)
    expect(second.text).not.toContain('Which pack')
    // NO_COLOR
    expect(second.raw).not.toMatch(new RegExp(`${keys.escape}\\[[\\d;]*m`))
  })

  it.runIf(!hasScript)('is not tried on a terminal: `script` of util-linux is missing', () => {
    expect(hasScript).toBe(false)
  })
})
