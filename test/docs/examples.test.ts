import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { putQuickModel, sigma, sigmaHere, temporaryFolder } from '../e2e/workspace.ts'
import { giveDatabase } from '../store/migratedFile.ts'
import { guide } from './documents.ts'
import { namedFiles, parseCommand, type ShellBlock, shellBlocks } from './shellBlocks.ts'

/** Commands that wait for the test to end would hang it. */
const timeout = 120_000

const withCommands = guide().filter(({ text }) => shellBlocks(text).length > 0)

describe.each(withCommands)('$path', ({ path, text }) => {
  // One workspace for all blocks of a document, in order: later ones build on earlier ones.
  let folder = temporaryFolder()
  // What people try first runs as it does for them: each command in a process of its own, and the first makes the store.
  const isFirst = path === 'README.md'
  const run = isFirst ? sigma : sigmaHere
  // With fewer rounds: `quickstart.test.ts` has the model as it is. What quickstart makes is a workspace of its own.
  const workspaces = [folder, join(folder, 'sigma-quickstart')]
  for (const workspace of workspaces) putQuickModel(workspace)
  if (!isFirst) beforeAll(() => Promise.all(workspaces.map(giveDatabase)))

  for (const { name, body } of namedFiles(text)) writeFileSync(join(folder, name), body)

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
      const { code, stdout, stderr } = await run(folder, argv)
      expect(code, `${line}\n${stderr}\n${stdout}`).toBe(exitCode)
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
