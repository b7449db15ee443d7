import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { isAskedForAll } from '../askedForAll.ts'
import { sigmaHere, temporaryFolder } from '../e2e/workspace.ts'
import { root } from './documents.ts'
import { plainText, terminalSvg } from './terminalSvg.ts'

// `npm run pictures` makes them anew, from a real run.

const pictures = join(root, 'docs', 'pictures')
const shown = 'leaderboard --columns #,config,sharpe,return,drawdown,trades,dsr,score,gate'
const onlyColumns = 104

/** Standard output passes for a terminal of this width, with colours. */
function asATerminal(): void {
  const before = { isTTY: process.stdout.isTTY, columns: process.stdout.columns }
  onTestFinished(() => {
    Object.assign(process.stdout, before)
  })
  Object.assign(process.stdout, { isTTY: true, columns: onlyColumns })
}

describe('the pictures of the README', () => {
  it.runIf(isAskedForAll)(
    'show what quickstart ends with, as the leaderboard prints it',
    { timeout: 90_000 },
    async () => {
      const folder = temporaryFolder()
      expect((await sigmaHere(folder, ['quickstart', '.'])).code).toBe(0)
      asATerminal()
      const { code, stdout, stderr } = await sigmaHere(folder, shown.split(' '))
      expect(code, stderr).toBe(0)
      expect(stdout, 'in colours').not.toBe(plainText(stdout))
      await expect(terminalSvg(`$ sigma leaderboard\n\n${stdout}`)).toMatchFileSnapshot(
        join(pictures, 'leaderboard.svg'),
      )
      const guide = readFileSync(join(root, 'docs', 'guide', 'getting-started.md'), 'utf8')
      const [, table] = /```text\nleaderboard, out of sample[^\n]*\n([\s\S]*?)```/.exec(guide) ?? []
      const rows = (table ?? '').split('\n').filter((line) => /^ ?\d+ {2}/.test(line))
      expect(rows.length).toBeGreaterThanOrEqual(5)
      for (const row of rows) expect(plainText(stdout).split('\n')).toContain(row)
    },
  )

  it('have a page of the report, small enough to be looked at', () => {
    const file = join(pictures, 'report.png')
    expect([...readFileSync(file).subarray(1, 4)]).toEqual([...Buffer.from('PNG')])
    expect(statSync(file).size).toBeLessThan(300_000)
  })

  it('are all shown', () => {
    const readme = readFileSync(join(root, 'README.md'), 'utf8')
    for (const name of ['leaderboard.svg', 'report.png'])
      expect(readme).toMatch(new RegExp(`!\\[[^\\]]+\\]\\(docs/pictures/${name}\\)`))
  })
})

describe('the picture of a terminal', () => {
  const begin = String.fromCharCode(27)

  it('keeps the text, and has the colours of its codes', () => {
    const svg = terminalSvg(`a ${begin}[31m<b>${begin}[39m & c\nlonger line`)
    expect(svg).toContain('>a\u00a0<tspan fill="#ff8f87">&lt;b></tspan>\u00a0&amp;\u00a0c</text>')
    expect(svg).toContain('textLength="92.4">longer\u00a0line</text>')
  })

  it('refuses a code that it would lose', () => {
    expect(() => terminalSvg(`${begin}[95mx`)).toThrow('no style for the code 95')
  })
})
