import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { snippetLength, snippetOf } from '../../src/assistant/documents/snippet.ts'

const hits = (piece: string): number => (piece.includes('embargo') ? 1 : 0)
const sentence = (word: string): string =>
  `The ${word} ${'is as long as it has to be here '.repeat(6).trim()}.`

describe('a snippet', () => {
  it('is the paragraph with the hit, and its neighbours as far as there is room', () => {
    const text = `${'far '.repeat(160)}\n\nnear\n\nthe embargo\n\nafter\n\n${'far '.repeat(160)}`
    expect(snippetOf(text, hits)).toBe('near\n\nthe embargo\n\nafter')
  })

  it('is cut between sentences where a paragraph is too long', () => {
    const text = [sentence('purge'), sentence('embargo'), sentence('fold'), sentence('fit')].join(' ')
    const snippet = snippetOf(text, hits)
    expect(snippet).toBe([sentence('embargo'), sentence('fold')].join(' '))
  })

  it('is cut between the lines of a table', () => {
    const rows = Array.from({ length: 40 }, (_, row) => `| row ${row} | ${row === 30 ? 'embargo' : 'none'} |`)
    const snippet = snippetOf(rows.join('\n'), hits)
    expect(snippet).toContain('| row 30 | embargo |')
    expect(snippet.split('\n').every((line) => rows.includes(line))).toBe(true)
  })

  it('is cut between words, and says so, where one sentence is too long', () => {
    const snippet = snippetOf(`${'word '.repeat(300)}embargo ${'more '.repeat(300)}`, hits)
    expect(snippet).toMatch(/^…word .*word embargo more .*more…$/)
  })

  it('is never longer than it may be, and is a part of the text', () => {
    const piece = fc.constantFrom(
      'word',
      'embargo',
      '. ',
      '\n',
      '\n\n',
      '| a |',
      'x'.repeat(700),
      '- ',
      '    ',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 200 }), (pieces) => {
        const text = pieces.join(' ')
        const snippet = snippetOf(text, hits)
        expect(snippet.length).toBeLessThanOrEqual(snippetLength)
        const plain = (of: string): string => of.replaceAll(/\s+/g, ' ').trim()
        expect(plain(text)).toContain(plain(snippet.replaceAll('…', '')))
      }),
    )
  })
})
