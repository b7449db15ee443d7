import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { shells } from '../../src/cli/completion/builtScript.ts'
import { runSigma } from '../cli/runSigma.ts'
import { root } from '../docs/documents.ts'
import { sigmaHere, temporaryFolder } from './workspace.ts'

it.each(shells)('the script for %s that the build has printed is the one of all commands', async (shell) => {
  // In the sources there is none, so that the program makes it.
  const { code, stdout } = await runSigma('completion', shell)
  expect(code).toBe(0)
  expect(stdout).toContain('leaderboard')
  expect(readFileSync(join(root, 'dist', 'completion', shell), 'utf8')).toBe(stdout)
  const built = await sigmaHere(temporaryFolder(), ['completion', shell])
  expect({ ...built, stdout: built.stdout.trimEnd() }).toMatchObject({
    code: 0,
    stdout: stdout.trimEnd(),
    stderr: '',
  })
})

it('a script as JSON is made by the program', async () => {
  const { code, stdout } = await sigmaHere(temporaryFolder(), ['completion', 'bash', '--json'])
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({ ok: true, shell: 'bash' })
})
