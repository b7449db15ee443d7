import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Target } from '../../src/cli/make/target.ts'
import { targets } from '../../src/cli/make/targets.ts'
import { defaults } from '../../src/cli/make/variables.ts'
import { root } from './documents.ts'

const page = readFileSync(join(root, 'docs', 'guide', 'from-the-makefile.md'), 'utf8')

/** Target and command of each row of the page's tables. */
const rows = [...page.matchAll(/^\| `([^`]+)` \| (?:`([^`]+)`|none) \|/gm)].map(([, name, command]) => [
  name,
  command,
])

function commandOf(target: Target): string | undefined {
  if ('gone' in target) return undefined
  return `sigma ${'pending' in target ? target.pending : target.command}`
}

describe('docs/guide/from-the-makefile.md', () => {
  it('goes through every target once, with the command that it stands for', () => {
    expect(rows.sort()).toEqual(targets.map((target) => [target.name, commandOf(target)]).sort())
  })

  it('names defaults that are the defaults', () => {
    const named = [...page.matchAll(/`([A-Z_]+)=([^`]+)`/g)].map(([, name, value]) => [name, value])
    const real = new Map<string, string>(Object.entries(defaults))
    const wrong = named.filter(
      ([name, value]) => real.has(name) && real.get(name) !== value && value !== 'all',
    )
    expect(wrong).toEqual([])
    expect(named.length).toBeGreaterThan(8)
  })
})
