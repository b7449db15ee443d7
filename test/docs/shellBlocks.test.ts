import { describe, expect, it } from 'vitest'
import { parseCommand, shellBlocks } from './shellBlocks.ts'

describe('the blocks of a document', () => {
  it('are those fenced as sh, with their marks', () => {
    const markdown = [
      'text',
      '```sh',
      'sigma init',
      '',
      'sigma health',
      '```',
      '```sh no-run',
      'npm ci',
      '```',
      '```text',
      '$ x',
      '```',
    ]
    expect(shellBlocks(markdown.join('\n'))).toEqual([
      { noRun: false, lines: ['sigma init', 'sigma health'] },
      { noRun: true, lines: ['npm ci'] },
    ])
  })

  it('have lines with quoted words, and exit codes in a comment', () => {
    expect(parseCommand('npx sigma sweep m --thresholds "0.5,0.6;0.7" # exits 4')).toMatchObject({
      kind: 'sigma',
      argv: ['sweep', 'm', '--thresholds', '0.5,0.6;0.7'],
      exitCode: 4,
    })
    expect(parseCommand('cd work')).toMatchObject({ kind: 'cd', argv: ['work'], exitCode: 0 })
    expect(parseCommand('sigma health # a comment')).toMatchObject({ argv: ['health'], exitCode: 0 })
  })

  it('run nothing but sigma', () => {
    expect(() => parseCommand('rm -rf work')).toThrow('expected a line of sigma or cd')
  })
})
