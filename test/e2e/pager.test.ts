import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { hasScript, onTerminal } from './onTerminal.ts'
import { temporaryFolder } from './workspace.ts'

describe.skipIf(!hasScript)('a list that is longer than the terminal', () => {
  const folder = temporaryFolder()
  const pager = join(folder, 'pager.sh')
  writeFileSync(pager, '#!/bin/sh\nsed "s/^/paged: /"\n')
  chmodSync(pager, 0o755)
  const shown = async (line: string, env: Record<string, string>) =>
    (await onTerminal(folder, line, 100, [], env)).raw

  it('goes through the pager that PAGER names, whole', async () => {
    const lines = (await shown('indicators', { PAGER: pager })).split(/\r?\n/)
    const paged = lines.filter((line) => line.startsWith('paged: '))
    expect(paged.length).toBeGreaterThan(80)
    expect(paged.some((line) => /\brsi\b/.test(line))).toBe(true)
  })

  it.each([
    ['--no-pager', 'indicators --no-pager', { PAGER: pager }],
    ['an empty PAGER', 'indicators', { PAGER: '' }],
    ['a PAGER that is not there', 'indicators', { PAGER: 'no-such-pager' }],
  ])('is printed as it is with %s', async (_, line, env) => {
    const text = await shown(line, env)
    expect(text).toMatch(/\brsi\b/)
    expect(text).not.toContain('paged: ')
  })

  it('is one alone: a short one is printed as it is', async () => {
    const text = await shown('packs', { PAGER: pager })
    expect(text).toContain('swingsigma')
    expect(text).not.toContain('paged: ')
  })
})
