import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { execa } from 'execa'
import { afterAll, describe, expect, it } from 'vitest'
import { guide, root } from './documents.ts'
import { parseCommand, type ShellBlock, shellBlocks } from './shellBlocks.ts'

/** Commands that wait for the test to end would hang it. */
const timeout = 120_000

/** Settings of whoever runs the tests must not reach the commands. */
const env = {
  PATH: process.env.PATH ?? '',
  NO_COLOR: '1',
  XDG_CONFIG_HOME: join(tmpdir(), 'sigma-docs-without-config'),
}

const withCommands = guide().filter(({ text }) => shellBlocks(text).length > 0)

describe.each(withCommands)('$path', ({ text }) => {
  // One workspace for all blocks of a document, in order: later ones build on earlier ones.
  let folder = mkdtempSync(join(tmpdir(), 'sigma-docs-'))
  const first = folder
  afterAll(() => rmSync(first, { recursive: true, force: true }))

  for (const block of shellBlocks(text)) {
    if (block.noRun) leaveOut(block)
    else for (const line of block.lines) runLine(line)
  }

  function runLine(line: string): void {
    const { kind, argv, exitCode } = parseCommand(line)
    it(`runs ${line}`, { timeout }, async () => {
      if (kind === 'cd') {
        folder = resolve(folder, argv[0])
        return
      }
      const command = [join(root, 'bin', 'sigma.js'), ...argv]
      const run = await execa(process.execPath, command, {
        cwd: folder,
        env,
        extendEnv: false,
        reject: false,
      })
      expect(run.exitCode, `${line}\n${run.stderr}\n${run.stdout}`).toBe(exitCode)
    })
  }

  function leaveOut({ lines }: ShellBlock): void {
    it.skip(`is left out, as marked: ${lines[0]}`)
    it(`has a reason to leave out ${lines[0]}`, () => {
      const installsWaitsOrNeedsAFile = /^npm |\bserve\b|\b(FILE|NEW|DIR|RUN|KEY)\b/
      for (const line of lines) expect(line).toMatch(installsWaitsOrNeedsAFile)
    })
  }
})
