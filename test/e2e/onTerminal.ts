import { existsSync } from 'node:fs'
import { stripVTControlCharacters } from 'node:util'
import { execa } from 'execa'
import { expect } from 'vitest'
import { bin, environment } from './workspace.ts'

export const keys = { enter: '\r', escape: '\u001b', ctrlC: '\u0003' }

/** `script` of util-linux gives a command a terminal of its own; other systems have another one, or none. */
export const hasScript = process.platform === 'linux' && existsSync('/usr/bin/script')

/** Runs a command on a terminal so wide: presses keys once this is shown, in order. */
export async function onTerminal(
  cwd: string,
  line: string,
  columns: number,
  play: [shown: RegExp, press: string][],
  env: Record<string, string> = {},
) {
  const command = `stty cols ${columns} rows 40; exec '${process.execPath}' '${bin}' ${line}`
  const child = execa('/usr/bin/script', ['-qec', command, '/dev/null'], {
    cwd,
    env: { ...environment, TERM: 'xterm', NO_COLOR: '1', SHELL: '/bin/sh', ...env },
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
