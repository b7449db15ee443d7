import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Document, documents, root } from './documents.ts'

/** Targets of the links in prose, but for those that leave the repository. */
function linksOf({ text }: Document): string[] {
  const prose = text.replaceAll(/^```[\s\S]*?^```$/gm, '').replaceAll(/`[^`\n]*`(?!\])/g, '')
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target]) => target)
    .filter((target) => !/^[a-z]+:/i.test(target))
}

/** The anchors of a page, as its headings give them. */
function anchorsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )
}

function fault({ path, text }: Document, link: string): string | undefined {
  const [target, anchor] = link.split('#', 2)
  const file = target === '' ? join(root, path) : join(root, dirname(path), target)
  if (!existsSync(file)) return `${link}: there is no such file`
  if (anchor === undefined) return undefined
  const page = target === '' ? text : statSync(file).isDirectory() ? '' : readFileSync(file, 'utf8')
  return anchorsOf(page).includes(anchor) ? undefined : `${link}: the page has no such heading`
}

describe('links of the documentation', () => {
  it.each(documents())('lead somewhere in $path', (document) => {
    expect(linksOf(document).flatMap((link) => fault(document, link) ?? [])).toEqual([])
  })

  it('finds links at all', () => {
    expect(documents().flatMap(linksOf).length).toBeGreaterThan(20)
  })

  it('finds a missing file and a missing heading', () => {
    const page = { path: 'README.md', text: '# One\n[a](none.md) [b](#two) [c](#one) [d](docs)' }
    expect(linksOf(page).flatMap((link) => fault(page, link) ?? [])).toEqual([
      'none.md: there is no such file',
      '#two: the page has no such heading',
    ])
  })
})
