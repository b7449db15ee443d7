import { join } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { annotation } from '../../../src/cli/output/annotations.ts'
import { temporaryFolder } from '../../temporaryFolder.ts'
import { runSigma } from '../runSigma.ts'

/** The lines that a runner takes as annotations. */
async function annotated(actions: string, ...argv: string[]): Promise<string[]> {
  vi.stubEnv('BASE_URL', '')
  vi.stubEnv('GITHUB_ACTIONS', actions)
  onTestFinished(() => void vi.unstubAllEnvs())
  const { stdout, stderr } = await runSigma(...argv)
  return `${stdout}\n${stderr}`.split('\n').filter((line) => line.startsWith('::'))
}

describe('annotations', () => {
  it('are one line, whatever is in the text', () => {
    expect(annotation('error', 'a: b, c', '5 %\r\nnext: x, y')).toBe(
      '::error title=a%3A b%2C c::5 %25%0D%0Anext: x, y',
    )
  })

  it('tell the errors of the doctor and of a command, only in a workflow and never under --json', async () => {
    const argv = ['doctor', '--workspace', join(temporaryFolder(), 'none')]
    expect(await annotated('true', ...argv)).toContainEqual(
      expect.stringMatching(/^::error title=doctor%3A workspace::.*does not exist%0Asigma init/),
    )
    expect(await annotated('', ...argv)).toEqual([])
    expect(await annotated('true', ...argv, '--json')).toEqual([])
    const unreachable = ['leaderboard', '--base-url', 'http://127.0.0.1:1']
    expect(await annotated('true', ...unreachable)).toEqual([
      expect.stringMatching(/^::error title=sigma::no backend answers/),
    ])
    expect(await annotated('true', ...unreachable, '--json')).toEqual([])
  })
})
